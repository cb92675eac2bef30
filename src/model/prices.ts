import type { CandleInterval } from '../core/candle.js';
import type { OrderType } from '../core/order.js';

/** All open orders at one price. */
export interface PriceLevel {
  /** The price. */
  readonly pricePerUnit: number;
  /** Units on offer. */
  readonly quantity: number;
  /** Number of orders. */
  readonly orders: number;
}

/**
 * The open orders of a material by price, best first. Orders that do not rest are left out: those
 * that have reached their expiry, and `IOC` and `FOK` orders that are still to be matched.
 */
export interface MaterialOrderBook {
  /** What is traded. */
  readonly material: string;
  /** Buy orders: the highest price first. */
  readonly buys: readonly PriceLevel[];
  /** Sell orders: the lowest price first. */
  readonly sells: readonly PriceLevel[];
  /**
   * Whether a side has more than the 1,000 orders that were read: then its last level may be larger,
   * and further levels may be missing.
   */
  readonly isTruncated: boolean;
}

/**
 * What an order would cost or bring if it traded with the book as it is now. The book may change
 * before an order arrives; only the order's limit price is certain.
 */
export interface Quote {
  /** What would be traded. */
  readonly material: string;
  /** Type of the order: a Buy takes Sell orders, a Sell takes Buy orders. */
  readonly type: OrderType;
  /** Units asked for. */
  readonly quantity: number;
  /** Units that the book could fill, orders of the same account included, although those never trade. */
  readonly fillableQuantity: number;
  /** What buying the fillable quantity costs, or selling it brings before the fee. */
  readonly coins: number;
  /** Sale fee of a Sell, to be deducted from `coins`; 0 for a Buy. */
  readonly fee: number;
  /** Price of the first unit; null when nothing is fillable. */
  readonly bestPricePerUnit: number | null;
  /** Price of the last unit: the limit price to set; null when nothing is fillable. */
  readonly worstPricePerUnit: number | null;
  /**
   * Whether reading stopped before the end of the book, after 1,000 orders or where `coins` would
   * exceed the range of exact integers: more may be fillable.
   */
  readonly isTruncated: boolean;
}

/**
 * Trading of one material in one period. Periods without a trade have no candle, so there can be gaps
 * between candles.
 */
export interface Candle {
  /** What was traded. */
  readonly material: string;
  /** Length of the period. */
  readonly interval: CandleInterval;
  /** Start of the period, aligned to UTC; ISO 8601. */
  readonly openTime: string;
  /** Start of the next period; ISO 8601. */
  readonly closeTime: string;
  /** Price of the first trade. */
  readonly open: number;
  /** Highest price of a trade. */
  readonly high: number;
  /** Lowest price of a trade. */
  readonly low: number;
  /** Price of the last trade; of the last one so far, in the current period. */
  readonly close: number;
  /** Units traded. Stays at 2^53 − 1 when more is traded. */
  readonly volume: number;
  /** Number of trades. */
  readonly trades: number;
}

/** A material at a glance. Prices are null for a material that was never traded. */
export interface Ticker {
  /** What is traded. */
  readonly material: string;
  /** Price of the last trade. */
  readonly lastPrice: number | null;
  /** ISO 8601. */
  readonly lastTradeAt: string | null;
  /** The best price level of the Buy orders; of one with more than 100 orders, the first of them. */
  readonly bestBid: PriceLevel | null;
  /** The best price level of the Sell orders; of one with more than 100 orders, the first of them. */
  readonly bestAsk: PriceLevel | null;
  /** Whether one of these levels has more orders than the 100 that were read, and so may be larger. */
  readonly isTruncated: boolean;
  /**
   * The last 24 clock hours as one candle of interval `1d`: the current hour and the 23 before it.
   * `openTime` is on the hour, 23 to 24 hours ago; `closeTime` is the end of the current hour. Null when
   * there was no trade.
   */
  readonly day: Candle | null;
}
