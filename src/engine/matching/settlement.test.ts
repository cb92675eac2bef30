import { describe, expect, it } from 'vitest';
import { writesOf } from '../../../test/simulation/decorated-stores.js';
import { epoch, SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { addToCandle, candleIntervals, periodStart } from '../../core/candle.js';
import type { CloseEvent, TradeEvent } from '../../core/matching.js';
import type { Order } from '../../model/market.js';
import { openOrder } from '../../store/contract/samples.contract.js';
import { decorateStore } from '../../store/decorate-store.js';
import { initialHead, type MaterialHead, type OpenOrder } from '../entities.js';
import { toBookOrder } from '../orders.js';
import type { MarketWrite } from '../store.js';
import { Settlement } from './settlement.js';

async function times(count: number, post: (index: number) => Promise<Order>): Promise<Order[]> {
  const orders: Order[] = [];
  for (let index = 0; index < count; index += 1) orders.push(await post(index));
  return orders;
}

/** A market, and the writes of each transaction of its wake-ups, those that are refused too. */
function watchedMarket() {
  const market = new SimulatedMarket();
  const attempts: (readonly MarketWrite[])[] = [];
  const store = decorateStore(market.store, (call, proceed) => {
    if (writesOf(call).length > 0) attempts.push(writesOf(call));
    return proceed();
  });
  return { market, store, attempts };
}

const of = <Kind extends MarketWrite['write']>(writes: readonly MarketWrite[], kind: Kind) =>
  writes.filter((one): one is Extract<MarketWrite, { write: Kind }> => one.write === kind);

describe('a transaction', () => {
  it.each([
    [46, [100]],
    [47, [99, 10]],
  ])('holds up to 100 writes: %i trades', async (trades, sizes) => {
    const { market, store, attempts } = watchedMarket();
    await market.wake(...(await times(trades, () => market.sell(1, 10, { account: 'ada' }))));
    await market.wakeOn(store, await market.buy(trades, 10));
    expect(attempts.map(({ length }) => length)).toEqual(sizes);
    expect(await market.audit()).toMatchObject({ ok: true, trades });
  });

  it('expects orders as the one before it left them', async () => {
    const { market, store, attempts } = watchedMarket();
    await market.wake(...(await times(60, () => market.sell(1, 10))));
    const { transactions } = await market.wakeOn(store, await market.buy(80, 10));
    expect(transactions).toBeGreaterThan(2);
    expect(attempts).toHaveLength(transactions);
  });

  it('holds all of a fill-or-kill order, where there was room for a part of it', async () => {
    const { market, store, attempts } = watchedMarket();
    await market.wake(...(await times(40, () => market.sell(1, 10))));
    const before = await market.buy(15, 10);
    const whole = await market.buy(15, 10, { timeInForce: 'FOK' });
    await market.wakeOn(store, before, whole);
    const traded = attempts.map((writes) =>
      of(writes, 'putTrades').flatMap(({ batch }) =>
        batch.trades.filter(({ buyOrderId }) => buyOrderId === whole.orderId),
      ),
    );
    expect(traded.map(({ length }) => length)).toEqual([0, 15]);
  });

  it('keeps what an order traded when another one is closed for it', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(10, 10, { account: 'ada' });
    await market.wake(sell);
    const other = await market.buy(3, 10, { account: 'bob' });
    const own = await market.buy(5, 10, { account: 'ada' });
    await market.wake(other, own);
    expect(await market.get(sell)).toMatchObject({ remainingQuantity: 7 });
    expect(await market.get(own)).toMatchObject({ closeReason: 'SELF_TRADE_PREVENTION' });
    expect(await market.differences()).toEqual([]);
  });

  it('is not earlier than the one before, though the clocks of two matchers differ', async () => {
    const market = new SimulatedMarket();
    await market.wake(await market.sell(2, 10), await market.buy(1, 10));
    market.now -= 60_000;
    await market.wake(await market.buy(1, 10));
    const [first, second] = await market.trades();
    expect(second?.executedAt).toBe(first?.executedAt);
    expect(await market.audit()).toMatchObject({ ok: true });
  });
});

