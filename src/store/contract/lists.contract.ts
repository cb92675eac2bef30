import { describe, expect, test, vi } from 'vitest';
import {
  type ExpiringOrder,
  initialSweepProgress,
  type OpenOrder,
  type SweepProgress,
} from '../../engine/entities.js';
import { type MarketStore, TransactionRejected } from '../../engine/store.js';
import { activityShardOf, activityShards } from '../../model/activity.js';
import { expiryBucketOf } from '../../model/expiry.js';
import type { Page, PageRequest } from '../../model/market.js';
import {
  amounts,
  candleAt,
  openOrder,
  orderIdOf,
  readPages,
  statementEntry,
  trades,
  transact,
  unique,
} from './samples.contract.js';

const orderIdsOf = (orders: readonly { orderId: string }[]) => orders.map(({ orderId }) => orderId);

/** Order, paging and exactness of every list. */
export function describeLists(store: () => MarketStore): void {
  const insert = async (orders: readonly OpenOrder[]) => {
    await transact(
      store(),
      orders.map((order) => ({ write: 'insertOpenOrder', order })),
    );
    return orders;
  };

  describe.each(['Buy', 'Sell'] as const)('a side of %s orders', (type) => {
    test('is in order of price, then of id, at both ends of the range of prices', async () => {
      const material = unique('wheat');
      const prices = [1, 2, 9, 10, 99, 100, 999_999_999, 999_999_999_998, 999_999_999_999];
      const inTime = prices.flatMap((pricePerUnit) =>
        [1, 2].map(() => openOrder({ material, type, pricePerUnit })),
      );
      await insert([...inTime].reverse());
      await insert([
        openOrder({ material, type: type === 'Buy' ? 'Sell' : 'Buy' }),
        openOrder({ material: `${material}0`, type }),
        openOrder({ material: material.slice(0, -1), type }),
      ]);
      const direction = type === 'Sell' ? 1 : -1;
      const best = [...inTime].sort(
        (a, b) => direction * (a.pricePerUnit - b.pricePerUnit) || (a.orderId < b.orderId ? -1 : 1),
      );
      for (const limit of [1, 4, best.length, best.length + 1]) {
        const read = await readPages((page) => store().listSide(material, type, page), limit);
        expect(read).toStrictEqual(best);
      }
      expect((await store().listSide(material, type, {})).items).toStrictEqual(best);
    });

    test('is shorter by what was deleted, also between two pages', async () => {
      const material = unique('wheat');
      const orders = await insert(
        [1, 2, 3, 4, 5].map(() => openOrder({ material, type, pricePerUnit: 10 })),
      );
      const first = await store().listSide(material, type, { limit: 2 });
      expect(orderIdsOf(first.items)).toEqual(orderIdsOf(orders.slice(0, 2)));
      await transact(
        store(),
        orders.slice(1, 3).map((expected) => ({ write: 'deleteOpenOrder', expected })),
      );
      const next = await store().listSide(material, type, { limit: 9, cursor: first.cursor });
      expect(orderIdsOf(next.items)).toEqual(orderIdsOf(orders.slice(3)));
      expect(next.cursor).toBeNull();
    });
  });

  test('expiring orders are listed once their time is over, until they are deleted', async () => {
    const expiring = { orderId: orderIdOf(unique('account'), 'x'), expiresAt: inTheFuture() };
    const bucket = expiryBucketOf(expiring);
    await transact(store(), [{ write: 'putExpiringOrder', expiring }]);
    const before = new Date(Date.parse(expiring.expiresAt) - 1).toISOString();
    expect((await store().listExpiringOrders(bucket, before, {})).items).not.toContainEqual(
      expiring,
    );
    const listed = await store().listExpiringOrders(bucket, expiring.expiresAt, {});
    expect(listed.items).toContainEqual(expiring);
    await transact(store(), [{ write: 'deleteExpiringOrder', expiring }]);
    await transact(store(), [{ write: 'deleteExpiringOrder', expiring }]);
    const left = await store().listExpiringOrders(bucket, expiring.expiresAt, {});
    expect(left.items).not.toContainEqual(expiring);
  });

  test('materials are listed in order, each once', async () => {
    const names = [unique('m'), unique('M'), unique('0')];
    for (const material of [...names, ...names]) {
      await transact(store(), [{ write: 'putMaterial', material }]);
    }
    const read = await readPages((page) => store().listMaterials(page), 2);
    expect(read.filter((name) => names.includes(name))).toStrictEqual([...names].sort());
    expect(read).toStrictEqual([...new Set(read)].sort());
  });

  test('activity is listed by shard, in order of periods, until its note is deleted', async () => {
    const material = unique('wheat');
    const others = Array.from({ length: activityShards }, (_, shard) => uniqueOf(shard));
    const notes = ['2026-11-22T13:00:00.000Z', '2026-11-22T13:10:00.000Z'].map((since) => ({
      material,
      since,
    }));
    const [first, second] = notes;
    if (!first || !second) throw new Error('two notes were made');
    for (const note of [
      second,
      first,
      first,
      ...others.map((other) => ({ ...first, material: other })),
    ]) {
      await transact(store(), [{ write: 'putActivityNote', note }]);
    }
    const listed = async (shard: number) =>
      (await readPages((page) => store().listActivityNotes(shard, page), 3)).filter(
        (note) => note.material === material,
      );
    expect(await listed(activityShardOf(material))).toStrictEqual(notes);
    for (let shard = 0; shard < activityShards; shard += 1) {
      const page = await readPages((each) => store().listActivityNotes(shard, each), 7);
      expect(page.every((note) => activityShardOf(note.material) === shard)).toBe(true);
      expect(page.length).toBeGreaterThan(0);
    }
    await transact(store(), [{ write: 'deleteActivityNote', note: first }]);
    await transact(store(), [{ write: 'deleteActivityNote', note: first }]);
    expect(await listed(activityShardOf(material))).toStrictEqual([second]);
  });

  test('the progress of the sweeper is what was put last, on top of what was read', async () => {
    const { version } = (await store().getSweepProgress()) ?? { version: 0 };
    const first: SweepProgress = {
      ...initialSweepProgress('2026-11-22T13:00:00.000Z'),
      version: version + 1,
    };
    const second: SweepProgress = {
      version: version + 2,
      sweptUntil: '2026-11-22T14:00:00.000Z',
      unfinished: ['2026-11-22T11#0', '2026-11-22T12#3'],
      hasNotedMaterials: true,
      stoppedAt: { bucket: '2026-11-22T13#1', cursor: 'abc', material: 'wheat' },
    };
    for (const progress of [first, second]) {
      await transact(store(), [{ write: 'putSweepProgress', progress }]);
      expect(await store().getSweepProgress()).toStrictEqual(progress);
    }
    for (const progress of [first, second]) {
      const attempt = transact(store(), [{ write: 'putSweepProgress', progress }]);
      await expect(attempt).rejects.toThrow(TransactionRejected);
    }
    expect(await store().getSweepProgress()).toStrictEqual(second);
  });

  describe('pages', () => {
    /** Seven items of every list, in the order in which it has to answer. */
    const count = 7;
    const lists: Record<
      string,
      () => Promise<[(page: PageRequest) => Promise<Page<unknown>>, readonly unknown[]]>
    > = {
      listSide: async () => {
        const material = unique('wheat');
        const orders = await insert(
          Array.from({ length: count }, (_, i) => openOrder({ material, pricePerUnit: i + 1 })),
        );
        return [(page) => store().listSide(material, 'Sell', page), orders];
      },
      listAccountOrders: async () => {
        const account = unique('account');
        const orders = await insert(
          Array.from({ length: count }, (_, i) =>
            openOrder({ account, material: `m${i % 3}`, type: i % 2 ? 'Buy' : 'Sell' }),
          ),
        );
        const list = (page: PageRequest) => store().listAccountOrders(account, page);
        await vi.waitFor(async () => expect((await list({})).items).toHaveLength(count), 5_000);
        const keys = orders.map(({ material, type, pricePerUnit, orderId }) => ({
          material,
          type,
          pricePerUnit,
          orderId,
        }));
        return [list, keys.reverse()];
      },
      listBoxes: async () => {
        const account = unique('account');
        const credit = amounts({ goodsBought: 1n });
        const materials = ['0', 'A', 'a', 'a-b', 'a.b', 'a:b', 'aa'].sort();
        await transact(
          store(),
          [...materials]
            .reverse()
            .map((material) => ({ write: 'creditBox', account, material, credit })),
        );
        const boxes = materials.map((material) => ({
          account,
          material,
          version: 0,
          amounts: credit,
        }));
        return [(page) => store().listBoxes(account, page), boxes];
      },
      listStatement: async () => {
        const account = unique('account');
        const entries = Array.from({ length: count }, (_, i) =>
          statementEntry({ account, entryId: `2026-11-22T13:33:0${i}.123Z#wheat#1` }),
        );
        await transact(
          store(),
          entries.map((entry) => ({ write: 'putStatement', entry })),
        );
        return [(page) => store().listStatement(account, page), entries.reverse()];
      },
      listExpiringOrders: async () => {
        const hour = `20${10 + Math.floor(Math.random() * 90)}-01-02T03`;
        const noted = Array.from({ length: 200 }, (_, i) => ({
          orderId: orderIdOf(unique('account'), 'x'),
          expiresAt: `${hour}:${String(i % 60).padStart(2, '0')}:00.000Z`,
        }));
        const bucket = expiryBucketOf(noted[0] as ExpiringOrder);
        const inBucket = noted.filter((order) => expiryBucketOf(order) === bucket).slice(0, count);
        await transact(
          store(),
          inBucket.map((expiring) => ({ write: 'putExpiringOrder', expiring })),
        );
        const until = `${hour}:59:59.999Z`;
        const sorted = [...inBucket].sort((a, b) =>
          a.expiresAt + a.orderId < b.expiresAt + b.orderId ? -1 : 1,
        );
        return [(page) => store().listExpiringOrders(bucket, until, page), sorted];
      },
      listTrades: async () => {
        const material = unique('wheat');
        const batches = [1, 3, 9, 10, 99, 100, 1_000_000].map((sequence) => ({
          material,
          trades: trades(material, sequence, 1),
        }));
        await transact(
          store(),
          batches.map((batch) => ({ write: 'putTrades', batch })),
        );
        return [(page) => store().listTrades(material, page), batches.reverse()];
      },
      listCandles: async () => {
        const material = unique('wheat');
        const candles = [0, 1, 9, 10, 60_000, 1_795_354_380_000, 1_795_354_440_000].map((time) =>
          candleAt(material, time),
        );
        await transact(
          store(),
          candles.map((candle) => ({ write: 'putCandle', candle })),
        );
        const range = { from: 0, to: Number.MAX_SAFE_INTEGER };
        return [(page) => store().listCandles(material, '1m', range, page), candles.reverse()];
      },
    };

    test.each(Object.keys(lists))('of %s add up, whatever their length', async (name) => {
      const [list, items] = (await lists[name]?.()) ?? [];
      if (!list) throw new Error(`there is a list ${name}`);
      for (const limit of [1, 2, 3, count, count + 1]) {
        expect(await readPages(list, limit)).toStrictEqual(items);
      }
      expect(await list({})).toStrictEqual({ items, cursor: null });
      expect(await list({ cursor: null })).toStrictEqual({ items, cursor: null });
    });

    test.each(Object.keys(lists))('of %s are only those of a cursor it gave', async (name) => {
      const [list] = (await lists[name]?.()) ?? [];
      if (!list) throw new Error(`there is a list ${name}`);
      const { cursor } = await list({ limit: 2 });
      expect(cursor).toMatch(/^[\w-]+$/);
      const base64 = (text: string) => Buffer.from(text).toString('base64url');
      const garbage = [
        '',
        ' ',
        'garbage',
        '!!!',
        `${cursor} `,
        cursor?.slice(1),
        base64('null'),
        base64('wheat#'),
        base64('#Buy#'),
        base64('Sell#~~'),
        base64('~'),
        base64('\u0000'),
        base64('x'.repeat(5000)),
      ];
      for (const wrong of garbage) {
        await expect(list({ limit: 2, cursor: wrong })).rejects.toMatchObject({
          code: 'VALIDATION_FAILED',
          issues: [{ path: 'cursor' }],
        });
      }
    });

    test('of one side are not those of the other', async () => {
      const material = unique('wheat');
      await insert([1, 2].map(() => openOrder({ material, type: 'Buy' })));
      const { cursor } = await store().listSide(material, 'Buy', { limit: 1 });
      const other = store().listSide(material, 'Sell', { limit: 1, cursor });
      await expect(other).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    });
  });

  test('orders without an account are in the book, and on no list', async () => {
    const material = unique('wheat');
    const account = 'anonymous';
    const [resting] = await insert([openOrder({ account, material })]);
    const own = await insert([openOrder({ account: unique('account'), material })]);
    if (!resting) throw new Error('an order was inserted');
    const order = { ...resting, remainingQuantity: 3 };
    await transact(store(), [{ write: 'updateOpenOrder', expected: resting, order }]);
    await vi.waitFor(async () => {
      const { items } = await store().listAccountOrders((own[0] as OpenOrder).account, {});
      expect(orderIdsOf(items)).toEqual(orderIdsOf(own));
    }, 5_000);
    expect((await store().listAccountOrders(account, {})).items).toEqual([]);
    expect(await store().getOpenOrder(resting)).toEqual(order);
    const restored = { write: 'restoreOpenOrder', order: resting } as const;
    await expect(transact(store(), [restored])).rejects.toThrow(TransactionRejected);
    await transact(store(), [{ write: 'deleteOpenOrder', expected: order }]);
    await transact(store(), [restored]);
    expect(await store().getOpenOrder(resting)).toEqual(resting);
  });

  test("an account's orders are no longer listed once they are closed", async () => {
    const account = unique('account');
    const [first, second] = await insert([openOrder({ account }), openOrder({ account })]);
    if (!first || !second) throw new Error('two orders were inserted');
    await transact(store(), [
      { write: 'deleteOpenOrder', expected: first },
      {
        write: 'updateOpenOrder',
        expected: second,
        order: { ...second, remainingQuantity: 3 },
      },
    ]);
    await vi.waitFor(async () => {
      const { items } = await store().listAccountOrders(account, {});
      expect(orderIdsOf(items)).toEqual([second.orderId]);
    }, 5_000);
  });
}

/** A material whose activity is noted in this shard. */
function uniqueOf(shard: number): string {
  for (;;) {
    const material = unique('iron');
    if (activityShardOf(material) === shard) return material;
  }
}

function inTheFuture(): string {
  const hours = Math.floor(Math.random() * 1e6);
  return new Date(Date.parse('2030-01-01T00:30:00.000Z') + hours * 3_600_000).toISOString();
}
