import { describe, expect, it } from 'vitest';
import { replacing, writesOf } from '../../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { expiryBucketOf } from '../../model/expiry.js';
import type { Order } from '../../model/market.js';
import { decorateStore } from '../../store/decorate-store.js';
import type { ExpiringOrder } from '../entities.js';
import { type MarketStore, TransactionRejected } from '../store.js';
import { type SweepFailure, type SweepOptions, sweepMarket } from '../sweep.js';

const minute = 60_000;
const hour = 60 * minute;

/** A market, sweeps of it on a store with faults, and what they could not deal with. */
function faultyMarket() {
  const market = new SimulatedMarket();
  const failures: SweepFailure[] = [];
  const sweep = (faults: Partial<MarketStore> = {}, options: SweepOptions = {}) =>
    sweepMarket(market.marketOn(replacing(market.store, faults)), {
      onFailure: (failure) => failures.push(failure),
      ...options,
    });
  const expiring = (count: number) =>
    times(count, () =>
      market.sell(1, 10, { expiresAt: new Date(market.now + minute).toISOString() }),
    );
  const crossing = async (material: string) => {
    await market.sell(5, 10, { material });
    return market.buy(5, 12, { material });
  };
  const statusOf = async (order: Order) => (await market.get(order)).status;
  return { market, failures, sweep, expiring, crossing, statusOf };
}

async function times<Item>(count: number, make: (index: number) => Promise<Item>) {
  const items: Item[] = [];
  for (let index = 0; index < count; index += 1) items.push(await make(index));
  return items;
}

const fault = new Error('this item is damaged');

describe('an order that a sweep cannot deal with', () => {
  it('holds up no other order, and is closed when it can be', async () => {
    const { market, failures, sweep, expiring, statusOf } = faultyMarket();
    const orders = await expiring(40);
    const damaged = orders.filter((_, index) => index % 10 === 0);
    const isDamaged = (orderId: string) => damaged.some((order) => order.orderId === orderId);
    const getOrderRecord: MarketStore['getOrderRecord'] = async (orderId) => {
      if (isDamaged(orderId)) throw fault;
      return market.store.getOrderRecord(orderId);
    };
    market.now += 2 * minute;
    for (const expired of [36, 0]) {
      failures.length = 0;
      expect(await sweep({ getOrderRecord })).toMatchObject({
        expired,
        failed: 4,
        isComplete: true,
      });
      expect(failures.map(({ what, name }) => [what, name]).sort()).toEqual(
        damaged.map(({ orderId }) => ['order', orderId]).sort(),
      );
      expect(failures.every(({ error }) => error === fault)).toBe(true);
    }
    // Long after the progress has passed its hour, and again and again.
    for (let count = 0; count < 3; count += 1) {
      market.now += 5 * hour;
      expect(await sweep({ getOrderRecord })).toMatchObject({ failed: 4 });
    }
    const progress = await market.store.getSweepProgress();
    expect(Date.parse(progress?.sweptUntil ?? '')).toBeGreaterThan(market.now - 3 * hour);
    expect(progress?.unfinished.length).toBeGreaterThan(0);
    expect(await sweep()).toMatchObject({ expired: 4, failed: 0 });
    expect((await market.store.getSweepProgress())?.unfinished).toEqual([]);
    for (const order of orders) expect(await statusOf(order)).toBe('EXPIRED');
    expect(await market.audit()).toMatchObject({ ok: true, openOrders: 0 });
  });

  it('is left by a sweep that comes at the same time as one that deals with it', async () => {
    const { market, sweep, expiring } = faultyMarket();
    await expiring(30);
    market.now += 4 * hour;
    const closing = { getOrderRecord: () => Promise.reject(fault) };
    await Promise.all([sweep(closing), sweep(closing)]);
    expect((await sweep()).expired).toBe(30);
    expect(await market.audit()).toMatchObject({ ok: true, openOrders: 0 });
  });

  it('may have a note that names none', async () => {
    const { market, failures, sweep, expiring } = faultyMarket();
    const [first] = await expiring(20);
    if (!first?.expiresAt) throw new Error('an order was posted');
    const { orderId, expiresAt } = first;
    const bucket = expiryBucketOf({ orderId, expiresAt });
    const damaged = { expiresAt: '2026-11-01T00' } as ExpiringOrder;
    const listExpiringOrders: MarketStore['listExpiringOrders'] = async (of, until, page) => {
      const found = await market.store.listExpiringOrders(of, until, page);
      return of === bucket ? { ...found, items: [damaged, ...found.items] } : found;
    };
    market.now += 2 * minute;
    expect(await sweep({ listExpiringOrders })).toMatchObject({ expired: 20, failed: 1 });
    const message = expect.stringContaining('names no order');
    expect(failures).toMatchObject([
      { what: 'order', name: '2026-11-01T00#undefined', error: { code: 'INTERNAL', message } },
    ]);
  });

  it.each(['no order', 'another order'])('may have the record of %s', async (of) => {
    const { market, failures, sweep, expiring } = faultyMarket();
    const [torn] = await expiring(3);
    const other = await market.sell(1, 10);
    const getOrderRecord: MarketStore['getOrderRecord'] = async (orderId) => {
      if (orderId !== torn?.orderId) return market.store.getOrderRecord(orderId);
      return of === 'no order' ? undefined : market.store.getOrderRecord(other.orderId);
    };
    market.now += 2 * minute;
    expect(await sweep({ getOrderRecord })).toMatchObject({ expired: 2, failed: 1 });
    expect(failures).toMatchObject([{ name: torn?.orderId, error: { code: 'INTERNAL' } }]);
  });

  it('may be one whose note cannot be deleted', async () => {
    const { market, failures, sweep, expiring } = faultyMarket();
    const [stuck] = await expiring(10);
    const store = decorateStore(market.store, async (call, proceed) => {
      const isStuck = writesOf(call).some(
        (write) =>
          write.write === 'deleteExpiringOrder' && write.expiring.orderId === stuck?.orderId,
      );
      if (isStuck) throw fault;
      return proceed();
    });
    market.now += 2 * minute;
    const { transact } = store;
    expect(await sweep({ transact })).toMatchObject({ expired: 10, failed: 1 });
    expect(failures).toMatchObject([{ what: 'order', name: stuck?.orderId, error: fault }]);
    expect(await sweep()).toMatchObject({ expired: 0, failed: 0 });
    expect(await sweep({ transact })).toMatchObject({ expired: 0, failed: 0 });
  });
});

