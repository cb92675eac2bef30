import { closedOrderView, openOrderOf, openOrderView } from '../engine/orders.js';
import { linesOf } from '../engine/reads/statement.js';
import { type MarketEvent, marketEventVersion } from '../model/market-event.js';
import type { Attributes } from '../store/dynamodb/attributes.js';
import { toStoredItem } from '../store/dynamodb/stored-items.js';

/** A change of the Ledger as its stream has it, and as the pipe hands it over. */
export interface LedgerChange {
  /** The same in every delivery of one change. */
  readonly eventID: string;
  /** `INSERT` or `MODIFY`. */
  readonly eventName: string;
  readonly dynamodb: { readonly NewImage: Attributes };
}

/**
 * What a change of the Ledger says to the game, or undefined when it says nothing. Throws a
 * `DamagedItemError` for an item that cannot be read.
 */
export function marketEventOf({
  eventID,
  eventName,
  dynamodb,
}: LedgerChange): MarketEvent | undefined {
  const stored = toStoredItem('ledger', dynamodb.NewImage);
  const common = { version: marketEventVersion, eventId: eventID } as const;
  switch (stored.item) {
    case 'orderRecord': {
      const { record } = stored;
      const { closure } = record;
      if (record.isRefused) return undefined;
      if (eventName === 'INSERT') {
        return { ...common, type: 'OrderAccepted', order: openOrderView(openOrderOf(record)) };
      }
      // A record that a repair opened again has no closure.
      return closure
        ? { ...common, type: 'OrderClosed', order: closedOrderView({ ...record, closure }) }
        : undefined;
    }
    case 'trades': {
      const { material, trades } = stored.batch;
      return { ...common, type: 'TradesExecuted', material, trades };
    }
    case 'statement': {
      const { account, material } = stored.entry;
      const lines = linesOf(stored.entry);
      return { ...common, type: 'AccountCredited', account, material, lines };
    }
    default:
      return undefined;
  }
}
