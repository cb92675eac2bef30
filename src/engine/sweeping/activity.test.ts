import { describe, expect, it } from 'vitest';
import { replacing } from '../../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { activityShards } from '../../model/activity.js';
import { decorateStore } from '../../store/decorate-store.js';
import { initialSweepProgress } from '../entities.js';
import type { MarketStore } from '../store.js';
import { sweepMarket } from '../sweep.js';

const minute = 60_000;

/** A market that has been swept before. */
async function sweptMarket(): Promise<SimulatedMarket> {
  const market = new SimulatedMarket();
  await sweepMarket(market.market);
  return market;
}

/** Sweeps a market; gives what was woken, and how often each operation was called. */
async function sweep(market: SimulatedMarket, faults: Partial<MarketStore> = {}) {
  const calls: Record<string, number> = {};
  const store = decorateStore(replacing(market.store, faults), ({ operation }, proceed) => {
    calls[operation] = (calls[operation] ?? 0) + 1;
    return proceed();
  });
  const result = await sweepMarket(market.marketOn(store));
  const { getHead = 0, listSide = 0, transact = 0 } = calls;
  return { ...result, calls, getHead, listSide, transact };
}

async function notesOf({ store }: { readonly store: MarketStore }) {
  const shards = Array.from({ length: activityShards }, (_, shard) => shard);
  const pages = await Promise.all(shards.map((shard) => store.listActivityNotes(shard, {})));
  return pages.flatMap(({ items }) => items);
}

async function forget(market: SimulatedMarket): Promise<void> {
  for (const note of await notesOf(market)) {
    await market.store.transact([{ write: 'deleteActivityNote', note }], {
      token: crypto.randomUUID(),
    });
  }
}

describe('materials without orders lately', () => {
  it('cost a sweep nothing, however many there are', async () => {
    const costOf = async (materials: number) => {
      const market = await sweptMarket();
      for (let index = 0; index < materials; index += 1) {
        await market.wake(await market.sell(1, 10, { material: `material-${index}` }));
      }
      market.now += 30 * minute;
      expect((await sweep(market)).getHead).toBe(materials);
      expect(await notesOf(market)).toEqual([]);
      market.now += minute;
      const { calls, failed, isComplete } = await sweep(market);
      expect({ failed, isComplete }).toEqual({ failed: 0, isComplete: true });
      return calls;
    };
    const cost = await costOf(200);
    expect(cost).not.toHaveProperty('getHead');
    expect(cost).not.toHaveProperty('listSide');
    expect(cost).not.toHaveProperty('listMaterials');
    expect(cost).toEqual(await costOf(0));
  });

  it('are all looked at once where their orders landed before activity was noted', async () => {
    const market = new SimulatedMarket();
    for (const material of ['wheat', 'copper', 'flour']) {
      await market.sell(5, 10, { material });
      await market.buy(5, 12, { material });
    }
    await forget(market);
    market.now += 24 * 60 * minute;
    // What the sweeper of an earlier version put says nothing of activity.
    const sweptUntil = new Date(market.now - 60 * minute).toISOString();
    const progress = { ...initialSweepProgress(sweptUntil), version: 1 };
    await market.store.transact([{ write: 'putSweepProgress', progress }], {
      token: crypto.randomUUID(),
    });
    expect((await sweep(market)).woken).toHaveLength(3);
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [], trades: 3 });
    market.now += 30 * minute;
    await sweep(market);
    market.now += minute;
    expect((await sweep(market)).getHead).toBe(0);
  });
});

