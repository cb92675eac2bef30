import { describe, expect, it } from 'vitest';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import type { StatementLine } from '../../model/market.js';
import { collectDeliveries, getDeliveries } from '../deliveries.js';
import type { StatementEntry } from '../entities.js';
import { listClosedOrders } from './lists.js';
import { allPages, collectAll } from './paging.js';
import { listStatement } from './statement.js';

const statementOf = (market: SimulatedMarket, account: string): Promise<StatementLine[]> =>
  collectAll(allPages((page) => listStatement(market.store, account, { ...page, limit: 2 })));

describe('a statement', () => {
  it('says why each coin and good came', async () => {
    const market = new SimulatedMarket({ saleFeeBasisPoints: 1_000 });
    const sell = await market.sell(10, 40, { account: 'ada' });
    await market.wake(sell);
    const buy = await market.buy(4, 45, { account: 'bob' });
    await market.wake(buy);
    await market.cancel(sell);
    const cancelled = await market.buy(3, 7, { account: 'bob' });
    await market.cancel(cancelled);
    const material = 'wheat';
    const trade = { line: 'TRADE', material, sequence: 1, quantity: 4, pricePerUnit: 40 };
    const closed = { line: 'ORDER_CLOSED', material };
    expect(await statementOf(market, 'ada')).toMatchObject([
      {
        ...closed,
        orderId: sell.orderId,
        status: 'CANCELLED',
        closeReason: 'CANCEL_REQUESTED',
        goods: 6,
        coins: 0,
      },
      { ...trade, orderId: sell.orderId, type: 'Sell', fee: 16, goods: 0, coins: 144 },
    ]);
    const [refund, filled, bought] = await statementOf(market, 'bob');
    expect(refund).toMatchObject({ ...closed, orderId: cancelled.orderId, goods: 0, coins: 21 });
    expect(filled).toEqual({
      ...closed,
      at: bought?.at,
      orderId: buy.orderId,
      status: 'FILLED',
      closeReason: 'FILLED',
      goods: 0,
      coins: 0,
    });
    expect(bought).toEqual({
      ...trade,
      at: (await market.get(buy)).closedAt,
      tradeId: 'wheat:1',
      orderId: buy.orderId,
      type: 'Buy',
      fee: 0,
      goods: 4,
      coins: 20,
    });
  });

  it('has two lines for a trade of an account with itself', async () => {
    const market = new SimulatedMarket({ saleFeeBasisPoints: 100 });
    const sell = await market.sell(5, 100, { account: 'ada' });
    const buy = await market.buy(5, 110, { account: 'bob' });
    await market.wake(sell, buy);
    const [entry] = (await market.store.listStatement('bob', {})).items;
    const own = (entry as StatementEntry).trades.map(({ trade, coinsRefunded }) => ({
      trade: { ...trade, sellerAccount: 'bob' },
      coinsRefunded,
    }));
    await market.store.transact(
      [{ write: 'putStatement', entry: { ...(entry as StatementEntry), trades: own } }],
      { token: 'a trade of bob with himself' },
    );
    const lines = await statementOf(market, 'bob');
    const tradeLines = lines.filter(({ line }) => line === 'TRADE');
    expect(tradeLines).toHaveLength(2);
    expect(tradeLines).toContainEqual(
      expect.objectContaining({
        orderId: sell.orderId,
        type: 'Sell',
        goods: 0,
        coins: 495,
        fee: 5,
      }),
    );
    expect(tradeLines).toContainEqual(
      expect.objectContaining({ orderId: buy.orderId, type: 'Buy', goods: 5, coins: 50, fee: 0 }),
    );
  });

  it('is exact at the maximum amounts', async () => {
    const market = new SimulatedMarket({ saleFeeBasisPoints: 1 });
    const [quantity, limit] = [9_007, 999_999_999_999];
    const sell = await market.sell(quantity, 1, { account: 'ada' });
    await market.wake(sell, await market.buy(quantity, limit, { account: 'bob' }));
    const other = await market.buy(quantity, limit, { account: 'bob' });
    await market.wake(other, await market.sell(quantity, 3, { account: 'ada' }));
    const coinsOf = async (account: string) =>
      (await statementOf(market, account)).map(({ coins }) => coins);
    expect(await coinsOf('bob')).toEqual([0, 0, 0, quantity * (limit - 1)]);
    const value = quantity * limit;
    const fee = Math.floor(value / 10_000);
    expect(Number.isSafeInteger(value)).toBe(true);
    expect(await coinsOf('ada')).toEqual([0, value - fee, 0, quantity]);
  });

  it('adds up to what was collected and what waits', async () => {
    const market = new SimulatedMarket({ saleFeeBasisPoints: 333 });
    const accounts = ['ada', 'bob', 'cyd', 'dan'];
    for (let round = 0; round < 40; round += 1) {
      const account = accounts[round % 4] as string;
      const material = round % 3 ? 'wheat' : 'copper';
      const post = (round * 7) % 5 < 2 ? 'buy' : 'sell';
      const quantity = 1 + ((round * 13) % 17);
      const order = await market[post](quantity, 5 + ((round * 11) % 9), { account, material });
      await market.wake(order);
      if (round % 10 === 9) {
        await market.cancel(await market.buy(2, 1, { account }));
        await collectDeliveries(market.market, account, `round ${round}`);
      }
    }
    expect((await market.trades()).length).toBeGreaterThan(5);
    for (const account of accounts) {
      const sum = { goods: 0, coins: 0 };
      const add = (one: { readonly goods: number; readonly coins: number }, sign: 1 | -1) => {
        sum.goods += sign * one.goods;
        sum.coins += sign * one.coins;
      };
      for (const line of await statementOf(market, account)) add(line, 1);
      expect(sum.goods + sum.coins).toBeGreaterThan(0);
      for (let round = 9; round < 40; round += 10) {
        if (accounts[round % 4] !== account) continue;
        const receipt = await collectDeliveries(market.market, account, `round ${round}`);
        for (const delivery of receipt.deliveries) add(delivery, -1);
      }
      const { deliveries } = await getDeliveries(market.store, account);
      for (const delivery of deliveries) add(delivery, -1);
      expect(sum).toEqual({ goods: 0, coins: 0 });
    }
  });
});

describe('closed orders', () => {
  it('are those that ended, latest first, with how they ended', async () => {
    const market = new SimulatedMarket();
    const account = 'ada';
    const filled = await market.sell(4, 10, { account });
    const cancelled = await market.sell(4, 20, { account });
    const open = await market.sell(4, 30, { account });
    const immediate = await market.buy(4, 3, { account, timeInForce: 'IOC' });
    await market.wake(filled, cancelled, open, immediate);
    await market.wake(await market.buy(4, 10));
    await market.cancel(cancelled);
    const { items } = await listClosedOrders(market.store, account, {});
    expect(items).toEqual([
      await market.get(cancelled),
      await market.get(filled),
      await market.get(immediate),
    ]);
    expect(items.map(({ closeReason }) => closeReason)).toEqual([
      'CANCEL_REQUESTED',
      'FILLED',
      'IMMEDIATE_OR_CANCEL',
    ]);
  });
});
