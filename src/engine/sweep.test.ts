import { describe, expect, it } from 'vitest';
import type { Order } from '../model/market.js';
import { OrderIdFactory } from '../model/order-id.js';
import { orderRequestSchema } from '../model/request.js';
import { defaultMarketRules } from '../model/rules.js';
import { decorateStore } from '../store/decorate-store.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { acceptOrder } from './accept.js';
import { auditStore } from './audit.js';
import { getDeliveries } from './deliveries.js';
import { wakeMaterial } from './matching/wake-material.js';
import { getOrder } from './reads/get-order.js';
import type { MarketStore } from './store.js';
import { sweepMarket } from './sweep.js';

const start = Date.parse('2026-11-22T13:30:00.000Z');
const minute = 60_000;

function sweptMarket() {
  const clock = { time: start };
  const now = () => clock.time;
  const store = new MemoryStore({ now });
  const market = { store, rules: defaultMarketRules, now };
  const ids = new OrderIdFactory(now);
  let posted = 0;
  const post = (order: object) => {
    posted += 1;
    const request = orderRequestSchema.parse({
      type: 'Sell',
      material: 'wheat',
      quantity: 10,
      pricePerUnit: 10,
      account: 'ada',
      ...order,
    });
    return acceptOrder(market, ids, { ...request, clientOrderId: `order-${posted}` });
  };
  const inMinutes = (minutes: number) => new Date(clock.time + minutes * minute).toISOString();
  return { clock, market, store, post, inMinutes };
}

/** Counts calls by method. */
function counted(store: MarketStore) {
  const calls: Record<string, number> = {};
  const counting = decorateStore(store, ({ operation }, proceed) => {
    calls[operation] = (calls[operation] ?? 0) + 1;
    return proceed();
  });
  return { store: counting, calls };
}

