import { closedOrderView, openOrderOf, openOrderView } from '../engine/orders.js';
import { linesOf } from '../engine/reads/statement.js';
import type { StoredItem } from '../engine/store.js';
import { MarketError } from '../model/errors.js';
import type { Order, StatementLine, Trade } from '../model/market.js';
import type { Attributes } from '../store/dynamodb/attributes.js';
import { toStoredItem } from '../store/dynamodb/stored-items.js';

/** What every event of a market has. */
interface MarketEventBase {
  /** The same in every delivery of one event. Events may come twice, and in any order. */
  readonly changeId: string;
}

/** An order has landed. */
export interface OrderAcceptedEvent extends MarketEventBase {
  /** Tells it from the other events. */
  readonly type: 'OrderAccepted';
  /** The order as it landed. */
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

/** Something that happened in a market, as a deployed one tells it to an EventBridge bus. */
export type MarketEvent =
  | OrderAcceptedEvent
  | OrderClosedEvent
  | TradesExecutedEvent
  | AccountCreditedEvent;

/**
 * Reads an EventBridge event of a market, one with the source `material-market`.
 *
 * @throws MarketError `VALIDATION_FAILED` when it is none.
 * @example
 * ```ts
 * export async function handler(event: { readonly detail: unknown }) {
 *   const marketEvent = parseMarketEvent(event);
 *   if (marketEvent.type !== 'AccountCredited') return;
 *   console.log(`${marketEvent.account} has something to collect`, marketEvent.lines);
 * }
 * ```
 */
export function parseMarketEvent(event: { readonly detail: unknown }): MarketEvent {
  const { changeId, change, item } = (event?.detail ?? {}) as {
    readonly changeId?: string;
    readonly change?: string;
    readonly item?: Attributes;
  };
  if (typeof changeId !== 'string' || !item?.pk?.S || !item.sk?.S) throw notAnEvent();
  const read = eventOf(readItem(item), change);
  if (read === undefined) throw notAnEvent();
  return { changeId, ...read };
}

type Unidentified<Event> = Event extends MarketEvent ? Omit<Event, 'changeId'> : never;

function eventOf(
  stored: StoredItem,
  change: string | undefined,
): Unidentified<MarketEvent> | undefined {
  switch (stored.item) {
    case 'orderRecord': {
      const { record } = stored;
      const { closure } = record;
      if (record.isRefused) return undefined;
      if (change === 'INSERT') {
        return { type: 'OrderAccepted', order: openOrderView(openOrderOf(record)) };
      }
      return closure ? { type: 'OrderClosed', order: closedOrderView(record, closure) } : undefined;
    }
    case 'trades':
      return { type: 'TradesExecuted', ...stored.batch };
    case 'statement': {
      const { account, material } = stored.entry;
      return { type: 'AccountCredited', account, material, lines: linesOf(stored.entry) };
    }
    default:
      return undefined;
  }
}

function readItem(item: Attributes): StoredItem {
  try {
    return toStoredItem('ledger', item);
  } catch (cause) {
    throw notAnEvent(cause);
  }
}

function notAnEvent(cause?: unknown): MarketError {
  const message =
    'is not that of a market event: choose events with the source "material-market" and the detail-type "Market Ledger Entry"';
  return new MarketError('VALIDATION_FAILED', `detail ${message}`, {
    issues: [{ path: 'detail', message }],
    cause,
  });
}
