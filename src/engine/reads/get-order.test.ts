import { expect, it } from 'vitest';
import { replacing } from '../../../test/simulation/decorated-stores.js';
import { epoch, SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { OrderIdFactory } from '../../model/order-id.js';
import type { MarketStore } from '../store.js';
import { getOrder } from './get-order.js';

const notFound = { code: 'ORDER_NOT_FOUND' };

it('knows no order by an id that only shares its idempotency key with one', async () => {
  const market = new SimulatedMarket();
  const { account, clientOrderId } = await market.sell(1, 10);
  const other = new OrderIdFactory(() => epoch - 1_000).next(account, clientOrderId);
  await expect(getOrder(market.store, other)).rejects.toMatchObject(notFound);
});

it('knows no order that was refused', async () => {
  const market = new SimulatedMarket();
  const order = await market.sell(1, 10);
  const orderId = new OrderIdFactory(() => epoch).next('ada', 'refused');
  const refused = { ...order, orderId, account: 'ada', clientOrderId: 'refused' };
  await market.store.transact([{ write: 'insertRefusal', order: refused }], { token: 'one' });
  await expect(getOrder(market.store, orderId)).rejects.toMatchObject(notFound);
});

it('answers how an order ended that is closed between two reads', async () => {
  const market = new SimulatedMarket();
  const order = await market.sell(1, 10);
  const getOpenOrder: MarketStore['getOpenOrder'] = async (key) => {
    await market.cancel(order);
    return market.store.getOpenOrder(key);
  };
  const found = await getOrder(replacing(market.store, { getOpenOrder }), order.orderId);
  expect(found).toMatchObject({ status: 'CANCELLED', remainingQuantity: 1 });
});
