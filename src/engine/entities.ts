import type { CandleInterval, OhlcCandle } from '../core/candle.js';
import type { CloseReason, OrderType, TimeInForce, Trade } from '../model/market.js';

/** What an order was when it was accepted; never changes. */
export interface AcceptedOrder {
  readonly orderId: string;
  readonly account: string;
  readonly clientOrderId: string;
  readonly type: OrderType;
  readonly material: string;
  readonly quantity: number;
  readonly pricePerUnit: number;
  readonly timeInForce: TimeInForce;
  /** ISO 8601. */
  readonly expiresAt: string | null;
  readonly acceptedAt: string;
}

/** What the key of an order in the book is made of. */
export type OpenOrderKey = Pick<AcceptedOrder, 'material' | 'type' | 'pricePerUnit' | 'orderId'>;

/** An order in the book. */
export interface OpenOrder extends AcceptedOrder {
  readonly remainingQuantity: number;
  /** Units by which its quantity was amended down since it was accepted. */
  readonly reducedQuantity: number;
  readonly tradedValue: bigint;
  readonly feeCharged: bigint;
}

/** How an order ended. */
export interface OrderClosure {
  readonly status: 'FILLED' | 'CANCELLED' | 'EXPIRED';
  readonly closeReason: CloseReason;
  readonly closedAt: string;
  readonly remainingQuantity: number;
  readonly tradedValue: bigint;
  readonly feeCharged: bigint;
}

/** Outlives the order: answers by id, and makes posting idempotent. */
export interface OrderRecord extends AcceptedOrder {
  /** Units by which its quantity was amended down since it was accepted. */
  readonly reducedQuantity: number;
  /** Null while the order is in the book. */
  readonly closure: OrderClosure | null;
  /** It was never accepted, and no attempt with its idempotency key will be. */
  readonly isRefused?: true;
}

/** The record of an order that has ended. */
export interface ClosedOrderRecord extends OrderRecord {
  readonly closure: OrderClosure;
}

/**
 * An open order that was taken out of the book because it has no open record: the tables were
 * restored to different instants, or the record is damaged. `npx material-market repair` deals with
 * it.
 */
export interface SetAsideOrder {
  readonly order: OpenOrder;
  /** ISO 8601. */
  readonly setAsideAt: string;
}

/** State of one material's matching; its version is the fence of every matcher transaction. */
export interface MaterialHead {
  readonly material: string;
  /** Counts transactions; 0 when there has been none. */
  readonly version: number;
  /** Latest order id dealt with; empty at first. Orders up to it that were not dealt with landed late. */
  readonly watermark: string;
  /** Number of trades so far. */
  readonly sequence: number;
  /**
   * Bounds on the orders matched so far: none of them has a better price than these. So an order
   * within the spread that is not later than the watermark landed late.
   */
  readonly bestBid: number | null;
  readonly bestAsk: number | null;
  /**
   * When this version was written; ISO 8601. Null in heads that were written before it was kept:
   * then nothing is known of a matcher at work.
   */
  readonly movedAt: string | null;
  readonly lastPrice: number | null;
  /** ISO 8601. */
  readonly lastTradeAt: string | null;
  /** The periods under way; finished ones are items of their own. */
  readonly candles: Readonly<Partial<Record<CandleInterval, OhlcCandle>>>;
}

export function initialHead(material: string): MaterialHead {
  return {
    material,
    version: 0,
    watermark: '',
    sequence: 0,
    bestBid: null,
    bestAsk: null,
    movedAt: null,
    lastPrice: null,
    lastTradeAt: null,
    candles: {},
  };
}

/** Trades of one transaction, in order of their sequence. */
export interface TradeBatch {
  readonly material: string;
  readonly trades: readonly [Trade, ...Trade[]];
}

/** Amounts that go into a delivery box, or lie in it. */
export interface Amounts {
  readonly goodsBought: bigint;
  readonly goodsReturned: bigint;
  readonly coinsEarned: bigint;
  readonly coinsRefunded: bigint;
  readonly feesPaid: bigint;
}

export const amountNames = [
  'goodsBought',
  'goodsReturned',
  'coinsEarned',
  'coinsRefunded',
  'feesPaid',
] as const satisfies readonly (keyof Amounts)[];

