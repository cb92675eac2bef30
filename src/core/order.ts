/** Whether an order buys or sells. */
export type OrderType = 'Buy' | 'Sell';

/**
 * How long an order stays open: good till cancelled, immediate or cancel (what does not trade at once
 * is closed), fill or kill (it trades in full at once, or not at all).
 */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';

/** What matching needs to know of an order. Quantities and amounts are integers. */
export interface BookOrder {
  /** Sorts in order of acceptance. */
  readonly orderId: string;
  readonly type: OrderType;
  readonly account: string;
  readonly pricePerUnit: number;
  readonly timeInForce: TimeInForce;
  /** Milliseconds since the epoch; from that instant on the order is not matched. */
  readonly expiresAt?: number | undefined;
  readonly remainingQuantity: number;
  /** Value of all its trades so far. */
  readonly tradedValue: bigint;
  /** Sale fees charged on them. */
  readonly feeCharged: bigint;
}

export function oppositeOf(type: OrderType): OrderType {
  return type === 'Buy' ? 'Sell' : 'Buy';
}

/** A position in one side of a book: a price, and the order at that price. */
export interface BookPosition {
  readonly pricePerUnit: number;
  readonly orderId: string;
}

/** Price-time priority within one side: negative when `a` is served before `b`. */
export function comparePriority(type: OrderType, a: BookPosition, b: BookPosition): number {
  const byPrice = comparePrices(type, a.pricePerUnit, b.pricePerUnit);
  if (byPrice !== 0) return byPrice;
  return a.orderId < b.orderId ? -1 : a.orderId > b.orderId ? 1 : 0;
}

/** Negative when price `a` is the better one on that side: lower to sell at, higher to buy at. */
export function comparePrices(type: OrderType, a: number, b: number): number {
  return type === 'Sell' ? a - b : b - a;
}

/** Whether an order of that type and limit would trade at `price`. */
export function crosses(type: OrderType, limit: number, price: number): boolean {
  return type === 'Buy' ? price <= limit : price >= limit;
}

export function isExpired(order: Pick<BookOrder, 'expiresAt'>, now: number): boolean {
  return order.expiresAt !== undefined && order.expiresAt <= now;
}
