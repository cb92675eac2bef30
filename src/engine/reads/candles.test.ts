import { describe, expect, it } from 'vitest';
import { replacing } from '../../../test/simulation/decorated-stores.js';
import { epoch, SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import type { Candle, PageRequest } from '../../model/market.js';
import { readPages } from '../../store/contract/samples.contract.js';
import { MemoryStore } from '../../store/memory/memory-store.js';
import type { MarketStore } from '../store.js';
import { listCandles } from './candles.js';
import { getTicker } from './ticker.js';

const material = 'wheat';
const minute = 60_000;
const hour = 60 * minute;
const iso = (time: number) => new Date(time).toISOString();

/** A trade at a time, which must not be before the last one. */
async function tradeAt(
  market: SimulatedMarket,
  time: number,
  pricePerUnit: number,
  quantity = 1,
): Promise<void> {
  market.now = time - 3;
  const sell = await market.sell(quantity, pricePerUnit);
  const buy = await market.buy(quantity, pricePerUnit);
  await market.wake(sell, buy);
}

const minutes = (store: MarketStore, request: Partial<Parameters<typeof listCandles>[2]> = {}) =>
  listCandles(store, material, { interval: '1m', ...request });
const openMinutes = (candles: readonly Candle[]) =>
  candles.map(({ openTime }) => (Date.parse(openTime) - epoch) / minute);

describe('candles', () => {
  it('are none where nobody ever traded', async () => {
    const market = new SimulatedMarket();
    await market.wake(await market.sell(1, 10));
    expect(await minutes(market.store)).toEqual({ items: [], cursor: null });
    expect(await minutes(new MemoryStore())).toEqual({ items: [], cursor: null });
  });

  it('tell the trading of a period, the one under way included, latest first', async () => {
    const market = new SimulatedMarket();
    await tradeAt(market, epoch + 10, 20, 3);
    await tradeAt(market, epoch + 20, 25, 1);
    await tradeAt(market, epoch + 30, 18, 2);
    await tradeAt(market, epoch + 40, 19, 4);
    await tradeAt(market, epoch + 3 * minute, 30, 5);
    const current = {
      material,
      interval: '1m',
      openTime: iso(epoch + 3 * minute),
      closeTime: iso(epoch + 4 * minute),
      open: 30,
      high: 30,
      low: 30,
      close: 30,
      volume: 5,
      trades: 1,
    };
    const finished = {
      material,
      interval: '1m',
      openTime: iso(epoch),
      closeTime: iso(epoch + minute),
      open: 20,
      high: 25,
      low: 18,
      close: 19,
      volume: 10,
      trades: 4,
    };
    expect(await minutes(market.store)).toEqual({ items: [current, finished], cursor: null });
    const hours = await listCandles(market.store, material, { interval: '1h' });
    expect(hours).toMatchObject({
      items: [{ openTime: iso(epoch), closeTime: iso(epoch + hour), volume: 15, trades: 5 }],
      cursor: null,
    });
    const days = await listCandles(market.store, material, { interval: '1d' });
    expect(days.items).toMatchObject([{ closeTime: iso(epoch + 24 * hour), trades: 5 }]);
  });

  it('are the same, whatever the size of pages, within any range', async () => {
    const market = new SimulatedMarket();
    const at = [1, 2, 3, 5, 8, 9];
    for (const number of at) await tradeAt(market, epoch + number * minute, number);
    const ranges: [from: number | undefined, to: number | undefined][] = [
      [undefined, undefined],
      [2, 9],
      [1.5, 8.5],
      [9, undefined],
      [9.5, undefined],
      [undefined, 1],
      [3, 3],
      [8, 2],
    ];
    for (const [from, to] of ranges) {
      const expected = at.filter((number) => number >= (from ?? 0) && number < (to ?? 99));
      const time = (number: number | undefined) => number && epoch + number * minute;
      const list = (page: PageRequest) =>
        minutes(market.store, { from: time(from), to: time(to), ...page });
      for (const limit of [1, 2, 5, 6, 7]) {
        expect(openMinutes(await readPages(list, limit))).toEqual([...expected].reverse());
      }
      const all = await list({ limit: Math.max(expected.length, 1) });
      expect(all.cursor).toBeNull();
    }
  });

  it.each([1, 2, 3])('that are finished while pages of %i are read come once', async (limit) => {
    const market = new SimulatedMarket();
    for (const number of [1, 2, 3, 4]) await tradeAt(market, epoch + number * minute, number);
    let next = 5;
    // A trade of the next minute between reading the head and reading the list.
    const store = replacing(market.store, {
      getHead: async () => {
        const head = await market.store.getHead(material);
        await tradeAt(market, epoch + next * minute, next);
        next += 1;
        return head;
      },
    });
    const read = await readPages((page) => minutes(store, page), limit);
    expect(openMinutes(read)).toEqual([4, 3, 2, 1]);
  });

  it('that were finished meanwhile have all their trades', async () => {
    const market = new SimulatedMarket();
    await tradeAt(market, epoch + minute, 10, 1);
    const store = replacing(market.store, {
      getHead: async () => {
        const head = await market.store.getHead(material);
        await tradeAt(market, epoch + minute + 500, 12, 5);
        await tradeAt(market, epoch + 2 * minute, 11, 1);
        return head;
      },
    });
    const { items } = await minutes(store);
    expect(items).toMatchObject([{ high: 12, close: 12, volume: 6, trades: 2 }]);
  });

  it('take no cursor that they did not give', async () => {
    const market = new SimulatedMarket();
    for (const number of [1, 2, 3]) await tradeAt(market, epoch + number * minute, number);
    const base64 = (text: string) => Buffer.from(text).toString('base64url');
    for (const cursor of ['', 'x', ...['candles#', 'candles#-1', 'trades#1'].map(base64)]) {
      await expect(minutes(market.store, { cursor })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        issues: [{ path: 'cursor' }],
      });
    }
  });
});

