import type { MarketStore, MarketWrite } from '../../src/engine/store.js';
import { decorateStore, type StoreCall } from '../../src/store/decorate-store.js';

/** What a transaction writes; nothing for a call that reads. */
export function writesOf(call: StoreCall): readonly MarketWrite[] {
  return call.operation === 'transact' ? call.parameters[0] : [];
}

/** The store, and what is read from it: calls, and items on the pages of lists. */
export function countingReads(store: MarketStore): {
  readonly store: MarketStore;
  readonly reads: { calls: number; items: number };
} {
  const reads = { calls: 0, items: 0 };
  const counting = decorateStore(store, async (_, proceed) => {
    const result = await proceed();
    reads.calls += 1;
    if (typeof result === 'object' && result !== null && 'items' in result) {
      reads.items += (result.items as readonly unknown[]).length;
    }
    return result;
  });
  return { store: counting, reads };
}

/** The store with no more than `max` orders on a page, as DynamoDB may cut a page anywhere. */
export function withShortPages(store: MarketStore, max: number): MarketStore {
  const listSide: MarketStore['listSide'] = (material, type, page) =>
    store.listSide(material, type, { ...page, limit: Math.min(page.limit ?? max, max) });
  return replacing(store, { listSide });
}

/** The store with some of its operations replaced. */
export function replacing(store: MarketStore, others: Partial<MarketStore>): MarketStore {
  return { ...decorateStore(store, (_, proceed) => proceed()), ...others };
}