describe('a material that cannot be matched', () => {
  it.each(['copper', 'flour', 'wheat'])('holds up no other one (%s)', async (damaged) => {
    const { market, failures, sweep, crossing, statusOf } = faultyMarket();
    const orders = await times(3, (index) => crossing(['copper', 'flour', 'wheat'][index] ?? ''));
    await market.buy(3, 1, { material: damaged, timeInForce: 'IOC' });
    const expiresAt = new Date(market.now + minute).toISOString();
    const expiring = await market.sell(1, 90, { material: damaged, expiresAt });
    const listSide: MarketStore['listSide'] = async (material, type, page) => {
      if (material === damaged) throw fault;
      return market.store.listSide(material, type, page);
    };
    market.now += 2 * minute;
    const result = await sweep({ listSide });
    expect(result).toMatchObject({ expired: 1, failed: 1 });
    expect(result.woken).not.toContain(damaged);
    expect(result.woken).toHaveLength(2);
    expect(failures).toEqual([{ what: 'material', name: damaged, error: fault }]);
    expect(await statusOf(expiring)).toBe('EXPIRED');
    market.now += 30 * minute;
    expect((await sweep()).woken).toEqual([damaged]);
    for (const order of orders) expect(await statusOf(order)).toBe('FILLED');
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [] });
  });

  it('is no failure when another matcher was faster', async () => {
    const { market, failures, sweep, crossing, statusOf } = faultyMarket();
    const buy = await crossing('wheat');
    await crossing('copper');
    const transact: MarketStore['transact'] = async (writes, options) => {
      const overtaken = writes.filter(
        (write) => write.write === 'putHead' && write.head.material === 'wheat',
      );
      if (overtaken.length > 0) throw new TransactionRejected(overtaken);
      return market.store.transact(writes, options);
    };
    market.now += 2 * minute;
    expect(await sweep({ transact })).toMatchObject({ woken: ['copper'], failed: 0 });
    expect(failures).toEqual([]);
    expect(await sweep()).toMatchObject({ woken: ['wheat'], failed: 0 });
    expect(await statusOf(buy)).toBe('FILLED');
  });
});

