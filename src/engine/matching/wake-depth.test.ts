import { describe, expect, it } from 'vitest';
import { withShortPages } from '../../../test/simulation/decorated-stores.js';
import { epoch, SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import type { Order } from '../../model/market.js';

/** More than a side's first page, and less than its first two. */
const many = 27;

async function times(count: number, post: (index: number) => Promise<Order>): Promise<Order[]> {
  const orders: Order[] = [];
  for (let index = 0; index < count; index += 1) orders.push(await post(index));
  return orders;
}

const soon = () => new Date(epoch + 60_000).toISOString();

describe('a book deeper than the first page', () => {
  it('trades at one price in order of time, with orders of both sides', async () => {
    const market = new SimulatedMarket({ saleFeeBasisPoints: 333 });
    const sells = await times(many, () => market.sell(2, 10));
    await market.wake(...sells);
    const crossing = [
      await market.buy(many, 10),
      await market.sell(5, 9),
      await market.buy(many + 20, 11),
      await market.sell(3, 11),
    ];
    await market.wake(...crossing.reverse());
    expect(await market.differences()).toEqual([]);
    expect((await market.trades()).length).toBeGreaterThan(many);
  });

  it('has more arriving orders at the best price than one page, and only the last is named', async () => {
    const market = new SimulatedMarket();
    await market.wake(await market.buy(100, 10));
    const sells = await times(many, () => market.sell(1, 10));
    await market.wake(...sells.slice(-1));
    expect(await market.trades()).toHaveLength(many);
    expect(await market.differences()).toEqual([]);
  });

  it('fills a fill-or-kill order from its last page', async () => {
    const market = new SimulatedMarket();
    const account = 'ada';
    const sells = await times(many, () => market.sell(1, 10, { account }));
    await market.wake(...sells);
    const tooMuch = await market.buy(many + 1, 12, { timeInForce: 'FOK' });
    const whole = await market.buy(many, 12, { timeInForce: 'FOK' });
    await market.wake(tooMuch);
    await market.wake(whole);
    expect(await market.differences()).toEqual([]);
    expect(await market.get(whole)).toMatchObject({ status: 'FILLED' });
    expect(await market.get(tooMuch)).toMatchObject({ closeReason: 'FILL_OR_KILL' });
  });

  it('closes a fill-or-kill order that no transaction can hold, and trades nothing', async () => {
    const market = new SimulatedMarket();
    const sells = await times(60, () => market.sell(1, 10));
    await market.wake(...sells);
    const large = await market.buy(60, 10, { timeInForce: 'FOK' });
    await market.wake(large);
    expect(await market.get(large)).toMatchObject({
      status: 'EXPIRED',
      closeReason: 'FILL_OR_KILL_TOO_LARGE',
      remainingQuantity: 60,
    });
    expect(await market.trades()).toEqual([]);
    const smaller = await market.buy(23, 10, { timeInForce: 'FOK' });
    await market.wake(smaller);
    expect(await market.get(smaller)).toMatchObject({ status: 'FILLED' });
    expect(await market.audit()).toMatchObject({ ok: true, trades: 23 });
  });

  it('closes an order that meets its own account behind others', async () => {
    const market = new SimulatedMarket();
    const others = await times(many, () => market.sell(1, 10));
    const own = await times(many, () => market.sell(1, 10, { account: 'ada' }));
    await market.wake(...others, ...own);
    const buy = await market.buy(many + 5, 10, { account: 'ada' });
    await market.wake(buy);
    expect(await market.differences()).toEqual([]);
    expect(await market.get(buy)).toMatchObject({ closeReason: 'SELF_TRADE_PREVENTION' });
  });

  it('has expired orders on top that are never matched', async () => {
    const market = new SimulatedMarket();
    const expiring = await times(many, () => market.sell(1, 8, { expiresAt: soon() }));
    const lasting = await times(many, () => market.sell(1, 10));
    await market.wake(...expiring, ...lasting);
    market.now += 120_000;
    const buy = await market.buy(many - 1, 12);
    await market.wake(buy);
    expect(await market.differences()).toEqual([]);
    expect(await market.trades()).toHaveLength(many - 1);
  });

  it('has orders on top that were accepted later and are not named yet', async () => {
    const market = new SimulatedMarket();
    const resting = await times(many, () => market.sell(1, 10));
    await market.wake(...resting);
    const buy = await market.buy(many - 3, 12);
    const later = await times(many, () => market.sell(1, 8));
    await market.wake(buy);
    await market.wake(...later);
    expect(await market.differences()).toEqual([]);
  });

  it('has an order below others that were accepted later and are not named yet', async () => {
    const market = new SimulatedMarket();
    await market.wake(await market.buy(1, 10, { account: 'bob' }));
    const sell = await market.sell(1, 9, { account: 'ada' });
    const later = await times(many, () => market.sell(1, 8));
    await market.wake(sell);
    expect(await market.tradesInShort()).toEqual(['ada takes 1 at 10 from bob']);
    await market.wake(...later);
    expect(await market.differences()).toEqual([]);
  });

  it('has immediate orders on top and below that are not named yet', async () => {
    const market = new SimulatedMarket();
    const resting = await times(many, () => market.sell(1, 10));
    const below = await times(many, () => market.sell(1, 20, { timeInForce: 'IOC' }));
    const bid = await market.buy(5, 15);
    const onTop = await times(many, () => market.sell(1, 9, { timeInForce: 'IOC' }));
    const buy = await market.buy(many, 12);
    await market.wake(...resting);
    await market.wake(buy);
    await market.wake(bid, ...below);
    await market.wake(...onTop);
    expect(await market.differences()).toEqual([]);
    for (const order of [...below, ...onTop]) {
      expect((await market.get(order)).closedAt).not.toBeNull();
    }
  });
});

describe('what is known of the best prices', () => {
  it('holds beyond the orders that were read, for what lands late', async () => {
    const market = new SimulatedMarket();
    const store = withShortPages(market.store, 1);
    const best = await market.sell(5, 10, { account: 'ada' });
    const deeper = await market.sell(5, 12, { account: 'bob' });
    await market.wakeOn(store, best, deeper);
    const buy = await market.buy(5, 10, { account: 'cyd' });
    await market.wakeOn(store, buy);
    const late = await market.buy(5, 15, { account: 'dan', landedLateBy: 6 });
    expect(late.orderId < best.orderId).toBe(true);
    await market.wakeOn(store, late);
    expect(await market.tradesInShort()).toEqual([
      'cyd takes 5 at 10 from ada',
      'dan takes 5 at 12 from bob',
    ]);
  });

  it('may be stale after cancellations without anything being missed', async () => {
    const market = new SimulatedMarket();
    const bids = await times(3, (index) => market.buy(5, 10 + index));
    await market.wake(...bids);
    for (const bid of bids.slice(1)) await market.cancel(bid);
    const late = await market.buy(5, 11, { account: 'ada', landedLateBy: 8 });
    const sell = await market.sell(12, 9, { account: 'bob' });
    await market.wake(sell);
    await market.wake(late);
    expect(await market.tradesInShort()).toEqual([
      'bob takes 5 at 11 from ada',
      'bob takes 5 at 10 from account-1',
    ]);
    expect(await market.audit()).toMatchObject({ ok: true, crossed: [] });
  });
});
