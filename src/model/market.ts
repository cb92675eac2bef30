import type { CandleInterval } from '../core/candle.js';
import type { ExpiryReason } from '../core/matching.js';
import type { OrderType, TimeInForce } from '../core/order.js';

export type * from './prices.js';
export type { CandleInterval, OrderType, TimeInForce };

/**
 * State of an order. `EXPIRED` means that the market closed it: because of its `expiresAt`, its time
 * in force, or self-trade prevention. {@link Order.closeReason} says which.
 */
export type OrderStatus = 'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELLED' | 'EXPIRED';

/**
 * Why an order is no longer open.
 *
 * - `FILLED`: it has traded in full.
 * - `CANCEL_REQUESTED`: it was cancelled.
 * - `EXPIRED`: its `expiresAt` was reached.
 * - `IMMEDIATE_OR_CANCEL`: an `IOC` order has traded what it could; this was the rest.
 * - `FILL_OR_KILL`: a `FOK` order could not trade in full.
 * - `FILL_OR_KILL_TOO_LARGE`: the trades of a `FOK` order do not fit into one transaction.
 * - `SELF_TRADE_PREVENTION`: it would have traded with another order of its account.
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
  /** Units ordered; those of the latest amendment. */
  readonly quantity: number;
  /** Units not traded: on offer while the order is open, returned when it is closed. */
  readonly remainingQuantity: number;
  /** Limit price, in the game's smallest coin. */
  readonly pricePerUnit: number;
  /** How long it stays open. */
  readonly timeInForce: TimeInForce;
  /** ISO 8601, or null for an order that does not expire. */
  readonly expiresAt: string | null;
  /** State of the order. */
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
  /** Type of the taker: the order that arrived and traded with one in the book. */
  readonly takerType: OrderType;
  /** Coins taken from the seller's proceeds. */
  readonly fee: number;
  /** ISO 8601. */
  readonly executedAt: string;
}

/** What the market owes an account for one material: goods, and coins earned or refunded. */
export interface Delivery {
  /** The material that was bought or sold. */
  readonly material: string;
  /** `goodsBought + goodsReturned`. */
  readonly goods: number;
  /** From Buy orders that traded. */
  readonly goodsBought: number;
  /** From Sell orders that were closed before they were filled. */
  readonly goodsReturned: number;
  /** `coinsEarned + coinsRefunded`. */
  readonly coins: number;
  /** Proceeds of sales, after fees. */
  readonly coinsEarned: number;
  /** From Buy orders: the difference between limit and execution price, and the rest of closed orders. */
  readonly coinsRefunded: number;
  /** Fees that were deducted before {@link Delivery.coinsEarned}; for information. */
  readonly feesPaid: number;
}

/** What is waiting in an account's delivery boxes. */
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

/** The receipt of one collection. */
export interface CollectionReceipt extends Deliveries {
  /** The idempotency key it was collected with. */
  readonly collectionId: string;
  /** ISO 8601. */
  readonly collectedAt: string;
}

/** A cancelled order, with what was returned to its account's delivery box. */
export interface CancelledOrder extends Order {
  /** What it still held, now in the delivery box. */
  readonly returned: {
    /** Units, of a Sell order. */
    readonly goods: number;
    /** Coins, of a Buy order. */
    readonly coins: number;
  };
}

/** An order after an amendment, with what went back to its account's delivery box. */
export interface AmendedOrder extends Order {
  /** What all amendments of the order have returned; with what it still held, where it was cancelled. */
  readonly returned: CancelledOrder['returned'];
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
 * A trade of one of the account's orders. A buyer gets the goods, and the difference between limit and
 * execution price as coins; a seller gets the proceeds after the fee.
 */
export interface TradeStatementLine extends StatementLineBase {
  /** Kind of line. */
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
  /** Coins deducted from the proceeds of a sale; 0 for a buyer. */
  readonly fee: number;
}

/** One of the account's orders was closed, and what it still held was returned. */
export interface OrderClosedStatementLine extends StatementLineBase {
  /** Kind of line. */
  readonly line: 'ORDER_CLOSED';
  /** How the order ended. */
  readonly status: Exclude<OrderStatus, 'OPEN' | 'PARTIALLY_FILLED'>;
  /** Why it ended. */
  readonly closeReason: CloseReason;
}

/** One of the account's orders was amended to a smaller quantity, and the difference was returned. */
export interface OrderReducedStatementLine extends StatementLineBase {
  /** Kind of line. */
  readonly line: 'ORDER_REDUCED';
  /** By how many units. */
  readonly quantity: number;
}

/**
 * Why goods or coins were put into an account's delivery box; `line` says which kind it is. The
 * `goods` and `coins` of all lines of a material add up to everything that the market ever owed the
 * account for it. A trade between two orders of one account (only `anonymous`) has a line for each.
 */
export type StatementLine =
  | TradeStatementLine
  | OrderClosedStatementLine
  | OrderReducedStatementLine;

/** One page of a list. */
export interface Page<Item> {
  /** Can be fewer than `limit`, or none, although more follow: check `cursor`. */
  readonly items: readonly Item[];
  /** Pass it to get the next page; null on the last page. */
  readonly cursor: string | null;
}

/** Which part of a list to read. */
export interface PageRequest {
  /** Maximum number of items. */
  readonly limit?: number | undefined;
  /** The `cursor` of the page before; none for the first page. */
  readonly cursor?: string | null | undefined;
}