describe('what a sweep goes by', () => {
  it('may fail in each of its parts, and the others are done', async () => {
    const parts: [Partial<MarketStore>, failed: number, expired: number, woken: number][] = [
      [{ getSweepProgress: () => Promise.reject(fault) }, 1, 3, 1],
      [{ listMaterials: () => Promise.reject(fault) }, 1, 3, 1],
      [{ listActivityNotes: () => Promise.reject(fault) }, 4, 3, 0],
    ];
    for (const [faults, failed, expired, woken] of parts) {
      const { market, sweep, expiring, crossing } = faultyMarket();
      await expiring(3);
      await crossing('wheat');
      market.now += 2 * minute;
      const result = await sweep(faults);
      expect(result).toMatchObject({ failed, expired, isComplete: true });
      expect(result.woken).toHaveLength(woken);
      market.now += minute;
      const next = await sweep();
      expect(next).toMatchObject({ failed: 0, expired: 3 - expired });
      expect(next.woken).toHaveLength(1 - woken);
      expect(await market.audit()).toMatchObject({ ok: true, crossed: [], openOrders: 0 });
    }
  });

  it('may be damaged', async () => {
    const { market, failures, sweep, crossing, expiring } = faultyMarket();
    await expiring(2);
    await crossing('wheat');
    const damaged = { material: '', since: 'garbage' };
    const listActivityNotes: MarketStore['listActivityNotes'] = async (shard, page) => {
      const { items, cursor } = await market.store.listActivityNotes(shard, page);
      return { items: [damaged, ...items], cursor };
    };
    const getSweepProgress: MarketStore['getSweepProgress'] = async () => ({
      ...(await market.store.getSweepProgress()),
      sweptUntil: 'garbage',
      version: 1,
      unfinished: [],
      hasNotedMaterials: true,
      stoppedAt: { bucket: null, cursor: null, material: null },
    });
    market.now += 2 * minute;
    const result = await sweep({ listActivityNotes, getSweepProgress });
    expect(result).toMatchObject({ expired: 2, woken: ['wheat'], failed: 5 });
    expect(new Set(failures.map(({ what, name }) => `${what} ${name}`))).toEqual(
      new Set(['progress read', 'notes of activity garbage#']),
    );
  });
});

describe('a sweep whose time runs out', () => {
  /** Reading a record or a head takes its time, for some orders and materials much of it. */
  function slowMarket(isSlow: (name: string) => boolean) {
    const { market, failures, sweep, ...others } = faultyMarket();
    let spent = 0;
    const clock =
      <Parameters extends unknown[], Result>(
        call: (...parameters: Parameters) => Promise<Result>,
      ) =>
      async (...parameters: Parameters): Promise<Result> => {
        const [first] = parameters;
        const name = typeof first === 'string' ? first : '';
        spent += isSlow(name) ? 1_500 : 500;
        if (isSlow(name)) throw fault;
        return call(...parameters);
      };
    const { store } = market;
    const slow: Partial<MarketStore> = {
      getHead: clock(store.getHead.bind(store)),
      getOrderRecord: clock(store.getOrderRecord.bind(store)),
    };
    const timed = () => {
      spent = 0;
      return sweep(slow, { remainingTime: () => 60_000 - spent });
    };
    return { market, failures, timed, ...others };
  }

  it('ends in good order, and the next ones go on, so that nothing is left', async () => {
    const { market, failures, timed, expiring, crossing } = slowMarket(() => false);
    await expiring(150);
    await times(80, (index) => crossing(`material-${index}`));
    market.now += 2 * minute;
    let [expired, woken, sweeps] = [0, 0, 0];
    for (let isComplete = false; !isComplete; sweeps += 1) {
      const result = await timed();
      // Neither orders nor materials take all of the time.
      if (sweeps < 2) expect(Math.min(result.woken.length, result.expired)).toBeGreaterThan(0);
      expired += result.expired;
      woken += result.woken.length;
      ({ isComplete } = result);
      expect(sweeps).toBeLessThan(30);
    }
    expect({ expired, woken, failures }).toEqual({ expired: 150, woken: 80, failures: [] });
    const progress = await market.store.getSweepProgress();
    expect(progress?.stoppedAt).toEqual({ bucket: null, cursor: null, material: null });
    expect(await market.audit()).toMatchObject({ ok: true, openOrders: 0, crossed: [] });
  });

  it('lets no order and no material starve behind slow ones', async () => {
    const slow = new Set<string>();
    const { market, timed, expiring, crossing, statusOf } = slowMarket((name) => slow.has(name));
    const orders = await expiring(200);
    const trades = await times(40, (index) => crossing(`material-${100 + index}`));
    for (const { orderId } of orders.slice(0, 150)) slow.add(orderId);
    for (const { material } of trades.slice(0, 30)) slow.add(material);
    market.now += 2 * minute;
    for (let count = 0; count < 40; count += 1) await timed();
    for (const { orderId } of orders.slice(0, 150)) slow.delete(orderId);
    for (const order of orders.slice(150)) expect(await statusOf(order)).toBe('EXPIRED');
    for (const order of trades.slice(30)) expect(await statusOf(order)).toBe('FILLED');
  });
});
