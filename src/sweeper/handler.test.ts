import { expect, it } from 'vitest';
import { replacing } from '../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../test/simulation/simulated-market.js';
import { metricsLine } from '../deployment/metrics.js';
import type { SweepFailure, SweepResult } from '../engine/sweep.js';
import { MarketError } from '../model/errors.js';
import { createSweeper } from './handler.js';
import { sweepMetrics } from './metrics.js';

async function marketToSweep() {
  const market = new SimulatedMarket();
  const expiresAt = new Date(market.now + 30_000).toISOString();
  await market.sell(1, 90, { expiresAt });
  await market.sell(1, 10);
  await market.buy(1, 12);
  await market.sell(1, 10, { material: 'copper' });
  market.now += 120_000;
  return market;
}

const context = { getRemainingTimeInMillis: () => 60_000 };

it('tells of what it did and of what it could not do', async () => {
  const market = await marketToSweep();
  const failures: SweepFailure[] = [];
  const results: SweepResult[] = [];
  const getHead = async (material: string) => {
    if (material === 'copper') throw new MarketError('INTERNAL', 'damaged');
    return market.store.getHead(material);
  };
  const sweeper = createSweeper({
    market: market.marketOn(replacing(market.store, { getHead })),
    onFailure: (failure) => failures.push(failure),
    onSweep: (result) => results.push(result),
  });
  const result = await sweeper({}, context);
  expect(result).toEqual({
    expired: 1,
    woken: ['wheat'],
    failed: 1,
    ordersSetAside: 0,
    isComplete: true,
  });
  expect(results).toEqual([result]);
  expect(failures).toMatchObject([{ what: 'material', name: 'copper' }]);
  expect(JSON.parse(metricsLine('sweeper', 0, sweepMetrics(result)))).toMatchObject({
    Sweeps: 1,
    ExpiredOrders: 1,
    LateWakeUps: 1,
    SweepFailures: 1,
    OrdersSetAside: 0,
  });
});

it('counts no sweep whose time ran out, and calls that no failure', async () => {
  const market = await marketToSweep();
  const failures: SweepFailure[] = [];
  let calls = 0;
  const sweeper = createSweeper({
    market: market.market,
    onFailure: (failure) => failures.push(failure),
  });
  const result = await sweeper({}, { getRemainingTimeInMillis: () => 60_000 - 6_000 * calls++ });
  expect(result.isComplete).toBe(false);
  expect(failures).toEqual([]);
  expect(JSON.parse(metricsLine('sweeper', 0, sweepMetrics(result)))).not.toHaveProperty('Sweeps');
  expect(await sweeper({}, context)).toMatchObject({ isComplete: true, failed: 0 });
  expect(await market.audit()).toMatchObject({ ok: true, crossed: [], openOrders: 1 });
});

it('repeats no call to the store once its time is over', async () => {
  const market = await marketToSweep();
  let left = 60_000;
  let calls = 0;
  const getHead = async () => {
    calls += 1;
    left = 500;
    throw new MarketError('THROTTLED', 'too many requests');
  };
  const sweeper = createSweeper({
    market: market.marketOn(replacing(market.store, { getHead })),
    onFailure: () => {},
    retry: { wait: async () => {} },
  });
  const result = await sweeper({}, { getRemainingTimeInMillis: () => left });
  expect(result).toMatchObject({ isComplete: false, failed: 0 });
  expect(calls).toBe(1);
});

it('tells of an order that has no open record and takes it out of the book', async () => {
  const market = await marketToSweep();
  const lost = await market.store.listSide('wheat', 'Sell', { limit: 1 });
  const orderIds: string[] = [];
  const record = lost.items[0];
  if (!record) throw new Error('an order rests');
  await market.store.transact(
    [
      {
        write: 'closeOrderRecord',
        order: record,
        closure: {
          status: 'FILLED',
          closeReason: 'FILLED',
          closedAt: new Date(market.now).toISOString(),
          remainingQuantity: 0,
          tradedValue: 10n,
          feeCharged: 0n,
        },
      },
    ],
    { token: crypto.randomUUID() },
  );
  const sweeper = createSweeper({
    market: market.market,
    onFailure: () => {},
    onSetAside: ({ orderId }) => orderIds.push(orderId),
  });
  expect(await sweeper({}, context)).toMatchObject({ failed: 0, ordersSetAside: 1 });
  expect(orderIds).toEqual([record.orderId]);
});
