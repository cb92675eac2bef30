import { expect, test } from 'vitest';
import {
  initialHead,
  noAmounts,
  type ReceiptPart,
  type TradeBatch,
} from '../../engine/entities.js';
import type { MarketStore } from '../../engine/store.js';
import {
  amounts,
  closure,
  fullHead,
  openOrder,
  statementEntry,
  trades,
  transact,
  unique,
} from './samples.contract.js';

/** Beyond what a double holds exactly, and near the 38 digits that a DynamoDB number holds. */
const hugeAmounts = [2n ** 53n + 1n, 10n ** 20n, 10n ** 30n - 3n, 10n ** 37n + 1n];

/** Everything written comes back as it was. */
export function describeItems(store: () => MarketStore): void {
  test('what was never written is not there', async () => {
    const nothing = unique('nothing');
    const order = openOrder({ material: nothing });
    expect(await store().getHead(nothing)).toBeUndefined();
    expect(await store().getOrderRecord(order.orderId)).toBeUndefined();
    expect(await store().getOpenOrder(order)).toBeUndefined();
    expect(await store().getReceipt(nothing, 'c')).toEqual([]);
    const range = { from: 0, to: Number.MAX_SAFE_INTEGER };
    for (const page of [
      await store().listSide(nothing, 'Buy', {}),
      await store().listAccountOrders(nothing, {}),
      await store().listBoxes(nothing, {}),
      await store().listStatement(nothing, {}),
      await store().listTrades(nothing, {}),
      await store().listCandles(nothing, '1m', range, {}),
    ]) {
      expect(page).toEqual({ items: [], cursor: null });
    }
  });

  test.each([
    { type: 'Buy', pricePerUnit: 1 },
    { type: 'Buy', pricePerUnit: 999_999_999_999 },
    { type: 'Sell', pricePerUnit: 1 },
    { type: 'Sell', pricePerUnit: 999_999_999_999 },
    { timeInForce: 'IOC', expiresAt: '2027-01-01T00:00:00.000Z' },
    { remainingQuantity: 1, tradedValue: 2n ** 53n - 1n, feeCharged: 7n },
  ] as const)('an open order and its record: %o', async (given) => {
    const order = openOrder(given);
    await transact(store(), [
      { write: 'insertOrderRecord', order },
      { write: 'insertOpenOrder', order },
    ]);
    expect(await store().getOpenOrder(order)).toStrictEqual(order);
    const { remainingQuantity, tradedValue, feeCharged, ...accepted } = order;
    expect(await store().getOrderRecord(order.orderId)).toStrictEqual({
      ...accepted,
      closure: null,
    });
  });

  test.each([
    closure(),
    closure({ status: 'CANCELLED', closeReason: 'CANCEL_REQUESTED', remainingQuantity: 5 }),
    closure({ status: 'EXPIRED', closeReason: 'SELF_TRADE_PREVENTION', tradedValue: 0n }),
    closure({ feeCharged: 12n, tradedValue: 2n ** 53n + 1n }),
  ])('a closed order: %o', async (end) => {
    const order = openOrder();
    await transact(store(), [{ write: 'insertOrderRecord', order }]);
    await transact(store(), [{ write: 'closeOrderRecord', order, closure: end }]);
    expect((await store().getOrderRecord(order.orderId))?.closure).toStrictEqual(end);
  });

  test('heads, with nothing and with everything', async () => {
    const empty = { ...initialHead(unique('wheat')), version: 1 };
    const full = fullHead(unique('wheat'));
    await transact(store(), [
      { write: 'putHead', head: empty },
      { write: 'putHead', head: full },
    ]);
    expect(await store().getHead(empty.material)).toStrictEqual(empty);
    expect(await store().getHead(full.material)).toStrictEqual(full);
  });

  test.each([1, 2, 5, 25])('a batch of %i trades', async (count) => {
    const material = unique('wheat');
    const batch: TradeBatch = { material, trades: trades(material, 41, count) };
    await transact(store(), [{ write: 'putTrades', batch }]);
    expect(await store().listTrades(material, {})).toStrictEqual({ items: [batch], cursor: null });
  });

  test('a candle', async () => {
    const candle = fullHead('wheat').candles['1h'] as NonNullable<unknown> & { openTime: number };
    const closed = {
      material: unique('wheat'),
      interval: '1h',
      candle: { openTime: 0, open: 1, high: 2, low: 1, close: 2, volume: 3, trades: 2 },
    } as const;
    const late = { ...closed, candle: { ...closed.candle, openTime: candle.openTime } };
    await transact(store(), [
      { write: 'putCandle', candle: closed },
      { write: 'putCandle', candle: late },
    ]);
    const range = { from: 0, to: Number.MAX_SAFE_INTEGER };
    const { items } = await store().listCandles(closed.material, '1h', range, {});
    expect(items).toStrictEqual([late, closed]);
  });

  test('statement entries, with nothing and with everything', async () => {
    const material = unique('wheat');
    const empty = statementEntry({ material });
    const [first, second, third] = trades(material, 1, 3);
    const full = statementEntry({
      material,
      // Not consecutive: the second trade was between two other accounts.
      trades: [
        { trade: first, coinsRefunded: 0n },
        { trade: third ?? first, coinsRefunded: 2n ** 53n - 1n },
      ],
      closures: [
        {
          orderId: first.buyOrderId,
          status: 'FILLED',
          closeReason: 'FILLED',
          goodsReturned: 0n,
          coinsReturned: 0n,
        },
        {
          orderId: second?.buyOrderId ?? '',
          status: 'EXPIRED',
          closeReason: 'IMMEDIATE_OR_CANCEL',
          goodsReturned: 0n,
          coinsReturned: 2n ** 53n + 1n,
        },
      ],
      credit: {
        goodsBought: 1n,
        goodsReturned: 2n,
        coinsEarned: 3n,
        coinsRefunded: 4n,
        feesPaid: 5n,
      },
    });
    for (const entry of [empty, full]) {
      await transact(store(), [{ write: 'putStatement', entry }]);
      expect((await store().listStatement(entry.account, {})).items).toStrictEqual([entry]);
    }
  });

  test('receipt parts, with nothing and with everything', async () => {
    const account = unique('account');
    const receipt = (collectionId: string, taken: ReceiptPart['taken']): ReceiptPart => ({
      account,
      collectionId,
      part: 0,
      last: taken.length === 0,
      collectedAt: '2026-11-22T13:33:07.123Z',
      taken,
    });
    const [huge, ...others] = hugeAmounts as [bigint, ...bigint[]];
    for (const part of [
      receipt('nothing', []),
      receipt('one', [{ material: 'wheat', amounts: amounts({ goodsReturned: huge }) }]),
      receipt('many', [
        { material: 'copper', amounts: noAmounts },
        ...others.map((goodsBought) => ({
          material: 'wheat',
          amounts: amounts({ goodsBought, coinsEarned: 3n, feesPaid: 1n }),
        })),
      ]),
    ]) {
      await transact(store(), [{ write: 'insertReceiptPart', part }]);
      expect(await store().getReceipt(account, part.collectionId)).toStrictEqual([part]);
    }
  });

  test.each(hugeAmounts)('a box holds %i exactly', async (amount) => {
    const [account, material] = [unique('account'), unique('wheat')];
    const credit = { goodsBought: 1n, goodsReturned: 2n, coinsEarned: amount, coinsRefunded: 3n };
    const write = { write: 'creditBox', account, material } as const;
    await transact(store(), [{ ...write, credit: { ...credit, feesPaid: amount } }]);
    await transact(store(), [
      { ...write, credit: amounts({ coinsEarned: 1n, coinsRefunded: 1n }) },
    ]);
    const box = {
      account,
      material,
      version: 0,
      amounts: { ...credit, coinsEarned: amount + 1n, coinsRefunded: 4n, feesPaid: amount },
    };
    expect((await store().listBoxes(account, {})).items).toStrictEqual([box]);

    await transact(store(), [{ write: 'debitBox', box, debit: box.amounts }]);
    expect((await store().listBoxes(account, {})).items).toStrictEqual([
      { account, material, version: 1, amounts: noAmounts },
    ]);
  });

  test('a credit of nothing is a box with nothing', async () => {
    const [account, material] = [unique('account'), unique('wheat')];
    await transact(store(), [{ write: 'creditBox', account, material, credit: noAmounts }]);
    expect((await store().listBoxes(account, {})).items).toStrictEqual([
      { account, material, version: 0, amounts: noAmounts },
    ]);
  });

  test('nobody can change what is stored by changing what was given or returned', async () => {
    const material = unique('wheat');
    const order = { ...openOrder({ material }) };
    const batch = { material, trades: trades(material, 1, 2) };
    await transact(store(), [
      { write: 'insertOpenOrder', order },
      { write: 'putTrades', batch },
    ]);
    order.remainingQuantity = 1;
    Reflect.set(batch.trades[0], 'quantity', 1);
    const found = await store().getOpenOrder(order);
    const [listed] = (await store().listTrades(material, {})).items;
    Reflect.set(found ?? {}, 'remainingQuantity', 2);
    Reflect.set(listed?.trades[0] ?? {}, 'quantity', 2);
    expect((await store().getOpenOrder(order))?.remainingQuantity).toBe(100);
    expect((await store().listTrades(material, {})).items[0]?.trades[0].quantity).toBe(10);
  });
}
