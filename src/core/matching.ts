import type { BookSide } from './book-side.js';
import { saleFeeDue, tradeValue } from './money.js';
import {
  type BookOrder,
  comparePriority,
  crosses,
  isExpired,
  type OrderType,
  oppositeOf,
} from './order.js';

/** Why an order was closed by the market before it was filled. */
export type ExpiryReason =
  | 'EXPIRED'
  | 'IMMEDIATE_OR_CANCEL'
  | 'FILL_OR_KILL'
  | 'FILL_OR_KILL_TOO_LARGE'
  | 'SELF_TRADE_PREVENTION';

/** Both orders are given as they stand after the trade. */
export interface TradeEvent {
  readonly event: 'trade';
  readonly maker: BookOrder;
  readonly taker: BookOrder;
  readonly quantity: number;
  /** The maker's limit: trades execute at the price of the order that was already in the book. */
  readonly pricePerUnit: number;
  /** Taken from the seller's proceeds. */
  readonly fee: number;
}

export interface CloseEvent {
  readonly event: 'close';
  readonly order: BookOrder;
  readonly reason: ExpiryReason;
  /**
   * Orders that this decision depends on and does not change: without one of them it could have been
   * different. A decision made because there are too few orders depends on none: an order that is
   * gone does not come back.
   */
  readonly restsOn: readonly BookOrder[];
}

export type MatchingEvent = TradeEvent | CloseEvent;

/** What happened when one order arrived. */
export interface Arrival {
  readonly orderId: string;
  readonly events: readonly MatchingEvent[];
  /** All events or none: a fill-or-kill order must not be seen half filled. */
  readonly atomic: boolean;
  /** Best prices after the order was matched. */
  readonly bestBid: number | null;
  readonly bestAsk: number | null;
}

/**
 * Matching reached the end of what is known of a side, and more of it could matter. The book may have
 * been changed in part by then: read more of that side, and begin again with a new book.
 */
export class DeeperBookNeeded {
  constructor(readonly type: OrderType) {}
}

interface MatchingRules {
  readonly saleFeeBasisPoints: number;
  /** An account that many people share: its orders may trade with each other. */
  readonly sharedAccount: string;
}

export interface MatchingOptions {
  readonly rules: MatchingRules;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether a fill-or-kill order with these events can be settled in one piece. */
  readonly fitsAtOnce: (events: readonly MatchingEvent[]) => boolean;
}

/** A price-time order book that orders arrive at one by one. */
export class OrderBook {
  readonly #options: MatchingOptions;

  constructor(
    readonly buys: BookSide,
    readonly sells: BookSide,
    options: MatchingOptions,
  ) {
    this.#options = options;
  }

  /** Matches an arriving order, then lets it rest or closes it. Changes the book in place. */
  arrive(order: BookOrder): Arrival | DeeperBookNeeded {
    const { now, fitsAtOnce } = this.#options;
    if (isExpired(order, now)) return this.#arrival(order, [close(order, 'EXPIRED')]);
    if (order.timeInForce === 'FOK') {
      const verdict = this.#couldFillWhole(order);
      if (verdict instanceof DeeperBookNeeded) return verdict;
      if (verdict !== 'fillable') return this.#arrival(order, [verdict]);
      const before = [...this.side(oppositeOf(order.type)).orders];
      const events = this.#match(order);
      if (events instanceof DeeperBookNeeded) return events;
      if (fitsAtOnce(events)) return this.#arrival(order, events, true);
      this.#restore(oppositeOf(order.type), before);
      const tooMany = before.slice(0, this.#smallestExcess(events));
      return this.#arrival(order, [close(order, 'FILL_OR_KILL_TOO_LARGE', tooMany)]);
    }
    const events = this.#match(order);
    return events instanceof DeeperBookNeeded ? events : this.#arrival(order, events);
  }

  side(type: OrderType): BookSide {
    return type === 'Buy' ? this.buys : this.sells;
  }

  /** Checks what holds between arrivals. Throws if it does not: an error in this program. */
  validate(): void {
    for (const side of [this.buys, this.sells]) {
      let previous: BookOrder | undefined;
      for (const order of side.orders) {
        if (order.type !== side.type) throw new Error(`${order.orderId} lies on the wrong side`);
        if (!Number.isSafeInteger(order.remainingQuantity) || order.remainingQuantity <= 0) {
          throw new Error(`${order.orderId} rests with quantity ${order.remainingQuantity}`);
        }
        if (previous && comparePriority(side.type, previous, order) >= 0) {
          throw new Error(`${order.orderId} is out of price-time order`);
        }
        previous = order;
      }
    }
    const now = this.#options.now;
    const bid = this.buys.orders.find((order) => !isExpired(order, now));
    const ask = this.sells.orders.find((order) => !isExpired(order, now));
    if (bid && ask && bid.pricePerUnit >= ask.pricePerUnit) {
      throw new Error(`crossed book: bid ${bid.pricePerUnit}, ask ${ask.pricePerUnit}`);
    }
  }

  #match(arriving: BookOrder): MatchingEvent[] | DeeperBookNeeded {
    const { now, rules } = this.#options;
    const opposite = this.side(oppositeOf(arriving.type));
    const events: MatchingEvent[] = [];
    let taker = arriving;
    while (taker.remainingQuantity > 0) {
      const maker = opposite.orders[0];
      if (maker === undefined || !opposite.isKnownAt(maker)) {
        if (mayCrossBeyondReach(opposite, taker)) return new DeeperBookNeeded(opposite.type);
        break;
      }
      if (!crosses(taker.type, taker.pricePerUnit, maker.pricePerUnit)) break;
      if (isExpired(maker, now)) {
        opposite.removeBest();
        events.push(close(maker, 'EXPIRED'));
        continue;
      }
      if (maker.account === taker.account && taker.account !== rules.sharedAccount) {
        events.push(close(taker, 'SELF_TRADE_PREVENTION', [maker]));
        return events;
      }
      const trade = this.#trade(maker, taker);
      events.push(trade);
      taker = trade.taker;
      if (trade.maker.remainingQuantity === 0) opposite.removeBest();
      else opposite.replaceBest(trade.maker);
    }
    if (taker.remainingQuantity > 0) {
      if (taker.timeInForce === 'GTC') this.side(taker.type).insert(taker);
      else events.push(close(taker, 'IMMEDIATE_OR_CANCEL'));
    }
    return events;
  }

