import type { MarketStore } from '../engine/store.js';
import { isMarketError, MarketError } from '../model/errors.js';

export interface RetryOptions {
  /** Calls of one operation at most, the first one included. */
  readonly attempts?: number;
  /** Upper bound of the first pause in milliseconds; doubled with every further one. */
  readonly basePauseMs?: number;
  /** Upper bound of every pause. */
  readonly greatestPauseMs?: number;
  /**
   * Milliseconds left for everything: once it is used up, no call is begun, and those under way are
   * ended where the store can do that.
   */
  readonly remainingTime?: () => number;
  /** Milliseconds that are kept back, to report in. */
  readonly reserveMs?: number;
  /** 0 to 1, as `Math.random`. */
  readonly random?: () => number;
  /** Pauses; where time is not that of the clock on the wall. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * The store, with faults that a repetition can heal repeated: after a pause of random length below
 * an exponentially growing bound ("full jitter", AWS Architecture Blog, "Exponential Backoff And
 * Jitter"), a bounded number of times, and only while there is time left.
 */
export function withRetries(store: MarketStore, options: RetryOptions = {}): MarketStore {
  const remainingTime = options.remainingTime ?? (() => Number.POSITIVE_INFINITY);
  const reserve = options.reserveMs ?? 1_000;
  const attempts = options.attempts ?? 8;
  const random = options.random ?? Math.random;
  const wait = options.wait ?? ((milliseconds) => new Promise((r) => setTimeout(r, milliseconds)));

  async function retry<Result>(call: (store: MarketStore) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      const timeLeft = remainingTime() - reserve;
      assertTimeLeft(timeLeft);
      try {
        return await within(timeLeft, store, call);
      } catch (error) {
        if (!isMarketError(error) || !error.retryable || attempt === attempts) throw error;
        const pause = random() * pauseBound(attempt, options);
        if (pause >= remainingTime() - reserve) throw error;
        await wait(pause);
      }
    }
  }

  return {
    transact: (writes, transaction) => retry((store) => store.transact(writes, transaction)),
    getHead: (material) => retry((store) => store.getHead(material)),
    getOrderRecord: (orderId) => retry((store) => store.getOrderRecord(orderId)),
    getOpenOrder: (order) => retry((store) => store.getOpenOrder(order)),
    listSide: (material, type, page) => retry((store) => store.listSide(material, type, page)),
    listAccountOrders: (account, page) => retry((store) => store.listAccountOrders(account, page)),
    listExpiringOrders: (bucket, until, page) =>
      retry((store) => store.listExpiringOrders(bucket, until, page)),
    listMaterials: (page) => retry((store) => store.listMaterials(page)),
    listActivityNotes: (shard, page) => retry((store) => store.listActivityNotes(shard, page)),
    getSweepProgress: () => retry((store) => store.getSweepProgress()),
    listBoxes: (account, page) => retry((store) => store.listBoxes(account, page)),
    getReceipt: (account, id) => retry((store) => store.getReceipt(account, id)),
    listStatement: (account, page, bound) =>
      retry((store) => store.listStatement(account, page, bound)),
    listTrades: (material, page, bound) =>
      retry((store) => store.listTrades(material, page, bound)),
    listCandles: (material, interval, range, page) =>
      retry((store) => store.listCandles(material, interval, range, page)),
    scan: () => store.scan(),
  };
}

/** Ends a call when its time is over, whatever it is waiting for. */
async function within<Result>(
  milliseconds: number,
  store: MarketStore,
  call: (store: MarketStore) => Promise<Result>,
): Promise<Result> {
  if (store.abortable === undefined || !Number.isFinite(milliseconds)) return call(store);
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = 'no time is left to wait for the store';
      reject(new MarketError('TIMEOUT', message));
      deadline.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([timeIsUp, call(store.abortable(deadline.signal))]);
  } finally {
    clearTimeout(timer);
  }
}

function pauseBound(attempt: number, options: RetryOptions): number {
  const { basePauseMs = 25, greatestPauseMs = 1_000 } = options;
  return Math.min(basePauseMs * 2 ** (attempt - 1), greatestPauseMs);
}

function assertTimeLeft(milliseconds: number): void {
  if (milliseconds > 0) return;
  throw new MarketError('TIMEOUT', 'no time is left for another call to the store');
}
