import { expect, it } from 'vitest';
import { acceptanceTimeOf, OrderIdFactory } from '../../model/order-id.js';
import { defaultMarketRules } from '../../model/rules.js';
import { MemoryStore } from '../../store/memory/memory-store.js';
import type { AcceptedOrder } from '../entities.js';
import { openOrderOf } from '../orders.js';
import type { MarketStore } from '../store.js';
import { wakeMaterial } from './wake-material.js';

const material = 'wheat';

/** Calls, and open orders read, of a wake-up that trades with the best of a deep side. */
async function costAt(depth: number) {
  const store = new MemoryStore();
  const market = { store, rules: defaultMarketRules, now: Date.now };
  const ids = new OrderIdFactory();
  const land = async (index: number, order: Pick<AcceptedOrder, 'type' | 'pricePerUnit'>) => {
    const account = `account-${index}`;
    const orderId = ids.next(account, 'only');
    const accepted: AcceptedOrder = {
      ...order,
      orderId,
      account,
      clientOrderId: 'only',
      material,
      quantity: 10,
      timeInForce: 'GTC',
      expiresAt: null,
      acceptedAt: new Date(acceptanceTimeOf(orderId)).toISOString(),
    };
    await store.transact(
      [
        { write: 'insertOrderRecord', order: accepted },
        { write: 'insertOpenOrder', order: openOrderOf(accepted) },
      ],
      { token: orderId },
    );
    return accepted;
  };
  const resting: AcceptedOrder[] = [];
  for (let index = 0; index < depth; index += 1) {
    resting.push(await land(index, { type: 'Sell', pricePerUnit: 1_000 + (index % 500) }));
  }
  await wakeMaterial(market, { material, named: resting });
  const buy = await land(depth, { type: 'Buy', pricePerUnit: 5_000 });
  const cost = { calls: 0, ordersRead: 0 };
  const counting = new Proxy(store as MarketStore, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        cost.calls += 1;
        const result: unknown = await method.apply(target, args);
        if (name === 'listSide') cost.ordersRead += (result as { items: [] }).items.length;
        return result;
      };
    },
  });
  const { trades } = await wakeMaterial({ ...market, store: counting }, { material, named: [buy] });
  expect(trades).toBe(1);
  return cost;
}

it('costs the same with 100, 10,000 and 100,000 resting orders', async () => {
  const shallow = await costAt(100);
  expect(shallow.calls).toBeLessThanOrEqual(4);
  expect(await costAt(10_000)).toEqual(shallow);
  expect(await costAt(100_000)).toEqual(shallow);
});
