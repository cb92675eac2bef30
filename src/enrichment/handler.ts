import type { DamagedItem } from '../engine/store.js';
import type { MarketEvent } from '../model/market-event.js';
import { DamagedItemError } from '../store/dynamodb/damaged-item.js';
import { type LedgerChange, marketEventOf } from './market-event.js';

export interface EnrichmentOptions {
  /** Told of every item that cannot be read, whose event is left out. */
  readonly onDamagedItem: (damaged: DamagedItem) => void;
}

/** Handler of a pipe's enrichment: what it returns goes to the bus, one event for each entry. */
export type EnrichmentHandler = (
  changes: readonly LedgerChange[],
) => Promise<readonly MarketEvent[]>;

/**
 * Turns changes of the Ledger into events. The event of a damaged item is left out: it would fail
 * again in each attempt, and hold up the later events of its shard until the pipe gives it up.
 */
export function createEnrichment({ onDamagedItem }: EnrichmentOptions): EnrichmentHandler {
  return async (changes) =>
    changes.flatMap((change) => {
      try {
        return marketEventOf(change) ?? [];
      } catch (error) {
        if (!(error instanceof DamagedItemError)) throw error;
        onDamagedItem(error.damaged);
        return [];
      }
    });
}
