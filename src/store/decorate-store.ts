import type { MarketStore } from '../engine/store.js';

/** What of a store answers with a promise. */
type StoreOperation = Exclude<keyof MarketStore, 'scan' | 'abortable' | 'eventuallyConsistent'>;

/** One call of a store, such as `{ operation: 'getHead', parameters: ['wheat'] }`. */
export type StoreCall = {
  readonly [Operation in StoreOperation]: {
    readonly operation: Operation;
    readonly parameters: Parameters<MarketStore[Operation]>;
  };
}[StoreOperation];

/**
 * What happens around a call. `proceed` makes it, as often as it is called, and the signal ends it
 * where the store can do that.
 */
export type AroundCall = <Result>(
  call: StoreCall,
  proceed: (signal?: AbortSignal) => Promise<Result>,
) => Promise<Result>;

/**
 * The store with `around` around every call but a scan, which is passed on. It is not abortable
 * itself: who stands around a call decides on when it ends.
 */
export function decorateStore(store: MarketStore, around: AroundCall): MarketStore {
  function decorated<Operation extends StoreOperation>(operation: Operation) {
    const call = (...parameters: unknown[]) =>
      around({ operation, parameters } as unknown as StoreCall, (signal) => {
        const target = (signal && store.abortable?.(signal)) ?? store;
        const method = target[operation] as (...parameters: unknown[]) => Promise<unknown>;
        return method.apply(target, parameters);
      });
    return call as MarketStore[Operation];
  }
  const { eventuallyConsistent } = store;
  return {
    ...(eventuallyConsistent && {
      eventuallyConsistent: decorateStore(eventuallyConsistent, around),
    }),
    transact: decorated('transact'),
    getHead: decorated('getHead'),
    getOrderRecord: decorated('getOrderRecord'),
    getOpenOrder: decorated('getOpenOrder'),
    listSide: decorated('listSide'),
    listAccountOrders: decorated('listAccountOrders'),
    listExpiringOrders: decorated('listExpiringOrders'),
    listMaterials: decorated('listMaterials'),
    listActivityNotes: decorated('listActivityNotes'),
    getSweepProgress: decorated('getSweepProgress'),
    listBoxes: decorated('listBoxes'),
    getReceipt: decorated('getReceipt'),
    listStatement: decorated('listStatement'),
    listTrades: decorated('listTrades'),
    listCandles: decorated('listCandles'),
    scan: (segment) => store.scan(segment),
  };
}
