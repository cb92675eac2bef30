import type { OpenOrder } from '../../src/engine/entities.js';
import type { MarketStore } from '../../src/engine/store.js';
import type {
  AmendedOrder,
  CancelledOrder,
  CollectionReceipt,
  Order,
} from '../../src/model/market.js';
import type { CommitLog } from './commit-log.js';
import type { Scenario } from './scenario.js';

/** When an operation was asked for and when it was answered, in steps of the scheduler. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface PostedOrder {
  /** The first answer. */
  readonly order: Order;
  /** Beginning of the period it was posted in: no order ends between that and its matching. */
  readonly periodStart: number;
  readonly span: Span;
}

export interface CancelAttempt {
  readonly orderId: string;
  /** Undefined when the order had ended in another way. */
  readonly answer: CancelledOrder | undefined;
  readonly span: Span;
}

export interface AmendAttempt {
  readonly orderId: string;
  /** What the order was to be for. */
  readonly quantity: number;
  /** Undefined when the order had ended, or was for less. */
  readonly answer: AmendedOrder | undefined;
  readonly span: Span;
}

/** What happened in a scenario, for the verdict. */
export interface Run {
  readonly scenario: Scenario;
  readonly store: MarketStore;
  readonly materials: readonly string[];
  /** In order of their answers. */
  readonly posted: readonly PostedOrder[];
  readonly cancelled: readonly CancelAttempt[];
  readonly amended: readonly AmendAttempt[];
  readonly receipts: readonly CollectionReceipt[];
  readonly log: CommitLog;
  /** What the market promised and did not keep, as far as it showed on the way. */
  readonly surprises: readonly unknown[];
  /** Orders that came into the book without a record. */
  readonly torn: readonly OpenOrder[];
  /** When everything is over. */
  readonly now: number;
  /** Turns that the scheduler gave. */
  readonly steps: number;
}