describe('the watermark', () => {
  it('passes an order only with its last event, so that a crash leaves none half matched', async () => {
    const market = new SimulatedMarket();
    await market.wake(...(await times(60, () => market.sell(1, 10))));
    // What is left of it rests, and would be taken for an order that had been matched.
    const buy = await market.buy(80, 10);
    let commits = 0;
    const crashing = decorateStore(market.store, (call, proceed) => {
      if (writesOf(call).length > 0) commits += 1;
      if (commits === 2) throw new Error('the matcher was killed');
      return proceed();
    });
    await expect(market.wakeOn(crashing, buy)).rejects.toThrow('killed');
    expect(await market.get(buy)).toMatchObject({ status: 'PARTIALLY_FILLED' });
    await market.wake(buy);
    expect(await market.get(buy)).toMatchObject({ remainingQuantity: 20 });
    expect(await market.differences()).toEqual([]);
  });

  it('never goes back, also not for orders that landed late', async () => {
    const { market, store, attempts } = watchedMarket();
    const sells = await times(60, () => market.sell(1, 10));
    await market.wake(...sells);
    const late = [
      await market.buy(1, 10, { landedLateBy: 200 }),
      await market.buy(59, 10, { landedLateBy: 199 }),
    ];
    await market.wakeOn(store, ...late);
    const watermarks = attempts.flatMap((writes) => of(writes, 'putHead')).map(({ head }) => head);
    expect(watermarks.length).toBeGreaterThan(1);
    for (const { watermark } of watermarks) expect(watermark).toBe(sells.at(-1)?.orderId);
  });

  it('is the latest order named, also of one that is gone: a sweep need not look for it', async () => {
    const market = new SimulatedMarket();
    const gone = await market.sell(1, 10);
    await market.cancel(gone);
    await market.wake(gone);
    expect(await market.store.getHead('wheat')).toMatchObject({ watermark: gone.orderId });
  });
});

describe('a settlement that cannot hold more events', () => {
  const hour = 3_600_000;

  /** A head whose candles are over. */
  function oldHead(): MaterialHead {
    const openTime = periodStart('1d', epoch - 48 * hour);
    const trade = { pricePerUnit: 9, quantity: 1 };
    const candles = Object.fromEntries(
      candleIntervals.map((interval) => [interval, addToCandle(undefined, openTime, trade)]),
    );
    return { ...initialHead('wheat'), sequence: 4, candles };
  }

  it('is as it was before they were added', () => {
    const closed = Array.from({ length: 24 }, (_, index) => openOrder({ account: `of-${index}` }));
    const sell = openOrder({ account: 'sam', quantity: 5 });
    const buy = openOrder({ account: 'bea', type: 'Buy', quantity: 5 });
    const orders = new Map([...closed, sell, buy].map((one) => [one.orderId, one]));
    const settlement = new Settlement(oldHead(), epoch, (id) => orders.get(id) as OpenOrder);
    for (const order of closed) expect(settlement.tryAdd([expiry(toBookOrder(order))])).toBe(true);
    const before = settlement.writes();
    expect(before).toHaveLength(97);
    const trade: TradeEvent = {
      event: 'trade',
      maker: { ...toBookOrder(sell), remainingQuantity: 2, tradedValue: 30n },
      taker: { ...toBookOrder(buy), remainingQuantity: 2, tradedValue: 30n },
      quantity: 3,
      pricePerUnit: 10,
      fee: 0,
    };
    expect(settlement.tryAdd([trade])).toBe(false);
    expect(settlement.writes()).toEqual(before);
    expect(settlement.tradeCount).toBe(0);
    expect(settlement.ordersAfter).toHaveLength(24);
  });

  function expiry(order: CloseEvent['order']): CloseEvent {
    return { event: 'close', order, reason: 'EXPIRED', restsOn: [] };
  }
});
