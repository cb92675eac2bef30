import { TestMarket } from 'material-market/testing';
import { describe, expect, it, vi } from 'vitest';
import { type Material, materials } from './bots/professions.js';
import { Crash, CrashingMarket } from './crashing-market.js';
import { Economy, type EconomyOutcome } from './economy.js';
import type { ExampleMarket } from './market.js';
import { coinProblems } from './players-report.js';
import { Random } from './random.js';

const game = { seed: 11, players: 12, rounds: 4 };

function play(market: ExampleMarket, options: Partial<typeof game> = {}): Promise<EconomyOutcome> {
  const signal = new AbortController().signal;
  return new Economy(market, { ...game, ...options, signal, onProgress: () => {} }).play();
}

/** All that may not differ between two runs: trades by the names of their orders, and holdings. */
function resultOf({ bots, cancelled, orders, trades }: EconomyOutcome) {
  const nameOf = (orderId: string) => orders.get(orderId)?.clientOrderId;
  return {
    cancelled,
    orders: [...orders.values()].map(({ clientOrderId }) => clientOrderId).sort(),
    trades: trades.map(({ buyOrderId, sellOrderId, ...trade }) => ({
      ...trade,
      buy: nameOf(buyOrderId),
      sell: nameOf(sellOrderId),
    })),
    bots: bots.map(({ name, holdings, beliefs, standing }) => ({
      name,
      coins: holdings.coins,
      goods: materials.map((material) => holdings.of(material)),
      beliefs: materials.map((material) => beliefs.get(material)),
      standing: [...standing.values()].map(({ orderId, ...order }) => ({
        ...order,
        order: nameOf(orderId),
      })),
    })),
  };
}

describe('the economy', () => {
  const first = play(new TestMarket({ matching: 'whenSettled' }));

  it('goes the same way twice with the same seed, trade for trade', async () => {
    const second = await play(new TestMarket());
    expect(second.trades.length).toBeGreaterThan(50);
    expect(resultOf(second)).toEqual(resultOf(await first));
  });

  it('goes the same way whether orders are matched one by one or a round at a time', async () => {
    const second = await play(new CrashingMarket({ matchesOneByOne: true }));
    expect(resultOf(second)).toEqual(resultOf(await first));
  });

  it('goes another way with another seed', async () => {
    const other = await play(new TestMarket(), { seed: 12 });
    expect(resultOf(other).trades).not.toEqual(resultOf(await first).trades);
  });

  it('neither makes nor loses coins or goods', async () => {
    const market = new TestMarket();
    const outcome = await play(market);
    const audit = await market.audit();
    expect(audit).toMatchObject({ ok: true, crossed: [], orders: outcome.orders.size });
    expect(coinProblems(outcome, audit)).toEqual([]);

    const before = await play(new TestMarket(), { rounds: 0 });
    for (const material of materials) {
      const inMarket = outcome.bots
        .flatMap(({ standing }) => [...standing.values()])
        .filter((order) => order.type === 'Sell' && order.material === material)
        .reduce((sum, { remaining }) => sum + remaining, 0);
      const { made, used } = outcome.workshop;
      const produced = (made.get(material) ?? 0) - (used.get(material) ?? 0);
      expect({ material, units: unitsOf(outcome, material) + inMarket }).toEqual({
        material,
        units: unitsOf(before, material) + produced,
      });
    }
  });

  it('uses cancels and immediate orders, and trades in every material', async () => {
    const market = new TestMarket();
    const placeOrder = vi.spyOn(market.client, 'placeOrder');
    const outcome = await play(market, { players: 20, rounds: 5 });
    const immediate = placeOrder.mock.calls.filter(([order]) => order.timeInForce === 'IOC');
    expect(immediate.length).toBeGreaterThan(10);
    expect(outcome.cancelled).toBeGreaterThan(10);
    expect(new Set(outcome.trades.map(({ material }) => material))).toEqual(new Set(materials));
  });

  it('goes on where a shorter game stopped', async () => {
    const market = new TestMarket();
    await play(market, { rounds: 2 });
    expect(resultOf(await play(market))).toEqual(resultOf(await first));
  });

  it('is not disturbed by the accounts of another game in the same market', async () => {
    const market = new TestMarket();
    const other = await play(market, { seed: 99 });
    const result = resultOf(await play(market));
    expect(resultOf(await play(market))).toEqual(result);
    expect(resultOf(await play(market, { seed: 99 })).bots).toEqual(resultOf(other).bots);
    expect((await market.audit()).ok).toBe(true);
  });
});

describe('an economy that is killed', () => {
  it.each([
    { seed: 21, matchesOneByOne: false },
    { seed: 22, matchesOneByOne: true },
  ])('ends like one that was not (seed $seed)', async ({ seed, matchesOneByOne }) => {
    const undisturbed = new CrashingMarket();
    const expected = resultOf(await play(undisturbed, { seed }));

    const market = new CrashingMarket({ matchesOneByOne });
    const random = new Random('kills', seed);
    for (let kill = 0; kill < 7; kill += 1) {
      market.calls = 0;
      const atCall = random.whole(1, undisturbed.calls);
      market.crash = { atCall, afterwards: random.happens(0.5) };
      await expect(play(market, { seed })).rejects.toThrow(Crash);
      // Calls that were under way come to an end without anyone waiting for them.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    market.crash = undefined;
    expect(resultOf(await play(market, { seed }))).toEqual(expected);
    expect(await market.audit()).toEqual(await undisturbed.audit());
  });
});

function unitsOf({ bots }: EconomyOutcome, material: Material): number {
  return bots.reduce((sum, { holdings }) => sum + holdings.of(material), 0);
}
