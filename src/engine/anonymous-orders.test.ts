import { describe, expect, it } from 'vitest';
import { writesOf } from '../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../test/simulation/simulated-market.js';
import { decorateStore } from '../store/decorate-store.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { collectDeliveries, getDeliveries } from './deliveries.js';
import { listAccountOrders, listClosedOrders } from './reads/lists.js';
import { listStatement } from './reads/statement.js';

const account = 'anonymous';

describe('orders without an account', () => {
  it('trade, are cancelled and are collected, by their ids', async () => {
    const market = new SimulatedMarket({ saleFeeBasisPoints: 100 });
    const sell = await market.sell(5, 100, { account });
    const buy = await market.buy(3, 110, { account: 'bob' });
    await market.wake(sell, buy);
    expect(await market.get(sell)).toMatchObject({ status: 'PARTIALLY_FILLED' });
    expect(await market.cancel(sell)).toMatchObject({ returned: { goods: 2, coins: 0 } });
    expect(await market.get(sell)).toMatchObject({ status: 'CANCELLED', remainingQuantity: 2 });
    expect(await market.tradesInShort()).toEqual(['bob takes 3 at 100 from anonymous']);
    expect(await getDeliveries(market.store, account)).toMatchObject({ coins: 297 });
    const receipt = await collectDeliveries(market.market, account, 'all');
    expect(receipt).toMatchObject({ coins: 297, goods: { wheat: 2 } });
    expect(await market.audit()).toMatchObject({ ok: true });
    const { items } = await listStatement(market.store, 'bob', {});
    expect(items.map(({ line }) => line)).toEqual(['ORDER_CLOSED', 'TRADE']);
  });

  it('are on no list, however they end', async () => {
    const writes: string[] = [];
    const store = decorateStore(new MemoryStore(), (call, proceed) => {
      writes.push(...writesOf(call).map(({ write }) => write));
      return proceed();
    });
    const market = new SimulatedMarket({ store });
    const filled = await market.sell(5, 100, { account });
    await market.sell(5, 200, { account });
    const cancelled = await market.sell(5, 300, { account });
    await market.wake(filled, await market.buy(5, 100, { account }));
    await market.cancel(cancelled);
    expect(writes).toContain('creditBox');
    expect(writes).not.toContain('putStatement');
    for (const list of [listAccountOrders, listClosedOrders, listStatement]) {
      expect(await list(market.store, account, {})).toEqual({ items: [], cursor: null });
    }
  });
});
