import { describe, expect, it } from 'vitest';
import { interceptedStore } from '../../../test/simulation/intercepted-store.js';
import { TestMarket } from '../../../test/simulation/test-market.js';
import type { MarketStore } from '../store.js';

describe('records that come late or out of order across items', () => {
  it('matches an earlier order first, although only a later one is named', async () => {
    const market = new TestMarket();
    const buy = await market.buy(10, 12, { account: 'ada' });
    const sell = await market.sell(10, 10, { account: 'bob' });
    await market.wake(sell);
    await market.wake(buy);
    expect(await market.tradesInShort()).toEqual(['bob takes 10 at 12 from ada']);
  });

  it('gives the better of two resting orders priority whose record is still on its way', async () => {
    const market = new TestMarket();
    const better = await market.sell(5, 5, { account: 'ada' });
    const worse = await market.sell(5, 10, { account: 'bob' });
    const buy = await market.buy(5, 20, { account: 'cyd' });
    await market.wake(worse);
    await market.wake(buy);
    await market.wake(better);
    expect(await market.tradesInShort()).toEqual(['cyd takes 5 at 5 from ada']);
  });

  it('lets no immediate order trade with what arrived after it', async () => {
    const market = new TestMarket();
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
    const market = new TestMarket();
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
    const market = new TestMarket();
    const first = await market.sell(1, 20, { account: 'ada' });
    await market.wake(first);
    const late = await market.sell(5, 7, { account: 'bob', landedLateBy: 3 });
    expect(late.orderId < first.orderId).toBe(true);
    const next = await market.buy(5, 8, { account: 'cyd' });
    await market.wake(next);
    await market.wake(late);
    expect(await market.tradesInShort()).toEqual(['cyd takes 5 at 7 from bob']);
  });
});

describe('two matchers at once', () => {
  it('leaves no crossed book when the older plan commits last', async () => {
    const market = new TestMarket();
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

function pausedTransactions(store: MarketStore) {
  let reach = () => {};
  let resume = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const resumed = new Promise<void>((resolve) => {
    resume = resolve;
  });
  const paused = interceptedStore(store, async ({ writes, execute }) => {
    if (writes.length > 0) {
      reach();
      await resumed;
    }
    return execute();
  });
  return { store: paused, reached, resume: () => resume() };
}
