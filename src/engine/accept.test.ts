import { describe, expect, it } from 'vitest';
import { writesOf } from '../../test/simulation/decorated-stores.js';
import { epoch } from '../../test/simulation/simulated-market.js';
import { OrderIdFactory } from '../model/order-id.js';
import { defaultMarketRules } from '../model/rules.js';
import { decorateStore } from '../store/decorate-store.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { acceptOrder, type IdentifiedOrderRequest } from './accept.js';
import { auditStore } from './audit.js';
import { NotedMaterials } from './noted-materials.js';
import type { MarketStore } from './store.js';

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
    const noted = new NotedMaterials();
    return (order: IdentifiedOrderRequest) => acceptOrder(market, ids, order, noted);
  };
  return { clock, store: market.store, first: processOf(), second: processOf() };
}

describe('an order that expires while an attempt to post it is under way', () => {
  const expiresAt = new Date(epoch + 1_000).toISOString();
  const expiring = { ...request, expiresAt };

  /** A first attempt that has seen the order alive, and lands it when it is let go. */
  function stalled() {
    const clock = { time: epoch };
    const now = () => clock.time;
    const memory = new MemoryStore({ now });
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const slow = decorateStore(memory, async ({ operation }, proceed) => {
      if (operation === 'transact') await gate;
      return proceed();
    });
    const postTo = (store: MarketStore) => (order: IdentifiedOrderRequest) =>
      acceptOrder({ store, rules: defaultMarketRules, now }, new OrderIdFactory(now), order);
    return { clock, memory, first: postTo(slow)(expiring), letGo, post: postTo(memory) };
  }

  it('does not land any more once a later attempt was refused', async () => {
    const { clock, memory, first, letGo, post } = stalled();
    clock.time += 1_000;
    const refusal = { code: 'VALIDATION_FAILED', issues: [{ path: 'expiresAt' }] };
    await expect(post(expiring)).rejects.toMatchObject(refusal);
    letGo();
    await expect(first).rejects.toMatchObject(refusal);
    await expect(post(expiring)).rejects.toMatchObject(refusal);
    expect(await auditStore(memory)).toMatchObject({ ok: true, orders: 0, openOrders: 0 });
    // The key is spoken for: what else is posted with it is another order.
    const later = { ...expiring, expiresAt: new Date(epoch + 9_000).toISOString() };
    await expect(post(later)).rejects.toMatchObject({ code: 'CLIENT_ORDER_ID_CONFLICT' });
  });

  it('is the order of the later attempt too when it has landed first', async () => {
    const { clock, first, letGo, post } = stalled();
    letGo();
    const order = await first;
    clock.time += 1_000;
    expect(await post(expiring)).toEqual(order);
  });

  it('is the order of the later attempt too when it lands just before the refusal', async () => {
    const { clock, memory, first, letGo, post } = stalled();
    clock.time += 1_000;
    const landing = decorateStore(memory, async (call, proceed) => {
      if (writesOf(call).some(({ write }) => write === 'insertRefusal')) {
        letGo();
        await first;
      }
      return proceed();
    });
    const market = { store: landing, rules: defaultMarketRules, now: () => clock.time };
    const second = acceptOrder(market, new OrderIdFactory(market.now), expiring);
    expect(await second).toEqual(await first);
    expect(await post(expiring)).toEqual(await first);
  });
});

describe('two keys with one hash', () => {
  /** Keys differ by their probes only, as those would whose 62 bits are the same. */
  class Colliding extends OrderIdFactory {
    override next(_account: string, _clientOrderId: string, probe = 0): string {
      return super.next('same', 'same', probe);
    }
  }

  const other = {
    account: { ...request, account: 'bob' },
    'client order id': { ...request, clientOrderId: 'other' },
  };
  for (const [what, second] of Object.entries(other)) {
    it(`make two orders, where the ${what} is another one`, async () => {
      const clock = { time: epoch };
      const now = () => clock.time;
      const market = { store: new MemoryStore({ now }), rules: defaultMarketRules, now };
      const ids = new Colliding(now);
      const orders = [
        await acceptOrder(market, ids, request),
        await acceptOrder(market, ids, second),
      ] as const;
      expect(orders[1]).toMatchObject(second);
      clock.time += 1;
      expect(await acceptOrder(market, ids, request)).toEqual(orders[0]);
      expect(await acceptOrder(market, ids, second)).toEqual(orders[1]);
      expect(await auditStore(market.store)).toMatchObject({ ok: true, orders: 2, openOrders: 2 });
    });
  }
});

describe('landing an order', () => {
  it('costs one note of its material per process, and one of activity in ten minutes', async () => {
    const { clock, store, first, second } = twoProcesses();
    const written: Record<string, number> = {};
    const transact = store.transact.bind(store);
    store.transact = (writes, options) => {
      const names = writes.map(({ write }) => write).join(' ');
      written[names] = (written[names] ?? 0) + 1;
      return transact(writes, options);
    };
    const post = (process: typeof first, count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          process({ ...request, clientOrderId: `order ${clock.time} ${index}` }),
        ),
      );
    await post(first, 100);
    expect(written).toEqual({
      putMaterial: 1,
      putActivityNote: 1,
      'insertOrderRecord insertOpenOrder': 100,
    });
    clock.time += 1;
    await post(first, 100);
    expect(written).toMatchObject({ putMaterial: 1, putActivityNote: 1 });
    clock.time += 1;
    await post(second, 10);
    expect(written).toMatchObject({ putMaterial: 2, putActivityNote: 2 });
    clock.time += 10 * 60_000;
    await post(first, 100);
    expect(written).toMatchObject({ putMaterial: 2, putActivityNote: 3 });
    expect(written['insertOrderRecord insertOpenOrder']).toBe(310);
  });

  it('waits for its notes, and writes them again where they failed', async () => {
    const { clock, store } = twoProcesses();
    const now = () => clock.time;
    const noted = new NotedMaterials();
    const post = (market: MarketStore, clientOrderId: string) =>
      acceptOrder(
        { store: market, rules: defaultMarketRules, now },
        new OrderIdFactory(now),
        { ...request, clientOrderId },
        noted,
      );
    const failing = decorateStore(store, async (call, proceed) => {
      if (writesOf(call)[0]?.write === 'putActivityNote') throw new Error('no note');
      return proceed();
    });
    await expect(post(failing, 'a')).rejects.toThrow('no note');
    expect(await auditStore(store)).toMatchObject({ orders: 0 });
    await post(store, 'b');
    const notes = [0, 1, 2, 3].map((shard) => store.listActivityNotes(shard, {}));
    expect((await Promise.all(notes)).flatMap(({ items }) => items)).toHaveLength(1);
  });
});

describe('one key that is posted through two processes in one millisecond', () => {
  it('makes one order, also where only one of them knows the material', async () => {
    const { clock, store, first, second } = twoProcesses();
    await second({ ...request, clientOrderId: 'earlier' });
    clock.time += 1;
    const orders = await Promise.all([first(request), second(request)]);
    expect(orders[1]).toEqual(orders[0]);
    expect(await auditStore(store)).toMatchObject({ ok: true, orders: 2, openOrders: 2 });
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