describe('a sweep', () => {
  it('closes an order that must not rest when its wake-up is lost, however deep it lies', async () => {
    const { clock, market, store, post } = sweptMarket();
    const resting: Order[] = [];
    for (let price = 50; price > 10; price -= 1) {
      resting.push(await post({ type: 'Buy', account: 'bob', pricePerUnit: price }));
    }
    await wakeMaterial(market, { material: 'wheat', named: resting });
    const deep = await post({ type: 'Buy', account: 'cyd', pricePerUnit: 1, timeInForce: 'IOC' });
    const other = await post({ material: 'iron', timeInForce: 'FOK' });
    const brief = new Date(clock.time + 1_000).toISOString();
    const ended = await post({ material: 'salt', timeInForce: 'IOC', expiresAt: brief });
    clock.time += minute - 1;
    expect(await sweepMarket(market)).toMatchObject({
      expired: 0,
      woken: [],
      failed: 0,
      isComplete: true,
    });
    clock.time += 1;
    const swept = await sweepMarket(market);
    expect({ ...swept, woken: [...swept.woken].sort() }).toMatchObject({
      expired: 1,
      woken: ['iron', 'wheat'],
    });
    for (const [{ orderId }, closeReason] of [
      [deep, 'IMMEDIATE_OR_CANCEL'],
      [other, 'FILL_OR_KILL'],
      [ended, 'EXPIRED'],
    ] as const) {
      expect(await getOrder(store, orderId)).toMatchObject({ status: 'EXPIRED', closeReason });
    }
    expect(await getDeliveries(store, 'cyd')).toMatchObject({ coins: 10 });
    expect(await sweepMarket(market)).toMatchObject({
      expired: 0,
      woken: [],
      failed: 0,
      isComplete: true,
    });
    expect(await auditStore(store)).toMatchObject({ ok: true, openOrders: 40 });
  });

  it('closes what has expired and gives back what it held, across hours', async () => {
    const { clock, market, store, post, inMinutes } = sweptMarket();
    const expiring = [
      await post({ expiresAt: inMinutes(1) }),
      await post({ type: 'Buy', pricePerUnit: 3, account: 'bob', expiresAt: inMinutes(200) }),
    ];
    const lasting = [await post({ expiresAt: inMinutes(1_000) }), await post({})];
    expect((await sweepMarket(market)).expired).toBe(0);
    clock.time += 201 * minute;
    expect((await sweepMarket(market)).expired).toBe(2);
    for (const { orderId } of expiring) {
      expect(await getOrder(store, orderId)).toMatchObject({
        status: 'EXPIRED',
        closeReason: 'EXPIRED',
        remainingQuantity: 10,
      });
    }
    for (const { orderId } of lasting) {
      expect(await getOrder(store, orderId)).toMatchObject({ status: 'OPEN' });
    }
    expect(await getDeliveries(store, 'ada')).toMatchObject({ goods: { wheat: 10 } });
    expect(await getDeliveries(store, 'bob')).toMatchObject({ coins: 30 });
    expect(await auditStore(store)).toMatchObject({ ok: true });
  });

  it('lets no expired order trade that it has not come to yet', async () => {
    const { clock, market, store, post, inMinutes } = sweptMarket();
    const sell = await post({ expiresAt: inMinutes(1) });
    await wakeMaterial(market, { material: 'wheat', named: [sell] });
    clock.time += 1 * minute;
    const buy = await post({ type: 'Buy', account: 'bob' });
    await wakeMaterial(market, { material: 'wheat', named: [buy] });
    expect(await getOrder(store, buy.orderId)).toMatchObject({ status: 'OPEN' });
    expect(await getOrder(store, sell.orderId)).toMatchObject({ status: 'EXPIRED' });
  });

  it('passes over orders that were filled before their time was over', async () => {
    const { clock, market, store, post, inMinutes } = sweptMarket();
    const sell = await post({ expiresAt: inMinutes(5) });
    const buy = await post({ type: 'Buy', account: 'bob' });
    await wakeMaterial(market, { material: 'wheat', named: [sell, buy] });
    clock.time += 6 * minute;
    expect((await sweepMarket(market)).expired).toBe(0);
    expect(await getOrder(store, sell.orderId)).toMatchObject({ status: 'FILLED' });
    expect(await auditStore(store)).toMatchObject({ ok: true });
  });

  it('may be run by several at once', async () => {
    const { clock, market, store, post, inMinutes } = sweptMarket();
    for (let count = 0; count < 40; count += 1) await post({ expiresAt: inMinutes(1) });
    clock.time += 2 * minute;
    const sweeps = await Promise.all([sweepMarket(market), sweepMarket(market)]);
    expect(sweeps.every(({ expired }) => expired <= 40)).toBe(true);
    // Only one of them can write how far it has come.
    expect(sweeps.map(({ failed }) => failed)).toEqual([0, 0]);
    expect(await auditStore(store)).toMatchObject({ ok: true, openOrders: 0 });
    expect(await getDeliveries(store, 'ada')).toMatchObject({ goods: { wheat: 400 } });
  });

  it('costs what expires, not what is open', async () => {
    const costOf = async (open: number) => {
      const { clock, market, store, post, inMinutes } = sweptMarket();
      for (let count = 0; count < 3; count += 1) await post({ expiresAt: inMinutes(1) });
      for (let count = 0; count < open; count += 1) await post({ expiresAt: inMinutes(900) });
      await sweepMarket(market);
      clock.time += 2 * minute;
      const { store: counting, calls } = counted(store);
      expect((await sweepMarket({ ...market, store: counting })).expired).toBe(3);
      return calls;
    };
    expect(await costOf(500)).toEqual(await costOf(5));
  });

  it('wakes a material that lies crossed since its wake-up was lost', async () => {
    const { clock, market, store, post } = sweptMarket();
    await post({});
    const buy = await post({ type: 'Buy', pricePerUnit: 12, account: 'bob' });
    expect((await sweepMarket(market)).woken).toEqual([]);
    clock.time += 2 * minute;
    expect((await sweepMarket(market)).woken).toEqual(['wheat']);
    expect(await getOrder(store, buy.orderId)).toMatchObject({ status: 'FILLED' });
    expect(await auditStore(store)).toMatchObject({ ok: true, crossed: [], trades: 1 });
    expect((await sweepMarket(market)).woken).toEqual([]);
  });
});
