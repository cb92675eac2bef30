import type { CandleInterval } from '../core/candle.js';
import type { ExpiryReason } from '../core/matching.js';
import type { OrderType, TimeInForce } from '../core/order.js';

export type { CandleInterval, OrderType, TimeInForce };

/**
 * Where an order stands. `EXPIRED` is closed by the market: its time was over, or its time in
 * force or self-trade prevention closed it; {@link Order.closeReason} says which.
 */
export type OrderStatus = 'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELLED' | 'EXPIRED';

/**
 * Why an order is no longer open.
 *
 * - `FILLED`: it has traded whole.
 * - `CANCEL_REQUESTED`: it was cancelled.
 * - `EXPIRED`: its `expiresAt` was reached.
 * - `IMMEDIATE_OR_CANCEL`: the rest of an `IOC` order.
 * - `FILL_OR_KILL`: an `FOK` order that could not trade whole.
 * - `FILL_OR_KILL_TOO_LARGE`: an `FOK` order whose trades one transaction could not hold.
 * - `SELF_TRADE_PREVENTION`: it met an order of its own account.
 *
 * @useDeclaredType
 */
export type CloseReason = 'FILLED' | 'CANCEL_REQUESTED' | ExpiryReason;

/** An order, open or closed. */
export interface Order {
  /** Opaque; ascending in order of acceptance. */
  readonly orderId: string;
  /** The idempotency key it was posted with. */
  readonly clientOrderId: string;
  /** Whose order it is. */
  readonly account: string;
  /** `Buy` or `Sell`. */
  readonly type: OrderType;
  /** What is bought or sold. */
  readonly material: string;
  /** Units ordered. */
  readonly quantity: number;
  /** Units not traded: still on offer while the order is open, given back once it is closed. */
  readonly remainingQuantity: number;
  /** Limit price, in the game's smallest coin. */
  readonly pricePerUnit: number;
  /** How long it may wait for the rest of its trades. */
  readonly timeInForce: TimeInForce;
  /** ISO 8601, or null when it has no end of life. */
  readonly expiresAt: string | null;
  /** Where it stands. */
  readonly status: OrderStatus;
  /** Null while the order is open. */
  readonly closeReason: CloseReason | null;
  /** ISO 8601. */
  readonly acceptedAt: string;
  /** ISO 8601, or null while the order is open. */
  readonly closedAt: string | null;
}

/** A trade between two orders, at the price of the one that was already in the book. */
export interface Trade {
  /** Opaque; unique in the market. */
  readonly tradeId: string;
  /** What was traded. */
  readonly material: string;
  /** Number of the trade within its material, from 1, without gaps. */
  readonly sequence: number;
  /** Units. */
  readonly quantity: number;
  /** Price of a unit: that of the order that was in the book first. */
  readonly pricePerUnit: number;
  /** The order that bought. */
  readonly buyOrderId: string;
  /** The order that sold. */
  readonly sellOrderId: string;
  /** Who bought. */
  readonly buyerAccount: string;
  /** Who sold. */
  readonly sellerAccount: string;
  /** Type of the order that arrived and met the other in the book. */
  readonly takerType: OrderType;
  /** Coins taken from the seller's proceeds. */
  readonly fee: number;
  /** ISO 8601. */
  readonly executedAt: string;
}

/** What a market owes an account for one material: goods, and coins earned or given back there. */
export interface Delivery {
  /** What these goods are, and what was traded for these coins. */
  readonly material: string;
  /** `goodsBought + goodsReturned`. */
  readonly goods: number;
  /** From Buy orders that traded. */
  readonly goodsBought: number;
  /** From Sell orders that were closed before they were filled. */
  readonly goodsReturned: number;
  /** `coinsEarned + coinsRefunded`. */
  readonly coins: number;
  /** Proceeds of sales, fees already taken off. */
  readonly coinsEarned: number;
  /** From Buy orders: limit less execution price, and the rest of closed orders. */
  readonly coinsRefunded: number;
  /** Fees that were taken off {@link Delivery.coinsEarned}; for information. */
  readonly feesPaid: number;
}

/** What waits for an account. */
export interface Deliveries {
  /** Whose delivery boxes these are. */
  readonly account: string;
  /** Coins of all materials. */
  readonly coins: number;
  /** Units by material. */
  readonly goods: Readonly<Record<string, number>>;
  /** One entry per material, in order of their names. */
  readonly deliveries: readonly Delivery[];
}

/** What one collection handed over. */
export interface CollectionReceipt extends Deliveries {
  /** The idempotency key it was collected with. */
  readonly collectionId: string;
  /** ISO 8601. */
  readonly collectedAt: string;
}

/** A cancelled order and what went back to its account's delivery box. */
export interface CancelledOrder extends Order {
  /** What it still held, which now lies in the delivery box. */
  readonly returned: {
    /** Units, of a Sell order. */
    readonly goods: number;
    /** Coins, of a Buy order. */
    readonly coins: number;
  };
}

interface StatementLineBase {
  /** ISO 8601. */
  readonly at: string;
  /** What the order was for. */
  readonly material: string;
  /** The account's order. */
  readonly orderId: string;
  /** Units that this line added to the account's delivery box. */
  readonly goods: number;
  /** Coins that this line added to the account's delivery box. */
  readonly coins: number;
}

