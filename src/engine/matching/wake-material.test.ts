import { describe, expect, it } from 'vitest';
import { writesOf } from '../../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import type { Order } from '../../model/market.js';
import { decorateStore, type StoreCall } from '../../store/decorate-store.js';
import { type MarketStore, TransactionRejected } from '../store.js';
import { FenceLostError } from './wake-material.js';

describe('records that come late or out of order across items', () => {
  it('matches an earlier order first, although only a later one is named', async () => {
    const market = new SimulatedMarket();
    const buy = await market.buy(10, 12, { account: 'ada' });
    const sell = await market.sell(10, 10, { account: 'bob' });
    await market.wake(sell);
    await market.wake(buy);
    expect(await market.tradesInShort()).toEqual(['bob takes 10 at 12 from ada']);
  });

  it('gives the better of two resting orders priority whose record is still on its way', async () => {
    const market = new SimulatedMarket();
    const better = await market.sell(5, 5, { account: 'ada' });
    const worse = await market.sell(5, 10, { account: 'bob' });
    const buy = await market.buy(5, 20, { account: 'cyd' });
    await market.wake(worse);
    await market.wake(buy);
    await market.wake(better);
    expect(await market.tradesInShort()).toEqual(['cyd takes 5 at 5 from ada']);
  });

  it('lets no immediate order trade with what arrived after it', async () => {
    const market = new SimulatedMarket();
    const immediate = await market.buy(5, 9, { account: 'ada', timeInForce: 'IOC' });
    const better = await market.buy(5, 10, { account: 'bob' });
    const sell = await market.sell(8, 8, { account: 'cyd' });
    await market.wake(better);
    await market.wake(sell);
    await market.wake(immediate);
    expect(await market.tradesInShort()).toEqual(['cyd takes 5 at 10 from bob']);
    expect(await market.get(immediate)).toMatchObject({
      status: 'EXPIRED',
      closeReason: 'IMMEDIATE_OR_CANCEL',
      remainingQuantity: 5,
    });
  });

  it('keeps a resting order the maker when its record comes again', async () => {
    const market = new SimulatedMarket();
    const resting = await market.sell(10, 12, { account: 'ada' });
    const early = await market.buy(4, 12, { account: 'bob' });
    await market.wake(resting, early);
    const late = await market.buy(4, 15, { account: 'cyd', landedLateBy: 4 });
    expect(late.orderId < resting.orderId).toBe(true);
    await market.wake(late, resting);
    expect(await market.tradesInShort()).toEqual([
      'bob takes 4 at 12 from ada',
      'cyd takes 4 at 12 from ada',
    ]);
  });
});

describe('orders that landed after a later one was dealt with', () => {
  it('come before what was posted after they were accepted', async () => {
    const market = new SimulatedMarket();
    const first = await market.sell(1, 20, { account: 'ada' });
    await market.wake(first);
    const late = await market.sell(5, 7, { account: 'bob', landedLateBy: 3 });
    expect(late.orderId < first.orderId).toBe(true);
    const next = await market.buy(5, 8, { account: 'cyd' });
    await market.wake(next);
    await market.wake(late);
    expect(await market.tradesInShort()).toEqual(['cyd takes 5 at 7 from bob']);
  });

  it.each(['Buy', 'Sell'] as const)(
    'trade with what rests across the spread (%s)',
    async (type) => {
      const market = new SimulatedMarket();
      const bid = await market.buy(5, 10, { account: 'bea' });
      const ask = await market.sell(5, 12, { account: 'sam' });
      await market.wake(bid, ask);
      const pricePerUnit = type === 'Buy' ? 13 : 9;
      const late = await market.post({
        type,
        quantity: 5,
        pricePerUnit,
        account: 'ada',
        landedLateBy: 4,
      });
      expect(late.orderId < bid.orderId).toBe(true);
      await market.wake(late);
      expect(await market.tradesInShort()).toEqual([
        type === 'Buy' ? 'ada takes 5 at 12 from sam' : 'ada takes 5 at 10 from bea',
      ]);
    },
  );
});

describe('two matchers at once', () => {
  it('leaves no crossed book when the older plan commits last', async () => {
    const market = new SimulatedMarket();
    const bid = await market.buy(5, 10, { account: 'ada' });
    await market.wake(bid);
    const sell = await market.sell(8, 8, { account: 'bob' });
    // The first matcher has read, and commits only after the second one is done.
    const paused = pausedTransactions(market.store);
    const first = market.wakeOn(paused.store, sell);
    await paused.reached;
    const late = await market.buy(5, 9, { account: 'cyd', landedLateBy: 5 });
    expect(late.orderId < bid.orderId).toBe(true);
    await market.wake(late);
    paused.resume();
    await first.then(
      () => undefined,
      () => market.wake(sell),
    );
    expect((await market.audit()).crossed).toEqual([]);
    expect((await market.audit()).differences).toEqual([]);
  });
});

