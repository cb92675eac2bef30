import { joinCandles, periodEnd, periodStart } from '../../core/candle.js';
import type { Candle, Ticker } from '../../model/market.js';
import { initialHead, type MaterialHead } from '../entities.js';
import type { Market } from '../market.js';
import { type MarketStore, storeForReads } from '../store.js';
import { getOrderBook } from './book-levels.js';
import { candleView, latestCandles } from './candles.js';

const hoursOfADay = 24;

/** Of each side, for its best level: a ticker is what is asked for most often. */
const maxOrders = 100;

/** A material at a glance. */
export async function getTicker(
  market: Market,
  material: string,
  { consistent }: { readonly consistent: boolean },
): Promise<Ticker> {
  const { store } = market;
  const time = market.now();
  const [head, book] = await Promise.all([
    storeForReads(store, consistent).getHead(material),
    getOrderBook(market, material, { depth: 1, consistent, maxOrders }),
  ]);
  const { lastPrice, lastTradeAt } = head ?? initialHead(material);
  return {
    material,
    lastPrice,
    lastTradeAt,
    bestBid: book.buys[0] ?? null,
    bestAsk: book.sells[0] ?? null,
    isTruncated: book.isTruncated,
    // Consistent: a candle that the head no longer has must be found among the finished ones.
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