describe('the ticker', () => {
  it('says when a level holds more than is counted', async () => {
    const market = new SimulatedMarket();
    const ticker = () => getTicker(market.market, material, { consistent: true });
    for (let index = 0; index < 100; index += 1) await market.buy(2, 10);
    const bestBid = { pricePerUnit: 10, quantity: 200, orders: 100 };
    expect(await ticker()).toMatchObject({ bestBid, isTruncated: false });
    await market.buy(2, 10);
    expect(await ticker()).toMatchObject({ bestBid, isTruncated: true });
  });

  it('has nulls where nobody ever traded', async () => {
    const market = new SimulatedMarket();
    const noPrices = { lastPrice: null, lastTradeAt: null, bestBid: null, bestAsk: null };
    const nothing = { ...noPrices, isTruncated: false, day: null };
    expect(await getTicker(market.market, material, { consistent: false })).toEqual({
      material,
      ...nothing,
    });
    await market.sell(3, 10);
    const bestAsk = { pricePerUnit: 10, quantity: 3, orders: 1 };
    expect(await getTicker(market.market, material, { consistent: false })).toEqual({
      material,
      ...nothing,
      bestAsk,
    });
  });

  it('has the best levels of what rests, and the last trade', async () => {
    const market = new SimulatedMarket();
    await tradeAt(market, epoch + 5, 15, 2);
    const soon = new Date(market.now + 100).toISOString();
    const orders = [
      await market.sell(3, 16),
      await market.sell(4, 16),
      await market.sell(5, 17),
      await market.buy(6, 12),
      await market.buy(7, 13, { expiresAt: soon }),
    ];
    await market.wake(...orders);
    market.now += 200;
    expect(await getTicker(market.market, material, { consistent: false })).toMatchObject({
      lastPrice: 15,
      lastTradeAt: iso(epoch + 5),
      bestBid: { pricePerUnit: 12, quantity: 6, orders: 1 },
      bestAsk: { pricePerUnit: 16, quantity: 7, orders: 2 },
    });
  });

  it('joins the hour under way and the 23 hours before it', async () => {
    const market = new SimulatedMarket();
    await tradeAt(market, epoch + hour - 1, 99, 100);
    await tradeAt(market, epoch + hour, 20, 1);
    await tradeAt(market, epoch + 2 * hour, 40, 2);
    await tradeAt(market, epoch + 20 * hour, 10, 4);
    const dayAt = async (time: number) => {
      market.now = time;
      return (await getTicker(market.market, material, { consistent: false })).day;
    };
    const expected = {
      material,
      interval: '1d',
      openTime: iso(epoch + hour),
      closeTime: iso(epoch + 25 * hour),
      open: 20,
      high: 40,
      low: 10,
      close: 10,
      volume: 7,
      trades: 3,
    };
    // The last candle is finished, but lies in the head until there is another trade.
    expect(await dayAt(epoch + 24 * hour)).toEqual(expected);
    expect(await dayAt(epoch + 25 * hour - 1)).toEqual(expected);
    expect(await dayAt(epoch + 25 * hour)).toMatchObject({ open: 40, volume: 6, trades: 2 });
    expect(await dayAt(epoch + 43.5 * hour)).toMatchObject({ open: 10, volume: 4, trades: 1 });
    expect(await dayAt(epoch + 44 * hour)).toBeNull();
    await tradeAt(market, epoch + 44 * hour, 50, 8);
    expect(await dayAt(epoch + 44 * hour)).toMatchObject({ open: 50, volume: 8, trades: 1 });
  });

  it('counts a trade by a matcher whose clock is ahead', async () => {
    const market = new SimulatedMarket();
    await tradeAt(market, epoch + hour + 5, 20, 1);
    market.now = epoch + hour - 5;
    const { day } = await getTicker(market.market, material, { consistent: false });
    expect(day).toMatchObject({ closeTime: iso(epoch + 2 * hour), trades: 1 });
  });
});
