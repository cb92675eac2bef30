import { expect, test } from 'vitest';
import type { AcceptedOrder, OpenOrder } from '../../engine/entities.js';
import type { MarketStore, ScannedItem } from '../../engine/store.js';
import {
  amounts,
  closure,
  headOf,
  openOrder,
  readPages,
  statementEntry,
  trades,
  transact,
  unique,
} from './samples.contract.js';

export function describeScan(store: () => MarketStore): void {
  test('the segments of a scan hold each item once', async () => {
    const account = unique('account');
    const orders = Array.from({ length: 20 }, () =>
      openOrder({ account, material: unique('wheat') }),
    );
    for (const order of orders) {
      await transact(store(), [
        { write: 'insertOrderRecord', order },
        { write: 'insertOpenOrder', order },
      ]);
    }
    const found: string[] = [];
    const sizes: number[] = [];
    for (const segment of [0, 1, 2]) {
      let size = 0;
      for await (const item of store().scan({ segment, segments: 3 })) {
        const order = item.item === 'openOrder' ? item.order : undefined;
        const record = item.item === 'orderRecord' ? item.record : undefined;
        if ((order ?? record)?.account !== account) continue;
        found.push(`${item.item} ${(order ?? record)?.orderId}`);
        size += 1;
      }
      sizes.push(size);
    }
    const expected = orders.flatMap(({ orderId }) => [
      `openOrder ${orderId}`,
      `orderRecord ${orderId}`,
    ]);
    expect(found.sort()).toEqual(expected.sort());
    expect(Math.max(...sizes)).toBeLessThan(40);
  });

  test('a scan gives every item there is, once', async () => {
    const [material, account] = [unique('wheat'), unique('account')];
    const [open, closed] = [openOrder({ material, account }), openOrder({ material, account })];
    const order = openOrder({ material, remainingQuantity: 40, tradedValue: 600n });
    const setAside = { order, setAsideAt: '2026-11-22T13:33:07.123Z' };
    const batch = { material, trades: trades(material, 1, 2) };
    const candle = {
      material,
      interval: '1m',
      candle: { openTime: 60_000, open: 1, high: 2, low: 1, close: 2, volume: 3, trades: 2 },
    } as const;
    const entry = statementEntry({ material, account });
    const head = headOf(material, 1);
    const credit = amounts({ goodsBought: 3n });
    const part = {
      account,
      collectionId: 'a#b',
      part: 0,
      last: true,
      collectedAt: '2026-11-22T13:33:07.123Z',
      taken: [{ material, amounts: credit }],
    };
    const note = { material, since: '2026-11-22T13:30:00.000Z' };
    await transact(store(), [
      { write: 'insertOrderRecord', order: open },
      { write: 'insertOpenOrder', order: open },
      { write: 'insertOrderRecord', order: closed },
      { write: 'putSetAsideOrder', setAside },
      { write: 'putHead', head },
      { write: 'putTrades', batch },
      { write: 'putCandle', candle },
      { write: 'creditBox', account, material, credit },
      { write: 'putStatement', entry },
      { write: 'insertReceiptPart', part },
      { write: 'putActivityNote', note },
    ]);
    await transact(store(), [{ write: 'closeOrderRecord', order: closed, closure: closure() }]);
    const found: ScannedItem[] = [];
    for await (const item of store().scan()) {
      if (JSON.stringify(item, stringifiable).includes(material)) found.push(item);
    }
    const expected = [
      { item: 'openOrder', order: open },
      { item: 'orderRecord', record: { ...accepted(open), closure: null } },
      { item: 'orderRecord', record: { ...accepted(closed), closure: closure() } },
      { item: 'setAsideOrder', setAside },
      { item: 'head', head },
      { item: 'trades', batch },
      { item: 'candle', candle },
      { item: 'box', box: { account, material, version: 0, amounts: credit } },
      { item: 'statement', entry },
      { item: 'receiptPart', part },
      { item: 'activityNote', note },
    ];
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  test('a scan and a list go on beyond the megabyte at which DynamoDB ends a page', async () => {
    const material = unique('wheat');
    const batches = Array.from({ length: 48 }, (_, index) => ({
      material,
      trades: trades(material, 1 + index * 500, 500),
    }));
    for (const batch of batches) await transact(store(), [{ write: 'putTrades', batch }]);
    const listed = await readPages((page) => store().listTrades(material, page), 1000);
    expect(listed.reverse()).toStrictEqual(batches);
    const scanned: number[] = [];
    for await (const item of store().scan()) {
      if (item.item === 'trades' && item.batch.material === material) {
        scanned.push(item.batch.trades[0].sequence);
      }
    }
    const inOrder = scanned.sort((a, b) => a - b);
    expect(inOrder).toEqual(batches.map((batch) => batch.trades[0].sequence));
  });
}

function accepted(order: OpenOrder): AcceptedOrder {
  const { remainingQuantity, tradedValue, feeCharged, ...rest } = order;
  return rest;
}

function stringifiable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
