import { describe, expect, it } from 'vitest';
import { SimulatedMarket } from '../../test/simulation/simulated-market.js';
import { decorateStore } from '../store/decorate-store.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { amendOrder } from './amend.js';
import { collectDeliveries, getDeliveries } from './deliveries.js';
import { listStatement } from './reads/statement.js';
import { sweepMarket } from './sweep.js';

describe('amending an order', () => {
  it('leaves its place in the queue, and returns what it held for the difference', async () => {
    const market = new SimulatedMarket();
    const first = await market.sell(10, 100, { account: 'ada' });
    const second = await market.sell(10, 100, { account: 'bob' });
    await market.wake(first, second);
    const amended = await amendOrder(market.market, first.orderId, 4);
    expect(amended).toMatchObject({
      status: 'OPEN',
      quantity: 4,
      remainingQuantity: 4,
      returned: { goods: 6, coins: 0 },
    });
    await market.wake(await market.buy(5, 100, { account: 'cyd' }));
    expect(await market.tradesInShort()).toEqual([
      'cyd takes 4 at 100 from ada',
      'cyd takes 1 at 100 from bob',
    ]);
    expect(await market.get(first)).toMatchObject({ status: 'FILLED', quantity: 4 });
    expect(await getDeliveries(market.store, 'ada')).toMatchObject({ goods: { wheat: 6 } });
    expect(await market.audit()).toMatchObject({ ok: true });
  });

  it('returns the coins of a Buy at its limit price, and says so on the statement', async () => {
    const market = new SimulatedMarket();
    const buy = await market.buy(10, 7, { account: 'ada' });
    expect(await amendOrder(market.market, buy.orderId, 9)).toMatchObject({
      returned: { goods: 0, coins: 7 },
    });
    expect(await amendOrder(market.market, buy.orderId, 5)).toMatchObject({
      returned: { goods: 0, coins: 35 },
    });
    const { items } = await listStatement(market.store, 'ada', {});
    expect(items).toMatchObject([
      { line: 'ORDER_REDUCED', orderId: buy.orderId, quantity: 4, goods: 0, coins: 28 },
      { line: 'ORDER_REDUCED', orderId: buy.orderId, quantity: 1, goods: 0, coins: 7 },
    ]);
    const { coins } = await collectDeliveries(market.market, 'ada', 'all');
    expect(coins).toBe(35);
    expect(await market.audit()).toMatchObject({ ok: true });
  });

  it('counts what has been traded', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(10, 100, { account: 'ada' });
    await market.wake(sell, await market.buy(4, 100, { account: 'bob' }));
    expect(await amendOrder(market.market, sell.orderId, 7)).toMatchObject({
      status: 'PARTIALLY_FILLED',
      quantity: 7,
      remainingQuantity: 3,
      returned: { goods: 3, coins: 0 },
    });
  });

  it.each([4, 3])(
    'cancels an order of which 4 were traded when it is to be %i',
    async (quantity) => {
      const market = new SimulatedMarket();
      const sell = await market.sell(10, 100, { account: 'ada' });
      await market.wake(sell, await market.buy(4, 100, { account: 'bob' }));
      const amended = await amendOrder(market.market, sell.orderId, quantity);
      expect(amended).toMatchObject({ status: 'CANCELLED', returned: { goods: 6, coins: 0 } });
      expect(await amendOrder(market.market, sell.orderId, quantity)).toEqual(amended);
      expect(await market.audit()).toMatchObject({ ok: true });
    },
  );

  it('counts what was returned before when it cancels the order', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(10, 100, { account: 'ada' });
    await amendOrder(market.market, sell.orderId, 8);
    await market.wake(sell, await market.buy(4, 100, { account: 'bob' }));
    const amended = await amendOrder(market.market, sell.orderId, 4);
    expect(amended).toMatchObject({ status: 'CANCELLED', returned: { goods: 6, coins: 0 } });
    expect(await getDeliveries(market.store, 'ada')).toMatchObject({ goods: { wheat: 6 } });
  });

  it('writes nothing when it is repeated', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(10, 100, { account: 'ada' });
    await amendOrder(market.market, sell.orderId, 4);
    market.now += 1;
    await amendOrder(market.market, sell.orderId, 4);
    const { items } = await listStatement(market.store, 'ada', {});
    expect(items).toMatchObject([{ line: 'ORDER_REDUCED', quantity: 6 }]);
  });

  it('gives the same answer when it is repeated, also after the order was filled', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(10, 100, { account: 'ada' });
    const first = await amendOrder(market.market, sell.orderId, 4);
    expect(await amendOrder(market.market, sell.orderId, 4)).toEqual(first);
    await market.wake(sell, await market.buy(4, 100, { account: 'bob' }));
    expect(await amendOrder(market.market, sell.orderId, 4)).toMatchObject({
      status: 'FILLED',
      quantity: 4,
      returned: first.returned,
    });
    expect(await getDeliveries(market.store, 'ada')).toMatchObject({ goods: { wheat: 6 } });
  });

  it('is refused for more than the quantity, once closed, and where there is no order', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(10, 100, { account: 'ada' });
    await expect(amendOrder(market.market, sell.orderId, 11)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'quantity' }],
    });
    await market.cancel(sell);
    await expect(amendOrder(market.market, sell.orderId, 4)).rejects.toMatchObject({
      code: 'ORDER_NOT_OPEN',
    });
    await expect(
      amendOrder(market.market, '0199a1b2-c3d4-7000-8000-000000000000', 4),
    ).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });

  it.each([4, 3])(
    'is refused for %i of an order that expired when 4 were traded',
    async (quantity) => {
      const market = new SimulatedMarket();
      const expiresAt = new Date(market.now + 60_000).toISOString();
      const sell = await market.sell(10, 100, { expiresAt });
      await market.wake(sell, await market.buy(4, 100));
      market.now += 120_000;
      await sweepMarket(market.market);
      expect(await market.get(sell)).toMatchObject({ status: 'EXPIRED', remainingQuantity: 6 });
      await expect(amendOrder(market.market, sell.orderId, quantity)).rejects.toMatchObject({
        code: 'ORDER_NOT_OPEN',
      });
    },
  );

  it('is refused for less than the quantity of an order that was filled', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(10, 100);
    await market.wake(sell, await market.buy(10, 100));
    await expect(amendOrder(market.market, sell.orderId, 4)).rejects.toMatchObject({
      code: 'ORDER_NOT_OPEN',
    });
  });

  it('starts over when the order trades meanwhile', async () => {
    let interfere: (() => Promise<void>) | undefined;
    const store = decorateStore(new MemoryStore(), async (call, proceed) => {
      const isAmendment =
        call.operation === 'transact' &&
        call.parameters[0].some(({ write }) => write === 'reduceOrderRecord');
      const once = isAmendment ? interfere : undefined;
      if (once) interfere = undefined;
      await once?.();
      return proceed();
    });
    const market = new SimulatedMarket({ store });
    const sell = await market.sell(10, 100, { account: 'ada' });
    const buy = await market.buy(4, 100, { account: 'bob' });
    interfere = () => market.wake(sell, buy).then(() => {});
    expect(await amendOrder(market.market, sell.orderId, 7)).toMatchObject({
      remainingQuantity: 3,
      returned: { goods: 3, coins: 0 },
    });
    expect(await market.audit()).toMatchObject({ ok: true });
  });

  it('keeps a matcher from trading more than is left, which plans again', async () => {
    let interfere: (() => Promise<unknown>) | undefined;
    const store = decorateStore(new MemoryStore(), async (call, proceed) => {
      const isTrade =
        call.operation === 'transact' &&
        call.parameters[0].some(({ write }) => write === 'putTrades');
      const once = isTrade ? interfere : undefined;
      if (once) interfere = undefined;
      await once?.();
      return proceed();
    });
    const market = new SimulatedMarket({ store });
    const sell = await market.sell(10, 100, { account: 'ada' });
    const buy = await market.buy(10, 100, { account: 'bob' });
    interfere = () => amendOrder(market.market, sell.orderId, 6);
    await market.wake(sell, buy);
    expect(await market.tradesInShort()).toEqual(['bob takes 6 at 100 from ada']);
    expect(await market.get(buy)).toMatchObject({ remainingQuantity: 4 });
    expect(await market.audit()).toMatchObject({ ok: true });
  });
});
