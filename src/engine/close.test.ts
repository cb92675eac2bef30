import { expect, it } from 'vitest';
import { writesOf } from '../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../test/simulation/simulated-market.js';
import { decorateStore } from '../store/decorate-store.js';
import { amendOrder } from './amend.js';
import { cancelOrder } from './close.js';

/** The store, where something happens just before the first write. */
function interferingWith(market: SimulatedMarket, act: () => Promise<unknown>) {
  let isFirst = true;
  return decorateStore(market.store, async (call, proceed) => {
    if (isFirst && writesOf(call).length > 0) {
      isFirst = false;
      await act();
    }
    return proceed();
  });
}

/** The store, where an order is bought just before its cancellation is written. */
function tradingBefore(market: SimulatedMarket, quantity: number) {
  return interferingWith(market, async () => market.wake(await market.buy(quantity, 10)));
}

it('cancels what is left of an order that is traded meanwhile', async () => {
  const market = new SimulatedMarket();
  const sell = await market.sell(10, 10);
  await market.wake(sell);
  const cancelled = await cancelOrder(market.marketOn(tradingBefore(market, 4)), sell.orderId);
  expect(cancelled).toMatchObject({ status: 'CANCELLED', returned: { goods: 6, coins: 0 } });
  expect(await market.audit()).toMatchObject({ ok: true, trades: 1, openOrders: 0 });
});

it('cancels what is left of an order that is amended meanwhile', async () => {
  const market = new SimulatedMarket();
  const sell = await market.sell(10, 10);
  const amending = interferingWith(market, () => amendOrder(market.market, sell.orderId, 7));
  const cancelled = await cancelOrder(market.marketOn(amending), sell.orderId);
  const { returned, ...order } = cancelled;
  expect(cancelled).toMatchObject({ status: 'CANCELLED', quantity: 7, returned: { goods: 7 } });
  expect(await market.get(sell)).toEqual(order);
  expect(await market.audit()).toMatchObject({ ok: true, openOrders: 0 });
});

it('does not cancel an order that is filled meanwhile', async () => {
  const market = new SimulatedMarket();
  const sell = await market.sell(10, 10);
  await market.wake(sell);
  const cancelling = cancelOrder(market.marketOn(tradingBefore(market, 10)), sell.orderId);
  await expect(cancelling).rejects.toMatchObject({ code: 'ORDER_NOT_OPEN' });
  expect(await market.get(sell)).toMatchObject({ status: 'FILLED' });
  expect(await market.audit()).toMatchObject({ ok: true, trades: 1 });
});
