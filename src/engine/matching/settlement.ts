import {
  addToCandle,
  type CandleInterval,
  candleIntervals,
  type OhlcCandle,
  periodStart,
} from '../../core/candle.js';
import type { Arrival, CloseEvent, MatchingEvent, TradeEvent } from '../../core/matching.js';
import type { BookOrder } from '../../core/order.js';
import type { Trade } from '../../model/market.js';
import { laterOrderId } from '../../model/order-id.js';
import { tradeIdOf } from '../../model/trade-id.js';
import type { MaterialHead, OpenOrder, OrderClosure } from '../entities.js';
import { closureOf, withProgress } from '../orders.js';
import { type MarketWrite, maxTransactionWrites } from '../store.js';
import { AccountEffects } from './account-effects.js';

/** An order that the transaction writes or checks. */
interface SettledOrder {
  /** As it has to be in the store. */
  readonly expected: OpenOrder;
  /** As the transaction leaves it; `expected` itself when it is only checked. */
  readonly current: OpenOrder;
  readonly closure: OrderClosure | undefined;
}

function writesOfOrder({ expected, current, closure }: SettledOrder): MarketWrite[] {
  if (closure === undefined) {
    return current === expected
      ? [{ write: 'checkOpenOrder', expected }]
      : [{ write: 'updateOpenOrder', expected, order: current }];
  }
  return [
    { write: 'deleteOpenOrder', expected },
    { write: 'closeOrderRecord', order: current, closure },
  ];
}

/** How many writes {@link writesOfOrder} gives. */
function writeCountOf({ closure }: SettledOrder): number {
  return closure === undefined ? 1 : 2;
}

/**
 * Collects matching events into one transaction: what several events do to one item is netted into
 * one write, since items are what a transaction is limited by and billed for.
 */
export class Settlement {
  readonly #before: MaterialHead;
  readonly #executedAt: string;
  readonly #executionTime: number;
  readonly #orders = new Map<string, SettledOrder>();
  readonly #accounts = new AccountEffects();
  readonly #trades: Trade[] = [];
  readonly #finishedCandles: { interval: CandleInterval; candle: OhlcCandle }[] = [];
  /** Of the orders that the events being added touch: what they were before. */
  readonly #ordersBefore = new Map<string, SettledOrder | undefined>();
  #orderWrites = 0;
  #head: MaterialHead;

  /** `orderOf` gives an order as it stands in the store before this transaction. */
  constructor(
    before: MaterialHead,
    now: number,
    private readonly orderOf: (orderId: string) => OpenOrder,
  ) {
    this.#before = before;
    const movedAt = new Date(now).toISOString();
    this.#head = { ...before, version: before.version + 1, movedAt };
    // Clocks of two matchers may differ; the trades of one material still have ascending times.
    this.#executionTime = Math.max(now, before.lastTradeAt ? Date.parse(before.lastTradeAt) : 0);
    this.#executedAt = new Date(this.#executionTime).toISOString();
  }

  /**
   * Whether there is anything to write. A spread that moves by itself is nothing: it moves for orders
   * that arrived, and those within the written one arrive once more.
   */
  get isEmpty(): boolean {
    return this.#orders.size === 0 && this.#head.watermark === this.#before.watermark;
  }

  get head(): MaterialHead {
    return this.#head;
  }

  /** Number of trades in it. */
  get tradeCount(): number {
    return this.#trades.length;
  }

