import { describe, expect, it } from 'vitest';
import { epoch } from '../../test/simulation/test-market.js';
import { OrderIdFactory } from '../model/order-id.js';
import { defaultMarketRules } from '../model/rules.js';
import { MemoryStore } from '../store/memory.js';
import { acceptOrder, type IdentifiedOrderRequest } from './accept.js';
import { auditMarket } from './audit.js';

const request: IdentifiedOrderRequest = {
  type: 'Sell',
  material: 'wheat',
  quantity: 10,
  pricePerUnit: 7,
  account: 'ada',
  clientOrderId: 'only',
  timeInForce: 'GTC',
};

/** Two intake processes with one clock. */
function twoProcesses() {
  const clock = { time: epoch };
  const now = () => clock.time;
  const market = { store: new MemoryStore({ now }), rules: defaultMarketRules, now };
  const processOf = () => {
    const ids = new OrderIdFactory(now);
    const materials = new Set<string>();
    return (order: IdentifiedOrderRequest) => acceptOrder(market, ids, order, materials);
  };
  return { clock, store: market.store, first: processOf(), second: processOf() };
}

describe('one key that is posted through two processes in one millisecond', () => {
  it('makes one order, also where only one of them knows the material', async () => {
    const { clock, store, first, second } = twoProcesses();
    await second({ ...request, clientOrderId: 'earlier' });
    clock.time += 1;
    const orders = await Promise.all([first(request), second(request)]);
    expect(orders[1]).toEqual(orders[0]);
    expect(await auditMarket(store)).toMatchObject({ ok: true, orders: 2, openOrders: 2 });
  });

  it('is a conflict when the bodies differ', async () => {
    const { first, second } = twoProcesses();
    await first(request);
    await expect(second({ ...request, quantity: 11 })).rejects.toMatchObject({
      code: 'CLIENT_ORDER_ID_CONFLICT',
      issues: [{ path: 'quantity' }],
    });
  });
});
