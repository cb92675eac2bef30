import type { MarketStore, MarketWrite } from '../engine/store.js';
import { decorateStore } from '../store/decorate-store.js';

/** Callbacks on what happens in a store. */
export interface Watcher {
  /** Called before anything is read. */
  readonly beforeRead: () => Promise<void> | undefined;
  /** Called with the writes of every transaction that was committed. */
  readonly committed: (writes: readonly MarketWrite[]) => void;
}

/** The store, which behaves as it does unwatched. */
export function watchedStore(store: MarketStore, { beforeRead, committed }: Watcher): MarketStore {
  const watched = decorateStore(store, async (call, proceed) => {
    if (call.operation !== 'transact') {
      await beforeRead();
      return proceed();
    }
    const result = await proceed();
    committed(call.parameters[0]);
    return result;
  });
  return {
    ...watched,
    async *scan(segment) {
      await beforeRead();
      yield* store.scan(segment);
    },
  };
}
