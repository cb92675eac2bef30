import { type CandleInterval, type OhlcCandle, periodEnd } from '../../core/candle.js';
import type { Candle, Page, PageRequest } from '../../model/market.js';
import { initialHead, type MaterialHead } from '../entities.js';
import type { MarketStore } from '../store.js';
import { decodeCursor, encodeCursor, notACursor } from './cursor.js';
import { defaultPageSize, growingPages } from './paging.js';

/** Which candles to list; times in milliseconds since the epoch. */
export interface CandlesRequest extends PageRequest {
  readonly interval: CandleInterval;
  /** Only candles that open at this time or later. */
  readonly from?: number | undefined;
  /** Only candles that open before this time. */
  readonly to?: number | undefined;
}

/** Candles of a material, latest first, including the current one. */
export async function listCandles(
  store: MarketStore,
  material: string,
  request: CandlesRequest,
): Promise<Page<Candle>> {
  const { interval, from = 0, to = Number.MAX_SAFE_INTEGER, limit = defaultPageSize } = request;
  const range = { from, to: Math.min(to, openTimeOf(request.cursor) ?? to) };
  const head = (await store.getHead(material)) ?? initialHead(material);
  // One more than requested, to see whether there is a next page.
  const candles = await latestCandles(store, head, interval, range, limit + 1);
  const items = candles.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((candle) =>
      candleView(material, interval, candle, periodEnd(interval, candle.openTime)),
    ),
    cursor: last && candles.length > limit ? encodeCursor(`candles#${last.openTime}`) : null,
  };
}

/**
 * The latest candles with `from <= openTime < to`, latest first. Read the head before: it has the
 * candle that was current then. If that candle was finished in the meantime it is in the list too,
 * with all its trades.
 */
export async function latestCandles(
  store: MarketStore,
  head: MaterialHead,
  interval: CandleInterval,
  range: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly OhlcCandle[]> {
  const candles: OhlcCandle[] = [];
  const finished = growingPages((page) => store.listCandles(head.material, interval, range, page), {
    first: limit,
    max: limit,
    total: limit,
  });
  for await (const { candle } of finished) candles.push(candle);
  const current = head.candles[interval];
  const isMissing =
    current !== undefined &&
    range.from <= current.openTime &&
    current.openTime < range.to &&
    candles.every(({ openTime }) => openTime !== current.openTime);
  if (isMissing) candles.push(current);
  return candles.sort((a, b) => b.openTime - a.openTime).slice(0, limit);
}

/** The candle that the page before ended with. */
function openTimeOf(cursor: PageRequest['cursor']): number | undefined {
  const position = decodeCursor(cursor);
  if (position === undefined) return undefined;
  const [, digits] = /^candles#(\d{1,16})$/.exec(position) ?? [];
  const openTime = Number(digits);
  if (!Number.isSafeInteger(openTime)) throw notACursor();
  return openTime;
}

export function candleView(
  material: string,
  interval: CandleInterval,
  candle: OhlcCandle,
  closeTime: number,
): Candle {
  const { openTime, open, high, low, close, volume, trades } = candle;
  return {
    material,
    interval,
    openTime: new Date(openTime).toISOString(),
    closeTime: new Date(closeTime).toISOString(),
    open,
    high,
    low,
    close,
    volume,
    trades,
  };
}
