import type { MarketStore, MarketWrite } from '../../src/engine/store.js';

/** One call to a store. */
export interface StoreCall<Result> {
  readonly operation: string;
  /** What a transaction writes; empty for reads. */
  readonly writes: readonly MarketWrite[];
  readonly execute: () => Promise<Result>;
}

/** Stands around every call to a store. */
export type Interceptor = <Result>(call: StoreCall<Result>) => Promise<Result>;

type Call = (...parameters: unknown[]) => Promise<unknown>;

/** The store with every call but a scan going through `around`; nothing ends one under way. */
export function interceptedStore(store: MarketStore, around: Interceptor): MarketStore {
  return new Proxy(store, {
    get: (target, operation) => {
      if (operation === 'abortable') return undefined;
      const member: unknown = Reflect.get(target, operation);
      if (typeof member !== 'function' || typeof operation === 'symbol') return member;
      const call = member.bind(target) as Call;
      if (operation === 'scan') return call;
      return (...parameters: unknown[]) => {
        const writes = operation === 'transact' ? (parameters[0] as MarketWrite[]) : [];
        return around({ operation, writes, execute: () => call(...parameters) });
      };
    },
  });
}

/** The store, and what is read from it: calls, and items on the pages of lists. */
export function countingReads(store: MarketStore): {
  readonly store: MarketStore;
  readonly reads: { calls: number; items: number };
} {
  const reads = { calls: 0, items: 0 };
  const counting = interceptedStore(store, async ({ execute }) => {
    const result = await execute();
    reads.calls += 1;
    if (typeof result === 'object' && result !== null && 'items' in result) {
      reads.items += (result.items as readonly unknown[]).length;
    }
    return result;
  });
  return { store: counting, reads };
}

/** The store with no more than `greatest` orders on a page, as DynamoDB may cut a page anywhere. */
export function withShortPages(store: MarketStore, greatest: number): MarketStore {
  const listSide: MarketStore['listSide'] = (material, type, page) =>
    store.listSide(material, type, { ...page, limit: Math.min(page.limit ?? greatest, greatest) });
  return replacing(store, { listSide });
}

/** The store with some of its operations done in another way. */
export function replacing(store: MarketStore, others: Partial<MarketStore>): MarketStore {
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(others, name) ?? Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
