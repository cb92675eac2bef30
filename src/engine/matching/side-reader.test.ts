import { expect, it } from 'vitest';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { SideReader } from './side-reader.js';

/** More than the first page of a side. */
const many = 27;

it('reads all that a large order meets before it is matched, and then not page after page', async () => {
  const market = new SimulatedMarket();
  for (let index = 0; index < many; index += 1) await market.sell(1, 10);
  const buy = await market.buy(many - 1, 10);
  const sideOf = (type: 'Buy' | 'Sell') =>
    new SideReader(
      market.store,
      'wheat',
      type,
      ({ orderId }) => (orderId === buy.orderId ? 'arriving' : 'resting'),
      market.now,
      1,
    );
  const [buys, sells] = [sideOf('Buy'), sideOf('Sell')];
  await Promise.all([buys.readMore(), sells.readMore()]);
  expect(sells.orders.length).toBeLessThan(many - 1);
  expect(sells.couldTradeBeyondReach(buys)).toBe(true);
  await sells.readMore();
  expect(sells.couldTradeBeyondReach(buys)).toBe(false);
});
