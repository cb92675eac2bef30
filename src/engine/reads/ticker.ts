import { joinCandles, periodEnd, periodStart } from '../../core/candle.js';
import type { Candle, Ticker } from '../../model/market.js';
import { initialHead, type MaterialHead } from '../entities.js';
import type { Market } from '../market.js';
import type { MarketStore } from '../store.js';
import { getOrderBook } from './book-levels.js';
import { candleView, latestCandles } from './candles.js';

const hoursOfADay = 24;

/** A material at a glance. */
export async function getTicker({ store, now }: Market, material: string): Promise<Ticker> {
  const time = now();
  const [head, book] = await Promise.all([
    store.getHead(material),
    getOrderBook(store, material, { depth: 1, now: time }),
  ]);
  const { lastPrice, lastTradeAt } = head ?? initialHead(material);
  return {
    material,
    lastPrice,
    lastTradeAt,
    bestBid: book.buys[0] ?? null,
    bestAsk: book.sells[0] ?? null,
    day: head ? await tradingOfTheDay(store, head, time) : null,
  };
}

async function tradingOfTheDay(
  store: MarketStore,
  head: MaterialHead,
  now: number,
): Promise<Candle | null> {
  // The matcher's clock may be ahead of this one.
  const latest = Math.max(now, head.lastTradeAt === null ? 0 : Date.parse(head.lastTradeAt));
  const to = periodEnd('1h', periodStart('1h', latest));
  const from = to - hoursOfADay * periodEnd('1h', 0);
  const hours = await latestCandles(store, head, '1h', { from, to }, hoursOfADay);
  if (hours.length === 0) return null;
  const day = hours.reduce((later, earlier) => joinCandles(earlier, later));
  return candleView(head.material, '1d', { ...day, openTime: from }, to);
}
