import { describe, expect, it } from 'vitest';
import { replacing, writesOf } from '../../../test/simulation/decorated-stores.js';
import { epoch, SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { decorateStore } from '../../store/decorate-store.js';
import type { MarketStore } from '../store.js';
import { sweepMarket } from '../sweep.js';

const minute = 60_000;
const hour = 60 * minute;

const at = (time: number) => new Date(time).toISOString();

describe('an order that is due', () => {
  it('is closed at the instant of its expiry, as matching would close it', async () => {
    const market = new SimulatedMarket();
    const order = await market.sell(1, 10, { expiresAt: at(epoch + minute) });
    market.now = epoch + minute - 1;
    expect((await sweepMarket(market.market)).expired).toBe(0);
    market.now += 1;
    expect((await sweepMarket(market.market)).expired).toBe(1);
    expect(await market.get(order)).toMatchObject({ status: 'EXPIRED', closeReason: 'EXPIRED' });
  });

  it('may land when its hour is over, and was swept', async () => {
    const market = new SimulatedMarket();
    market.now = epoch + hour - 2_000;
    let land = () => {};
    const landing = new Promise<void>((resolve) => {
      land = resolve;
    });
    const slow = decorateStore(market.store, async (call, proceed) => {
      if (writesOf(call).some(({ write }) => write === 'insertOpenOrder')) await landing;
      return proceed();
    });
    const brief = { type: 'Sell', quantity: 1, pricePerUnit: 10 } as const;
    const posting = market.post(
      { ...brief, expiresAt: at(epoch + hour - 1_000) },
      market.marketOn(slow),
    );
    market.now = epoch + hour + 10_000;
    expect((await sweepMarket(market.market)).expired).toBe(0);
    land();
    const order = await posting;
    market.now += minute;
    expect((await sweepMarket(market.market)).expired).toBe(1);
    expect(await market.get(order)).toMatchObject({ status: 'EXPIRED' });
  });

  it('is left to a matcher that is at work, where it must not rest', async () => {
    const market = new SimulatedMarket();
    const first = await market.sell(1, 90);
    const immediate = await market.buy(1, 10, { timeInForce: 'IOC' });
    market.now += 5 * minute;
    // A matcher that lags behind has not come to it yet.
    await market.wake(first);
    market.now += minute - 10;
    expect(await sweepMarket(market.market)).toMatchObject({ woken: [], failed: 0 });
    expect(await market.get(immediate)).toMatchObject({ status: 'OPEN' });
    market.now += minute;
    expect(await sweepMarket(market.market)).toMatchObject({ woken: ['wheat'] });
    expect(await market.get(immediate)).toMatchObject({ closeReason: 'IMMEDIATE_OR_CANCEL' });
  });
});

describe('how far sweeps have come', () => {
  const progressOf = async ({ store }: SimulatedMarket) => {
    const progress = await store.getSweepProgress();
    if (progress === undefined) throw new Error('it was swept');
    return progress;
  };

  it('is never taken back by a clock that is slow', async () => {
    const market = new SimulatedMarket();
    market.now += 5 * hour;
    await sweepMarket(market.market);
    const { sweptUntil } = await progressOf(market);
    market.now -= 4 * hour;
    await market.sell(1, 10, { expiresAt: at(market.now + minute) });
    market.now += 2 * minute;
    await sweepMarket(market.market);
    expect((await progressOf(market)).sweptUntil).toBe(sweptUntil);
  });

  it('lists no hours that no sweep has come to, however many they are', async () => {
    const market = new SimulatedMarket();
    await sweepMarket(market.market);
    await market.sell(1, 10, { expiresAt: at(epoch + 999 * hour) });
    market.now += 1_000 * hour;
    let spent = 0;
    const listExpiringOrders: MarketStore['listExpiringOrders'] = (...parameters) => {
      spent += 20;
      return market.store.listExpiringOrders(...parameters);
    };
    const slow = market.marketOn(replacing(market.store, { listExpiringOrders }));
    const timed = () => {
      spent = 0;
      return sweepMarket(slow, { remainingTime: () => 60_000 - spent });
    };
    const { sweptUntil } = await progressOf(market);
    expect((await timed()).isComplete).toBe(false);
    const progress = await progressOf(market);
    expect(progress.unfinished).toEqual([]);
    expect(Date.parse(progress.sweptUntil)).toBeGreaterThan(Date.parse(sweptUntil));
    let sweeps = 0;
    while (!(await timed()).isComplete) {
      sweeps += 1;
      expect(sweeps).toBeLessThan(10);
    }
    expect(await market.audit()).toMatchObject({ ok: true, openOrders: 0 });
  });
});
