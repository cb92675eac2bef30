import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { writesOf } from '../../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { OrderIdFactory } from '../../model/order-id.js';
import { openOrder } from '../../store/contract/samples.contract.js';
import { decorateStore } from '../../store/decorate-store.js';
import type { OpenOrder } from '../entities.js';
import { setAside } from './set-aside.js';

/** An order in the book whose record is missing, as restores to two instants leave it. */
async function unrecorded(market: SimulatedMarket, given: Partial<OpenOrder>): Promise<OpenOrder> {
  const clientOrderId = randomUUID();
  const orderId = new OrderIdFactory(() => market.now).next('torn', clientOrderId);
  const order = openOrder({ account: 'torn', clientOrderId, orderId, ...given });
  await market.store.transact([{ write: 'insertOpenOrder', order }], { token: order.orderId });
  return order;
}

async function setAsideIds(market: SimulatedMarket): Promise<string[]> {
  const ids: string[] = [];
  for await (const item of market.store.scan()) {
    if (item.item === 'setAsideOrder') ids.push(item.setAside.order.orderId);
  }
  return ids;
}

describe('setAside', () => {
  it('leaves an order alone that has its open record', async () => {
    const market = new SimulatedMarket();
    const order = openOrder();
    await market.store.transact(
      [
        { write: 'insertOrderRecord', order },
        { write: 'insertOpenOrder', order },
      ],
      { token: 'landed' },
    );
    expect(await setAside(market.market, order)).toBe(false);
    expect(await market.store.getOpenOrder(order)).toEqual(order);
    expect(await setAsideIds(market)).toEqual([]);
  });

  it('leaves an order alone that is not as it was read', async () => {
    const market = new SimulatedMarket();
    const torn = await unrecorded(market, { quantity: 5 });
    expect(await setAside(market.market, { ...torn, remainingQuantity: 4 })).toBe(false);
    expect(await market.store.getOpenOrder(torn)).toEqual(torn);
    expect(await setAsideIds(market)).toEqual([]);
  });

  it('leaves an order alone that was cancelled between plan and commit', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(5, 9, { account: 'ada' });
    const buy = await market.buy(5, 12, { account: 'bob' });
    let isFirst = true;
    const store = decorateStore(market.store, async (call, proceed) => {
      if (writesOf(call).length > 0 && isFirst) {
        isFirst = false;
        await market.cancel(sell);
      }
      return proceed();
    });
    const { setAside: taken } = await market.wakeOn(store, sell, buy);
    expect(taken).toEqual([]);
    expect(await setAsideIds(market)).toEqual([]);
    expect(await market.audit()).toMatchObject({ ok: true });
  });
});

describe('an open order without a record', () => {
  it('is taken out of the book, and the rest of the material is matched', async () => {
    const market = new SimulatedMarket();
    const torn = await unrecorded(market, { type: 'Sell', quantity: 5, pricePerUnit: 8 });
    const sell = await market.sell(10, 9, { account: 'ada' });
    const buy = await market.buy(10, 12, { account: 'bob' });
    const { setAside: taken } = await market.wake(sell, buy);
    expect(taken).toEqual([torn]);
    expect(await market.tradesInShort()).toEqual(['bob takes 10 at 9 from ada']);
    expect(await market.store.getOpenOrder(torn)).toBeUndefined();
    expect(await setAsideIds(market)).toEqual([torn.orderId]);
    expect((await market.audit()).differences).toEqual([
      {
        material: 'wheat',
        subject: `order ${torn.orderId}`,
        expected: 'in the book',
        found: 'set aside',
      },
    ]);
  });

  it('does not use up the number of plans, however many there are', async () => {
    const market = new SimulatedMarket();
    for (let count = 0; count < 40; count += 1) {
      await unrecorded(market, { type: 'Sell', quantity: 1, pricePerUnit: 8 });
    }
    const sell = await market.sell(10, 9, { account: 'ada' });
    // Each plan trades with one of them, and fails for it.
    const buy = await market.buy(1, 12, { account: 'bob' });
    await market.wake(sell, buy);
    expect(await market.tradesInShort()).toEqual(['bob takes 1 at 9 from ada']);
    expect(await setAsideIds(market)).toHaveLength(40);
  });
});