export const noAmounts: Amounts = {
  goodsBought: 0n,
  goodsReturned: 0n,
  coinsEarned: 0n,
  coinsRefunded: 0n,
  feesPaid: 0n,
};

export function addAmounts(a: Amounts, b: Partial<Amounts>): Amounts {
  return {
    goodsBought: a.goodsBought + (b.goodsBought ?? 0n),
    goodsReturned: a.goodsReturned + (b.goodsReturned ?? 0n),
    coinsEarned: a.coinsEarned + (b.coinsEarned ?? 0n),
    coinsRefunded: a.coinsRefunded + (b.coinsRefunded ?? 0n),
    feesPaid: a.feesPaid + (b.feesPaid ?? 0n),
  };
}

export function isNothing(amounts: Amounts): boolean {
  return amountNames.every((name) => amounts[name] === 0n);
}

/** What an account is owed for one material. */
export interface DeliveryBox {
  readonly account: string;
  readonly material: string;
  /** Counts collections from it; absent boxes have 0. */
  readonly version: number;
  readonly amounts: Amounts;
}

/** One of an account's trades. */
export interface StatementTrade {
  readonly trade: Trade;
  /**
   * For the buyer, the difference between limit and execution price, times the quantity; 0 for the
   * seller.
   */
  readonly coinsRefunded: bigint;
}

/** How one of an account's orders ended, with what went back to its box. */
export interface StatementClosure {
  readonly orderId: string;
  readonly status: OrderClosure['status'];
  readonly closeReason: CloseReason;
  readonly goodsReturned: bigint;
  readonly coinsReturned: bigint;
}

/** By how much one of an account's orders was amended down, with what went back to its box. */
export interface StatementReduction {
  readonly orderId: string;
  readonly quantity: number;
  readonly goodsReturned: bigint;
  readonly coinsReturned: bigint;
}

/** What one transaction meant for one account: its trades, its orders, its credit. */
export interface StatementEntry {
  readonly account: string;
  readonly material: string;
  /** `<time>#<material>#<what happened>`: unique per account and ascending in time. */
  readonly entryId: string;
  readonly at: string;
  readonly trades: readonly StatementTrade[];
  readonly closures: readonly StatementClosure[];
  readonly reductions: readonly StatementReduction[];
  readonly credit: Amounts;
}

/** One step of a collection: the boxes emptied in one transaction. */
export interface ReceiptPart {
  readonly account: string;
  readonly collectionId: string;
  /** From 0. */
  readonly part: number;
  /** No further part follows. */
  readonly last: boolean;
  readonly collectedAt: string;
  readonly taken: readonly { readonly material: string; readonly amounts: Amounts }[];
}

/** Note that an order must not be open for ever. */
export interface ExpiringOrder {
  readonly orderId: string;
  /** When the sweeper has to look at it; ISO 8601. */
  readonly expiresAt: string;
}

/** How far the sweeper has come. */
export interface SweepProgress {
  /** Counts how often it was put; 0 where it was put before this was counted. */
  readonly version: number;
  /** No order that is due before this is open and noted, but for those in `unfinished`; ISO 8601. */
  readonly sweptUntil: string;
  /** Buckets before `sweptUntil` with notes of orders that could not be dealt with. */
  readonly unfinished: readonly string[];
  /**
   * Whether activity was noted for every material of before the intake began to do so. False where
   * it is missing: then the next sweep notes all materials there are.
   */
  readonly hasNotedMaterials: boolean;
  /** Where the last sweep ran out of time, so that the next one begins there. */
  readonly stoppedAt: SweepPosition;
}

/** A place in the work of a sweep; null: at the beginning. */
export interface SweepPosition {
  /** Of the notes of orders. */
  readonly bucket: string | null;
  /** Where in that bucket. */
  readonly cursor: string | null;
  readonly material: string | null;
}

/** What holds before the first sweep of a market. */
export function initialSweepProgress(sweptUntil: string): SweepProgress {
  return {
    version: 0,
    sweptUntil,
    unfinished: [],
    hasNotedMaterials: false,
    stoppedAt: { bucket: null, cursor: null, material: null },
  };
}

/** A finished candle. */
export interface ClosedCandle {
  readonly material: string;
  readonly interval: CandleInterval;
  readonly candle: OhlcCandle;
}
