import type { MarketStore, MarketWrite } from '../engine/store.js';

/** Who is told of what goes on in a store. */
export interface Watcher {
  /** Called before anything is read. */
  readonly beforeRead: () => Promise<void> | undefined;
  /** Called with the writes of every transaction that was committed. */
  readonly committed: (writes: readonly MarketWrite[]) => void;
}

/** The store, as those see it who do not know that it is watched. */
export function watchedStore(store: MarketStore, { beforeRead, committed }: Watcher): MarketStore {
  async function read<Result>(result: () => Promise<Result>): Promise<Result> {
    await beforeRead();
    return result();
  }
  return {
    transact: async (writes, options) => {
      await store.transact(writes, options);
      committed(writes);
    },
    getHead: (material) => read(() => store.getHead(material)),
    getOrderRecord: (orderId) => read(() => store.getOrderRecord(orderId)),
    getOpenOrder: (order) => read(() => store.getOpenOrder(order)),
    listSide: (material, type, page) => read(() => store.listSide(material, type, page)),
    listAccountOrders: (account, page) => read(() => store.listAccountOrders(account, page)),
    listExpiringOrders: (bucket, until, page) =>
      read(() => store.listExpiringOrders(bucket, until, page)),
    listMaterials: (page) => read(() => store.listMaterials(page)),
    listActivityNotes: (shard, page) => read(() => store.listActivityNotes(shard, page)),
    getSweepProgress: () => read(() => store.getSweepProgress()),
    listBoxes: (account, page) => read(() => store.listBoxes(account, page)),
    getReceipt: (account, id) => read(() => store.getReceipt(account, id)),
    listStatement: (account, page, bound) => read(() => store.listStatement(account, page, bound)),
    listTrades: (material, page, bound) => read(() => store.listTrades(material, page, bound)),
    listCandles: (material, interval, range, page) =>
      read(() => store.listCandles(material, interval, range, page)),
    async *scan() {
      await beforeRead();
      yield* store.scan();
    },
  };
}