describe('a material with orders lately', () => {
  it('is left alone while a matcher moves its head', async () => {
    const market = await sweptMarket();
    await market.sell(5, 10);
    const buy = await market.buy(5, 12);
    market.now += 5 * minute;
    // A matcher that lags behind comes to orders that are five minutes old.
    await market.wake(await market.sell(5, 90));
    await market.sell(5, 10);
    await market.buy(5, 12);
    market.now += minute - 10;
    expect(await sweep(market)).toMatchObject({ getHead: 1, listSide: 0, transact: 0, woken: [] });
    market.now += minute;
    expect(await sweep(market)).toMatchObject({ woken: ['wheat'] });
    expect(await market.get(buy)).toMatchObject({ status: 'FILLED' });
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [], trades: 2 });
  });

  it('is not left alone for a time that lies far ahead', async () => {
    const market = await sweptMarket();
    const time = market.now;
    const ahead = await market.sell(5, 90, { landedLateBy: -24 * 60 * minute });
    market.now += 24 * 60 * minute;
    await market.wake(ahead);
    // As when an intake of an earlier version posted it.
    await forget(market);
    market.now = time + minute;
    await market.sell(5, 10);
    await market.buy(5, 12);
    market.now += 2 * minute;
    expect(await sweep(market)).toMatchObject({ woken: ['wheat'] });
  });

  it('keeps its note until nothing of the period can land any more', async () => {
    const market = await sweptMarket();
    await market.wake(await market.sell(5, 20));
    market.now += 18 * minute;
    await sweep(market);
    expect(await notesOf(market)).toHaveLength(1);
    // Both were accepted in the first period, landed long after it, and lost their wake-ups.
    await market.sell(5, 10, { landedLateBy: 18 * minute });
    await market.buy(5, 12, { landedLateBy: 18 * minute });
    market.now += 5 * minute;
    expect((await sweep(market)).woken).toEqual(['wheat']);
    expect(await notesOf(market)).toEqual([]);
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [], trades: 1 });
  });

  it('loses the notes of periods that a matcher has read since, though it never rests', async () => {
    const market = await sweptMarket();
    for (let count = 0; count < 90; count += 1) {
      await market.wake(await market.sell(1, 10), await market.buy(1, 12));
      market.now += minute / 2;
      await market.wake(await market.sell(1, 10), await market.buy(1, 12));
      const { listSide, getHead } = await sweep(market);
      expect({ listSide, getHead }).toEqual({ listSide: 0, getHead: 1 });
      market.now += minute / 2;
    }
    expect((await notesOf(market)).length).toBeLessThan(4);
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [], trades: 180 });
  });

  it('keeps its note while orders of others cross that wait for their wake-ups', async () => {
    const market = await sweptMarket();
    await market.wake(await market.sell(5, 20));
    market.now += 25 * minute;
    await market.sell(1, 10);
    await market.buy(1, 12);
    const { listSide, woken } = await sweep(market);
    expect({ isRead: listSide > 0, woken }).toEqual({ isRead: true, woken: [] });
    // The first period is over and done with; the second one is noted by its own orders.
    expect(await notesOf(market)).toHaveLength(1);
    market.now += 2 * minute;
    expect((await sweep(market)).woken).toEqual(['wheat']);
  });

  it('is not matched for an expired order on top, which is closed by its own note', async () => {
    const market = await sweptMarket();
    await market.wake(await market.buy(5, 12), await market.sell(5, 90));
    const expiresAt = new Date(market.now + minute).toISOString();
    const stuck = await market.sell(5, 10, { expiresAt });
    market.now += 3 * minute;
    const getOrderRecord: MarketStore['getOrderRecord'] = async (orderId) => {
      if (orderId === stuck.orderId) throw new Error('damaged');
      return market.store.getOrderRecord(orderId);
    };
    const { getHead, failed } = await sweep(market, { getOrderRecord });
    expect({ getHead, failed }).toEqual({ getHead: 1, failed: 1 });
  });

  it('is found crossed soon, though it has been idle since the end of its period', async () => {
    const market = await sweptMarket();
    market.now += 9.9 * minute;
    await market.sell(5, 10);
    await market.buy(5, 12);
    market.now += minute - 10_000;
    expect((await sweep(market)).woken).toEqual([]);
    market.now += minute;
    expect((await sweep(market)).woken).toEqual(['wheat']);
  });
});