  #trade(maker: BookOrder, taker: BookOrder): TradeEvent {
    const quantity = Math.min(maker.remainingQuantity, taker.remainingQuantity);
    const pricePerUnit = maker.pricePerUnit;
    const value = tradeValue(quantity, pricePerUnit);
    const seller = maker.type === 'Sell' ? maker : taker;
    const fee = saleFeeDue({
      cumulativeValue: seller.tradedValue + BigInt(value),
      value,
      charged: seller.feeCharged,
      basisPoints: this.#options.rules.saleFeeBasisPoints,
    });
    const after = (order: BookOrder): BookOrder => ({
      ...order,
      remainingQuantity: order.remainingQuantity - quantity,
      tradedValue: order.tradedValue + BigInt(value),
      feeCharged: order === seller ? order.feeCharged + BigInt(fee) : order.feeCharged,
    });
    return {
      event: 'trade',
      maker: after(maker),
      taker: after(taker),
      quantity,
      pricePerUnit,
      fee,
    };
  }

  /** Whether a fill-or-kill order could trade whole, or else how it is closed. */
  #couldFillWhole(order: BookOrder): 'fillable' | CloseEvent | DeeperBookNeeded {
    const { now, rules } = this.#options;
    const opposite = this.side(oppositeOf(order.type));
    let missing = order.remainingQuantity;
    for (const maker of opposite.orders) {
      if (!opposite.isKnownAt(maker)) break;
      if (!crosses(order.type, order.pricePerUnit, maker.pricePerUnit)) {
        return close(order, 'FILL_OR_KILL');
      }
      if (isExpired(maker, now)) continue;
      if (maker.account === order.account && order.account !== rules.sharedAccount) {
        return close(order, 'SELF_TRADE_PREVENTION', [maker]);
      }
      missing -= maker.remainingQuantity;
      if (missing <= 0) return 'fillable';
    }
    return mayCrossBeyondReach(opposite, order)
      ? new DeeperBookNeeded(opposite.type)
      : close(order, 'FILL_OR_KILL');
  }

  /** The least number of these events that is already too large to be settled in one piece. */
  #smallestExcess(events: readonly MatchingEvent[]): number {
    let [fits, excess] = [0, events.length];
    while (excess - fits > 1) {
      const middle = (fits + excess) >>> 1;
      if (this.#options.fitsAtOnce(events.slice(0, middle))) fits = middle;
      else excess = middle;
    }
    return excess;
  }

  #restore(type: OrderType, orders: readonly BookOrder[]): void {
    const side = this.side(type);
    while (side.orders.length > 0) side.removeBest();
    for (const order of orders) side.insert(order);
  }

  #arrival(order: BookOrder, events: readonly MatchingEvent[], atomic = false): Arrival {
    return {
      orderId: order.orderId,
      events,
      atomic,
      bestBid: this.buys.bestPrice(),
      bestAsk: this.sells.bestPrice(),
    };
  }
}

function close(
  order: BookOrder,
  reason: ExpiryReason,
  restsOn: readonly BookOrder[] = [],
): CloseEvent {
  return { event: 'close', order, reason, restsOn };
}

function mayCrossBeyondReach(side: BookSide, taker: BookOrder): boolean {
  return (
    side.reach !== undefined && crosses(taker.type, taker.pricePerUnit, side.reach.pricePerUnit)
  );
}
