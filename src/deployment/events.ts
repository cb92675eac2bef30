import type { MarketEvent } from '../model/market-event.js';
import type { EventPattern } from './change-stream.js';
import { marketTables } from './tables.js';

/**
 * What a market sends to an EventBridge bus: changes of its Ledger, through a second pipe, whose
 * enrichment gives them the form of events.
 */

/** `source` of a market's events. */
export const eventSource = 'material-market';

/** Where the pipe finds the `detail-type`, in what the enrichment returned: the type of the event. */
export const eventDetailTypePath = '$.type';

/** What the Ledger's stream carries when a market has events. */
export const eventStreamView = 'NEW_IMAGE' as const;

/** An attribute that the record of an order has which was refused, so that it is no event. */
export const refusedAttribute = 'refused';

/** An attribute that the record of an order has once it is closed; it changes before for amendments. */
export const closedAtAttribute = 'closedAt';

/** What the keys of those items begin with whose changes are events. */
export const ledgerPrefixes = {
  order: 'ORDER#',
  trades: 'TRADES#',
  statement: 'STATEMENT#',
} as const;

interface LedgerChange {
  readonly change: 'INSERT' | 'MODIFY';
  /** Which key attribute begins how. */
  readonly key: 'partitionKey' | 'sortKey';
  readonly prefix: string;
}

/** The events by type, and how each of them looks in the Ledger. */
const ledgerChanges = {
  /** An order has landed. */
  OrderAccepted: { change: 'INSERT', key: 'partitionKey', prefix: ledgerPrefixes.order },
  /** An order was filled, cancelled, or closed by the market. */
  OrderClosed: { change: 'MODIFY', key: 'partitionKey', prefix: ledgerPrefixes.order },
  /** Trades of one material, executed in one transaction. */
  TradesExecuted: { change: 'INSERT', key: 'partitionKey', prefix: ledgerPrefixes.trades },
  /** What one transaction brought one account: its trades, its closed orders, what it is owed. */
  AccountCredited: { change: 'INSERT', key: 'sortKey', prefix: ledgerPrefixes.statement },
} as const satisfies Readonly<Record<MarketEvent['type'], LedgerChange>>;

/**
 * A kind of event of a market:
 * - `OrderAccepted`: an order has landed.
 * - `OrderClosed`: an order was filled, cancelled, or closed by the market.
 * - `TradesExecuted`: trades of one material, executed in one transaction.
 * - `AccountCredited`: what one transaction brought one account: its trades, its closed orders and
 *   what went into its delivery box.
 *
 * @useDeclaredType
 */
export type MarketEventType = keyof typeof ledgerChanges;

export const marketEventTypes = Object.keys(ledgerChanges) as readonly MarketEventType[];

/** Filter of the pipe from the Ledger's stream, for one type of events. */
export function eventFilterPattern(type: MarketEventType): EventPattern {
  const { change, key, prefix } = ledgerChanges[type];
  const { name } = marketTables.ledger[key];
  return {
    eventName: [change],
    dynamodb: {
      Keys: { [name]: { S: [{ prefix }] } },
      ...(type === 'OrderAccepted' && {
        NewImage: { [refusedAttribute]: { BOOL: [{ exists: false }] } },
      }),
      ...(type === 'OrderClosed' && {
        NewImage: { [closedAtAttribute]: { S: [{ exists: true }] } },
      }),
    },
  };
}

/** The source of the events' pipe, `PipeSourceDynamoDBStreamParameters`. */
export const eventPipeSource = {
  startingPosition: 'TRIM_HORIZON',
  /** As many as one PutEvents call takes. */
  batchSize: 10,
  maximumBatchingWindowInSeconds: 0,
  /** An event that the bus refuses must not hold up the later ones until it is forgotten. */
  maximumRetryAttempts: 10,
  maximumRecordAgeInSeconds: 12 * 60 * 60,
  onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
  /**
   * Batches per shard at the same time, each of which is an invocation. EventBridge does not order
   * events either. A new account may have a concurrency of ten in all.
   */
  parallelizationFactor: 2,
} as const;