describe('a plan that another matcher overtakes', () => {
  it('is made from a book that was not read before the head', async () => {
    const market = new SimulatedMarket();
    const buy = await market.buy(5, 10, { account: 'ada' });
    // It has read both sides when an earlier order lands, and is matched.
    const sides = paused(market.store, ({ operation }) => operation === 'listSide', 'after');
    const first = market.wakeOn(sides.store, buy);
    await sides.reached;
    const late = await market.sell(5, 8, { account: 'bob', landedLateBy: 4 });
    expect(late.orderId < buy.orderId).toBe(true);
    await market.wake(late);
    sides.resume();
    await expect(first).rejects.toThrow(FenceLostError);
    await market.wake(buy);
    expect(await market.tradesInShort()).toEqual(['ada takes 5 at 8 from bob']);
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [] });
  });

  it('is given up at once: the record is to come again', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(5, 8);
    let plans = 0;
    const overtaken = decorateStore(market.store, async (call, proceed) => {
      if (call.operation === 'getHead') plans += 1;
      const heads = writesOf(call).filter(({ write }) => write === 'putHead');
      if (heads.length > 0) throw new TransactionRejected(heads);
      return proceed();
    });
    await expect(market.wakeOn(overtaken, sell)).rejects.toThrow(FenceLostError);
    expect(plans).toBe(1);
  });
});

it('gives up when orders change under every plan, rather than never to end', async () => {
  const market = new SimulatedMarket();
  const sell = await market.sell(5, 8);
  const buy = await market.buy(5, 8);
  let plans = 0;
  const restless = decorateStore(market.store, async (call, proceed) => {
    const changed = writesOf(call).filter(({ write }) => write === 'deleteOpenOrder');
    if (changed.length > 0) plans += 1;
    if (changed.length > 0 && plans < 100) throw new TransactionRejected(changed);
    return proceed();
  });
  await expect(market.wakeOn(restless, sell, buy)).rejects.toMatchObject({
    code: 'CONTENTION',
    retryable: true,
  });
});

describe('decisions that rest on an order which is cancelled before they are committed', () => {
  async function wakeWhile(
    market: SimulatedMarket,
    named: Order,
    meanwhile: () => Promise<unknown>,
  ): Promise<void> {
    const paused = pausedTransactions(market.store);
    const wakeUp = market.wakeOn(paused.store, named);
    await Promise.race([paused.reached, wakeUp]);
    await meanwhile();
    paused.resume();
    await wakeUp;
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [] });
  }

  it('closes no order for self-trade against one that was cancelled', async () => {
    const market = new SimulatedMarket();
    const own = await market.buy(5, 12, { account: 'ada' });
    const other = await market.buy(5, 11, { account: 'bob' });
    await market.wake(own, other);
    const sell = await market.sell(5, 10, { account: 'ada' });
    await wakeWhile(market, sell, () => market.cancel(own));
    expect(await market.tradesInShort()).toEqual(['ada takes 5 at 11 from bob']);
    expect(await market.get(sell)).toMatchObject({ status: 'FILLED' });
  });

  it('closes no order for self-trade against one that arrived in the same wake-up', async () => {
    const market = new SimulatedMarket();
    const own = await market.buy(5, 12, { account: 'ada' });
    const sell = await market.sell(5, 10, { account: 'ada' });
    await wakeWhile(market, sell, () => market.cancel(own));
    expect(await market.tradesInShort()).toEqual([]);
    expect(await market.get(sell)).toMatchObject({ status: 'OPEN' });
  });

  it('refuses no fill-or-kill order for self-trade against one that was cancelled', async () => {
    const market = new SimulatedMarket();
    const own = await market.buy(5, 12, { account: 'ada' });
    const other = await market.buy(5, 11, { account: 'bob' });
    await market.wake(own, other);
    const sell = await market.sell(5, 10, { account: 'ada', timeInForce: 'FOK' });
    await wakeWhile(market, sell, () => market.cancel(own));
    expect(await market.tradesInShort()).toEqual(['ada takes 5 at 11 from bob']);
  });

  it('refuses no fill-or-kill order as too large because of orders that were cancelled', async () => {
    const market = new SimulatedMarket();
    const small: Order[] = [];
    for (let count = 0; count < 30; count += 1) small.push(await market.buy(1, 12));
    const large = await market.buy(100, 11, { account: 'bob' });
    await market.wake(...small, large);
    const sell = await market.sell(100, 10, { account: 'ada', timeInForce: 'FOK' });
    await wakeWhile(market, sell, async () => {
      for (const order of small) await market.cancel(order);
    });
    expect(await market.tradesInShort()).toEqual(['ada takes 100 at 11 from bob']);
  });

  it('still refuses a fill-or-kill order that no transaction can hold', async () => {
    const market = new SimulatedMarket();
    const small: Order[] = [];
    for (let count = 0; count < 60; count += 1)
      small.push(await market.buy(1, 12, { account: 'bob' }));
    await market.wake(...small);
    const sell = await market.sell(60, 10, { account: 'ada', timeInForce: 'FOK' });
    await market.wake(sell);
    expect(await market.get(sell)).toMatchObject({ closeReason: 'FILL_OR_KILL_TOO_LARGE' });
  });
});

function pausedTransactions(store: MarketStore) {
  return paused(store, (call) => writesOf(call).length > 0, 'before');
}

/** The store, which stops before or after it makes these calls until it is told to go on. */
function paused(
  store: MarketStore,
  isPaused: (call: StoreCall) => boolean,
  when: 'before' | 'after',
) {
  let reach = () => {};
  let resume = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const resumed = new Promise<void>((resolve) => {
    resume = resolve;
  });
  const pausing = decorateStore(store, async (call, proceed) => {
    if (!isPaused(call)) return proceed();
    const result = when === 'after' ? await proceed() : undefined;
    reach();
    await resumed;
    return result ?? proceed();
  });
  return { store: pausing, reached, resume: () => resume() };
}
