import type { CandleInterval } from '../core/candle.js';
import type { ExpiryReason } from '../core/matching.js';
import type { OrderType, TimeInForce } from '../core/order.js';

export type { CandleInterval, OrderType, TimeInForce };

/**
 * Where an order stands. `EXPIRED` is closed by the market: its time was over, or its time in
 * force or self-trade prevention closed it; {@link Order.closeReason} says which.
 */
export type OrderStatus = 'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELLED' | 'EXPIRED';

/** Why an order is no longer open. */
export type CloseReason = 'FILLED' | 'CANCEL_REQUESTED' | ExpiryReason;

/** An order, open or closed. */
export interface Order {
  /** Opaque; ascending in order of acceptance. */
  readonly orderId: string;
  /** The idempotency key it was posted with. */
  readonly clientOrderId: string;
  readonly account: string;
  readonly type: OrderType;
  readonly material: string;
  /** Units ordered. */
  readonly quantity: number;
  /** Units not traded: still on offer while the order is open, given back once it is closed. */
  readonly remainingQuantity: number;
  /** Limit price, in the game's smallest coin. */
  readonly pricePerUnit: number;
  readonly timeInForce: TimeInForce;
  /** ISO 8601, or null when it has no end of life. */
  readonly expiresAt: string | null;
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
  readonly tradeId: string;
  readonly material: string;
  /** Number of the trade within its material, from 1, without gaps. */
  readonly sequence: number;
  readonly quantity: number;
  readonly pricePerUnit: number;
  readonly buyOrderId: string;
  readonly sellOrderId: string;
  readonly buyerAccount: string;
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
  readonly material: string;
  /** `goodsBought + goodsReturned`. */
  readonly goods: number;
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
  readonly collectionId: string;
  /** ISO 8601. */
  readonly collectedAt: string;
}

/** A cancelled order and what went back to its account's delivery box. */
export interface CancelledOrder extends Order {
  readonly returned: { readonly goods: number; readonly coins: number };
}

/** All open orders at one price. */
export interface PriceLevel {
  readonly pricePerUnit: number;
  readonly quantity: number;
  /** Number of orders. */
  readonly orders: number;
}

/** The open orders of a material by price, best first. */
export interface MaterialOrderBook {
  readonly material: string;
  readonly buys: readonly PriceLevel[];
  readonly sells: readonly PriceLevel[];
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Give it back to get the next page; null on the last one. */
  readonly cursor: string | null;
}

export interface PageRequest {
  /** Greatest number of items. */
  readonly limit?: number | undefined;
  readonly cursor?: string | null | undefined;
}
