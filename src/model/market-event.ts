import type { Order, StatementLine, Trade } from './market.js';

/** Version of the form of events that this package writes and reads. */
export const marketEventVersion = 1;

/** What every event of a market has. */
interface MarketEventBase {
  /**
   * Version of the form: 1. Fields may be added to a version; it rises when a field changes its
   * meaning or is dropped.
   */
  readonly version: typeof marketEventVersion;
  /**
   * Opaque; the same in every delivery of one event. Events may come twice, and in any order, so
   * remember the ids of those that you must not handle twice.
   */
  readonly eventId: string;
}

/** An order was accepted: it is in the order book, or will be matched at once. */
export interface OrderAcceptedEvent extends MarketEventBase {
  /** Tells it from the other events. */
  readonly type: 'OrderAccepted';
  /** The order as it was accepted. */
  readonly order: Order;
}

/** An order was filled, cancelled, or closed by the market. */
export interface OrderClosedEvent extends MarketEventBase {
  /** Tells it from the other events. */
  readonly type: 'OrderClosed';
  /** The order as it ended; `closeReason` says why. */
  readonly order: Order;
}

/** Trades of one material, executed in one transaction. */
export interface TradesExecutedEvent extends MarketEventBase {
  /** Tells it from the other events. */
  readonly type: 'TradesExecuted';
  /** What was traded. */
  readonly material: string;
  /** In order of their sequence. */
  readonly trades: readonly Trade[];
}

/** What one transaction put into the delivery box of one account, and why. */
export interface AccountCreditedEvent extends MarketEventBase {
  /** Tells it from the other events. */
  readonly type: 'AccountCredited';
  /** Whose delivery box. */
  readonly account: string;
  /** Whose trading it was credited for. */
  readonly material: string;
  /** Latest first, as in a statement. */
  readonly lines: readonly StatementLine[];
}

/** Something that happened in a market, as a deployed one sends it to an EventBridge bus. */
export type MarketEvent =
  | OrderAcceptedEvent
  | OrderClosedEvent
  | TradesExecutedEvent
  | AccountCreditedEvent;