/**
 * A trade of one of the account's orders. A buyer is given the goods, and as coins the difference
 * between limit and execution price; a seller the proceeds, with the fee already taken off.
 */
export interface TradeStatementLine extends StatementLineBase {
  /** Tells it from the other lines. */
  readonly line: 'TRADE';
  /** Type of the account's order. */
  readonly type: OrderType;
  /** The trade. */
  readonly tradeId: string;
  /** Number of the trade within its material. */
  readonly sequence: number;
  /** Units traded. */
  readonly quantity: number;
  /** Price of a unit. */
  readonly pricePerUnit: number;
  /** Coins taken off the proceeds of a sale; 0 for a buyer. */
  readonly fee: number;
}

/** One of the account's orders was closed, and what it still held was given back. */
export interface OrderClosedStatementLine extends StatementLineBase {
  /** Tells it from the other lines. */
  readonly line: 'ORDER_CLOSED';
  /** How the order ended. */
  readonly status: Exclude<OrderStatus, 'OPEN' | 'PARTIALLY_FILLED'>;
  /** Why it ended. */
  readonly closeReason: CloseReason;
}

/**
 * Why goods or coins came into an account's delivery box, told apart by `line`. The `goods` and
 * `coins` of all lines of a material add up to everything that the market ever owed the account
 * there. A trade between two orders of one account (only of `anonymous`) has a line for each.
 */
export type StatementLine = TradeStatementLine | OrderClosedStatementLine;

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
 * The open orders of a material by price, best first. Orders that do not rest are not in it: those
 * past their end of life, and `IOC` and `FOK` orders that wait for being matched.
 */
export interface MaterialOrderBook {
  /** What is traded. */
  readonly material: string;
  /** Buy orders: the highest price first. */
  readonly buys: readonly PriceLevel[];
  /** Sell orders: the lowest price first. */
  readonly sells: readonly PriceLevel[];
  /**
   * Whether reading stopped after 5,000 orders of a side, so that the last level of that side may
   * hold more, and further levels may be missing.
   */
  readonly isTruncated: boolean;
}

/**
 * What an order would cost or bring if it took the order book now. The book may change before an
 * order arrives; the order's limit price is what holds.
 */
export interface Quote {
  /** What would be traded. */
  readonly material: string;
  /** Type of the order: a Buy takes Sell orders, a Sell takes Buy orders. */
  readonly type: OrderType;
  /** Units asked for. */
  readonly quantity: number;
  /** Units that the book could fill, of whichever account: an order never fills one of its own. */
  readonly fillableQuantity: number;
  /** What buying the fillable quantity costs, or selling it brings before the fee. */
  readonly coins: number;
  /** Sale fee of a Sell, to be taken off `coins`; 0 for a Buy. */
  readonly fee: number;
  /** Price of the first unit; null when nothing is fillable. */
  readonly bestPricePerUnit: number | null;
  /** Price of the last unit: the limit price that takes it all; null when nothing is fillable. */
  readonly worstPricePerUnit: number | null;
  /**
   * Whether counting stopped before the end of the book, after 5,000 orders or where `coins` would
   * have left the range of exact integers: more may be fillable than is said here.
   */
  readonly isTruncated: boolean;
}

/**
 * Trading of one material in one period. Periods without a trade have no candle, so that candles
 * that follow each other need not be neighbours.
 */
export interface Candle {
  /** What was traded. */
  readonly material: string;
  /** Length of the period. */
  readonly interval: CandleInterval;
  /** Start of the period, aligned to UTC; ISO 8601. */
  readonly openTime: string;
  /** Where the next period begins; ISO 8601. */
  readonly closeTime: string;
  /** Price of the first trade. */
  readonly open: number;
  /** Highest price of a trade. */
  readonly high: number;
  /** Lowest price of a trade. */
  readonly low: number;
  /** Price of the last trade; so far, while the period is under way. */
  readonly close: number;
  /** Units traded. Stays at 2^53 − 1 when more is traded. */
  readonly volume: number;
  /** Number of trades. */
  readonly trades: number;
}

/** A material at a glance. A material that was never traded has nulls. */
export interface Ticker {
  /** What is traded. */
  readonly material: string;
  /** Price of the last trade. */
  readonly lastPrice: number | null;
  /** ISO 8601. */
  readonly lastTradeAt: string | null;
  /** The best price level of the Buy orders; of one with more than 5,000 orders, the first of them. */
  readonly bestBid: PriceLevel | null;
  /** The best price level of the Sell orders; of one with more than 5,000 orders, the first of them. */
  readonly bestAsk: PriceLevel | null;
  /**
   * The last 24 hours of the clock in one candle of interval `1d`: the hour that is under way and
   * the 23 before it, so that `openTime` is on the hour, 23 to 24 hours ago, and `closeTime` is the
   * end of this hour. Null when there was no trade.
   */
  readonly day: Candle | null;
}

/** One page of a list. */
export interface Page<Item> {
  /** May be fewer than asked for, even none, also where more follow. */
  readonly items: readonly Item[];
  /** Give it back to get the next page; null on the last one. */
  readonly cursor: string | null;
}

/** Which part of a list to read. */
export interface PageRequest {
  /** Greatest number of items. */
  readonly limit?: number | undefined;
  /** Where the page before ended: its `cursor`. Without one, the first page. */
  readonly cursor?: string | null | undefined;
}
