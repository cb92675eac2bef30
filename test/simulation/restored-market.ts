import { randomUUID } from 'node:crypto';
import type { MarketStore, MarketWrite } from '../../src/engine/store.js';
import { keyOfWrite } from '../../src/store/dynamodb/stored-items.js';
import type { ItemKey } from '../../src/store/keys.js';
import { MemoryStore } from '../../src/store/memory/memory-store.js';
import { replacing } from './decorated-stores.js';

/** All that was committed to a store, one transaction after the other. */
export class CommitHistory {
  readonly transactions: (readonly MarketWrite[])[] = [];
  readonly #tokens = new Set<string>();

  /** The store, with all that is committed to it being kept. */
  watch(store: MarketStore): MarketStore {
    const transact: MarketStore['transact'] = async (writes, options) => {
      await store.transact(writes, options);
      // A repeated transaction was done only once.
      if (this.#tokens.has(options.token)) return;
      this.#tokens.add(options.token);
      this.transactions.push(structuredClone(writes));
    };
    return replacing(store, { transact });
  }
}

/** Which of the writes that were committed are in the restored tables. */
export type IsRestored = (write: MarketWrite, key: ItemKey, transaction: number) => boolean;

/** Both tables as they were after so many transactions each. */
export function restoredTo(instants: Readonly<Record<ItemKey['table'], number>>): IsRestored {
  return (_, { table }, transaction) => transaction < instants[table];
}

/** A market in memory of the writes that are restored; conditions must hold on what is there. */
export async function restore(
  transactions: readonly (readonly MarketWrite[])[],
  isRestored: IsRestored,
  store: MarketStore = new MemoryStore(),
): Promise<MarketStore> {
  for (const [index, writes] of transactions.entries()) {
    const kept = writes.filter((write) => isRestored(write, keyOfWrite(write), index));
    if (kept.length > 0) await store.transact(kept, { token: randomUUID() });
  }
  return store;
}
