import { describe, expect, it } from 'vitest';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import type { Order } from '../../model/market.js';
import { SideReader } from './side-reader.js';

/** The first page of a side. */
const firstPage = 10;
/** More than that, and less than the first two pages. */
const many = 27;

async function marketWithSells(posting: { readonly expiresAt?: string } = {}) {
  const market = new SimulatedMarket();
  for (let index = 0; index < many; index += 1) await market.sell(1, 10, posting);
  return market;
}

/** Both sides after the first page; one order arrives, and all others rest. */
async function readSides({ store, now }: SimulatedMarket, arriving?: Order) {
  const sideOf = (type: 'Buy' | 'Sell') =>
    new SideReader(
      store,
      'wheat',
      type,
      ({ orderId }) => (orderId === arriving?.orderId ? 'arriving' : 'resting'),
      now,
      1,
    );
  const [buys, sells] = [sideOf('Buy'), sideOf('Sell')];
  await Promise.all([buys.readMore(), sells.readMore()]);
  return { buys, sells };
}

describe('what lies beyond the orders that were read', () => {
  it('is read for what a large order needs before it is matched, not by matching again', async () => {
    const market = await marketWithSells();
    const buy = await market.buy(firstPage + 1, 10);
    const { buys, sells } = await readSides(market, buy);
    expect(sells.couldTradeBeyondReach(buys)).toBe(true);
    await sells.readMore();
    expect(sells.couldTradeBeyondReach(buys)).toBe(false);
  });

  it('is not read when what was read is just enough', async () => {
    const market = await marketWithSells();
    const buy = await market.buy(firstPage, 10);
    const { buys, sells } = await readSides(market, buy);
    expect(sells.reach).toBeDefined();
    expect(sells.couldTradeBeyondReach(buys)).toBe(false);
  });

  it('is not read while there is nothing to trade with', async () => {
    const { buys, sells } = await readSides(await marketWithSells());
    expect(sells.reach).toBeDefined();
    expect(sells.couldTradeBeyondReach(buys)).toBe(false);
  });

  it('is read when all that was read has expired', async () => {
    const market = await marketWithSells({ expiresAt: '2026-11-01T00:01:00.000Z' });
    market.now += 120_000;
    const buy = await market.buy(firstPage, 10);
    const { buys, sells } = await readSides(market, buy);
    expect(sells.couldTradeBeyondReach(buys)).toBe(true);
  });
});