  /** The orders in it, as they stand after it. */
  get ordersAfter(): readonly OpenOrder[] {
    return [...this.#orders.values()].map(({ current }) => current);
  }

  /** Adds events, all or none: false, and unchanged, when one transaction could not hold them. */
  tryAdd(events: readonly MatchingEvent[]): boolean {
    const head = this.#head;
    const trades = this.#trades.length;
    const finishedCandles = this.#finishedCandles.length;
    this.#ordersBefore.clear();
    this.#accounts.begin();
    for (const event of events) {
      if (event.event === 'trade') this.#addTrade(event);
      else this.#addClosure(event);
    }
    if (this.#writeCount <= maxTransactionWrites) return true;
    this.#head = head;
    this.#trades.length = trades;
    this.#finishedCandles.length = finishedCandles;
    for (const [orderId, before] of this.#ordersBefore) this.#setOrder(orderId, before);
    this.#accounts.rollBack();
    return false;
  }

  /** All orders up to `watermark` have been matched, and these are the best prices that are left. */
  advance(watermark: string, { bestBid, bestAsk }: Pick<Arrival, 'bestBid' | 'bestAsk'>): void {
    const latest = laterOrderId(watermark, this.#head.watermark);
    this.#head = { ...this.#head, watermark: latest, bestBid, bestAsk };
  }

  writes(): MarketWrite[] {
    const { material } = this.#before;
    const [first, ...rest] = this.#trades;
    const writes: MarketWrite[] = [{ write: 'putHead', head: this.#head }];
    for (const order of this.#orders.values()) writes.push(...writesOfOrder(order));
    if (first) writes.push({ write: 'putTrades', batch: { material, trades: [first, ...rest] } });
    for (const candle of this.#finishedCandles) {
      writes.push({ write: 'putCandle', candle: { material, ...candle } });
    }
    const entryId = `${this.#executedAt}#${material}#${String(this.#head.version).padStart(12, '0')}`;
    writes.push(...this.#accounts.writes({ material, entryId, at: this.#executedAt }));
    if (writes.length !== this.#writeCount) {
      throw new Error(`${writes.length} writes where ${this.#writeCount} were counted`);
    }
    return writes;
  }

  /** Of {@link Settlement.writes}, which holds it to this. */
  get #writeCount(): number {
    const trades = this.#trades.length === 0 ? 0 : 1;
    const rows = trades + this.#finishedCandles.length + this.#accounts.writeCount;
    return 1 + this.#orderWrites + rows;
  }

  #addTrade({ maker, taker, quantity, pricePerUnit, fee }: TradeEvent): void {
    const [buy, sell] = maker.type === 'Buy' ? [maker, taker] : [taker, maker];
    const sequence = this.#head.sequence + 1;
    const { material } = this.#before;
    const trade: Trade = {
      tradeId: tradeIdOf(material, sequence),
      material,
      sequence,
      quantity,
      pricePerUnit,
      buyOrderId: buy.orderId,
      sellOrderId: sell.orderId,
      buyerAccount: buy.account,
      sellerAccount: sell.account,
      takerType: taker.type,
      fee,
      executedAt: this.#executedAt,
    };
    this.#head = {
      ...this.#head,
      sequence,
      lastPrice: pricePerUnit,
      lastTradeAt: this.#executedAt,
      candles: this.#candlesWith(trade),
    };
    this.#trades.push(trade);
    this.#touch(maker);
    this.#touch(taker);
    this.#accounts.addTrade(trade, buy.pricePerUnit);
  }

  #addClosure({ order, reason, restsOn }: CloseEvent): void {
    for (const { orderId } of restsOn) this.#check(orderId);
    const touched = this.#orders.get(order.orderId);
    const current = touched?.current ?? this.orderOf(order.orderId);
    const closure = closureOf(current, {
      status: 'EXPIRED',
      closeReason: reason,
      closedAt: this.#executedAt,
    });
    this.#write({ expected: touched?.expected ?? current, current, closure });
    this.#accounts.addClosure(current, closure);
  }

  /** The order has to stand as planned, also where nothing is written to it. */
  #check(orderId: string): void {
    if (this.#orders.has(orderId)) return;
    const expected = this.orderOf(orderId);
    this.#write({ expected, current: expected, closure: undefined });
  }

  #touch(after: BookOrder): void {
    const touched = this.#orders.get(after.orderId);
    const expected = touched?.expected ?? this.orderOf(after.orderId);
    const current = withProgress(expected, after);
    const isFilled = current.remainingQuantity === 0;
    const closure = isFilled
      ? closureOf(current, {
          status: 'FILLED',
          closeReason: 'FILLED',
          closedAt: this.#executedAt,
        })
      : undefined;
    this.#write({ expected, current, closure });
    if (closure) this.#accounts.addClosure(current, closure);
  }

  #candlesWith(trade: Trade): MaterialHead['candles'] {
    const candles: Partial<Record<CandleInterval, OhlcCandle>> = {};
    for (const interval of candleIntervals) {
      const openTime = periodStart(interval, this.#executionTime);
      const current = this.#head.candles[interval];
      const isFinished = current !== undefined && current.openTime < openTime;
      if (isFinished) this.#finishedCandles.push({ interval, candle: current });
      candles[interval] = addToCandle(isFinished ? undefined : current, openTime, trade);
    }
    return candles;
  }

  #write(order: SettledOrder): void {
    const { orderId } = order.expected;
    if (!this.#ordersBefore.has(orderId)) {
      this.#ordersBefore.set(orderId, this.#orders.get(orderId));
    }
    this.#setOrder(orderId, order);
  }

  #setOrder(orderId: string, order: SettledOrder | undefined): void {
    const before = this.#orders.get(orderId);
    if (before) this.#orderWrites -= writeCountOf(before);
    if (order === undefined) this.#orders.delete(orderId);
    else {
      this.#orders.set(orderId, order);
      this.#orderWrites += writeCountOf(order);
    }
  }
}

/** Cuts arrivals into transactions, each of which leaves a valid market behind. */
export function planSettlements(plan: {
  head: MaterialHead;
  arrivals: readonly Arrival[];
  /** Latest order id that is dealt with once all arrivals are. */
  watermark: string;
  orders: ReadonlyMap<string, OpenOrder>;
  now: number;
  /**
   * Whether to take a new version of the head even where nothing changes, so that no other matcher
   * commits a plan that was made before these orders landed.
   */
  isFenced: boolean;
}): Settlement[] {
  const { head, arrivals, now, watermark, isFenced } = plan;
  const orders = new Map(plan.orders);
  const orderOf = (orderId: string): OpenOrder => {
    const order = orders.get(orderId);
    if (order === undefined) throw new Error(`order ${orderId} was matched but never read`);
    return order;
  };
  const settlements: Settlement[] = [];
  let current = new Settlement(head, now, orderOf);
  const next = () => {
    for (const order of current.ordersAfter) orders.set(order.orderId, order);
    settlements.push(current);
    current = new Settlement(current.head, now, orderOf);
  };
  for (const arrival of arrivals) {
    for (const events of arrival.atomic ? [arrival.events] : arrival.events.map((e) => [e])) {
      if (current.tryAdd(events)) continue;
      next();
      if (!current.tryAdd(events)) throw new Error('one step of matching is over a transaction');
    }
    current.advance(arrival.orderId, arrival);
  }
  current.advance(watermark, arrivals.at(-1) ?? head);
  if (!current.isEmpty || (isFenced && settlements.length === 0)) settlements.push(current);
  return settlements;
}
