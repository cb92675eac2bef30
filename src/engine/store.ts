import type { CandleInterval } from '../core/candle.js';
import type { ActivityNote } from '../model/activity.js';
import type { OrderType, Page, PageRequest } from '../model/market.js';
import type {
  AcceptedOrder,
  Amounts,
  ClosedCandle,
  DeliveryBox,
  ExpiringOrder,
  MaterialHead,
  OpenOrder,
  OpenOrderKey,
  OrderClosure,
  OrderRecord,
  ReceiptPart,
  SetAsideOrder,
  StatementEntry,
  SweepProgress,
  TradeBatch,
} from './entities.js';

/** One write of a transaction: one item, with the condition under which it may be written. */
export type MarketWrite =
  /** Fails when the idempotency key has a record already. */
  | { readonly write: 'insertOrderRecord'; readonly order: AcceptedOrder }
  /** Keeps every order with this idempotency key from landing. Fails when it has a record already. */
  | { readonly write: 'insertRefusal'; readonly order: AcceptedOrder }
  | { readonly write: 'insertOpenOrder'; readonly order: OpenOrder }
  | { readonly write: 'putExpiringOrder'; readonly expiring: ExpiringOrder }
  | { readonly write: 'deleteExpiringOrder'; readonly expiring: ExpiringOrder }
  /** Notes that there are, or were, orders of this material. */
  | { readonly write: 'putMaterial'; readonly material: string }
  /** Notes that orders of a material were accepted in a period. */
  | { readonly write: 'putActivityNote'; readonly note: ActivityNote }
  | { readonly write: 'deleteActivityNote'; readonly note: ActivityNote }
  /** Fails when the progress there is has another version than `progress.version - 1`. */
  | { readonly write: 'putSweepProgress'; readonly progress: SweepProgress }
  /** Fails when the order is gone or its remaining quantity is not `expected.remainingQuantity`. */
  | { readonly write: 'updateOpenOrder'; readonly expected: OpenOrder; readonly order: OpenOrder }
  | { readonly write: 'deleteOpenOrder'; readonly expected: OpenOrder }
  /** Writes nothing. Fails when the order is gone or its remaining quantity is another. */
  | { readonly write: 'checkOpenOrder'; readonly expected: OpenOrder }
  /** Writes nothing. Fails when the order has a record that is open. */
  | { readonly write: 'checkNoOpenRecord'; readonly order: OpenOrder }
  | { readonly write: 'putSetAsideOrder'; readonly setAside: SetAsideOrder }
  | RepairWrite
  /** Fails when the order has no record, or is closed already. */
  | {
      readonly write: 'closeOrderRecord';
      readonly order: OpenOrder;
      readonly closure: OrderClosure;
    }
  /** Notes how far the order has been reduced. Fails when it has no record, or is closed. */
  | { readonly write: 'reduceOrderRecord'; readonly order: OpenOrder }
  /** Fails when the head's version is not `head.version - 1`. */
  | { readonly write: 'putHead'; readonly head: MaterialHead }
  | { readonly write: 'putTrades'; readonly batch: TradeBatch }
  | { readonly write: 'putCandle'; readonly candle: ClosedCandle }
  /** Adds to the box, which need not exist. */
  | {
      readonly write: 'creditBox';
      readonly account: string;
      readonly material: string;
      readonly credit: Amounts;
    }
  /** Takes amounts out of the box. Fails when its version is not that of `box`. */
  | { readonly write: 'debitBox'; readonly box: DeliveryBox; readonly debit: Amounts }
  | { readonly write: 'putStatement'; readonly entry: StatementEntry }
  /** Fails when the part exists. */
  | { readonly write: 'insertReceiptPart'; readonly part: ReceiptPart };

/**
 * Writes of a repair only: they put items back to what the rest of the market says. Each fails where
 * the item is no longer what the repair read.
 */
export type RepairWrite =
  /** Fails when the order is in the book. */
  | { readonly write: 'restoreOpenOrder'; readonly order: OpenOrder }
  /** Fails when the record is not `expected`: open or closed as it is, or null for no record. */
  | {
      readonly write: 'replaceOrderRecord';
      readonly expected: OrderRecord | null;
      readonly record: OrderRecord;
    }
  /** Writes nothing. Fails when the record is not `expected`. */
  | { readonly write: 'checkOrderRecord'; readonly expected: OrderRecord }
  /** Fails when the order is not set aside any more. */
  | { readonly write: 'deleteSetAsideOrder'; readonly expected: SetAsideOrder }
  /** Fails when the box has another version or other amounts than `expected`; none is all zeros. */
  | { readonly write: 'replaceBox'; readonly expected: DeliveryBox; readonly amounts: Amounts }
  /** Writes nothing. Fails when the head has another version; 0 for no head. */
  | { readonly write: 'checkHead'; readonly material: string; readonly version: number };

/** Maximum number of writes in one transaction: that of DynamoDB's TransactWriteItems. */
export const maxTransactionWrites = 100;

/** A transaction was refused, nothing of it was written: these writes' conditions did not hold. */
export class TransactionRejected extends Error {
  override readonly name = 'TransactionRejected';
  constructor(
    readonly rejected: readonly MarketWrite[],
    options?: ErrorOptions,
  ) {
    super(`condition failed: ${rejected.map(({ write }) => write).join(', ')}`, options);
  }
}

/**
 * Transacts, or learns why not: the writes whose conditions did not hold, so that nothing was
 * written; none when all was.
 */
export async function tryTransact(
  store: MarketStore,
  writes: readonly MarketWrite[],
): Promise<readonly MarketWrite[]> {
  try {
    await store.transact(writes, { token: crypto.randomUUID() });
    return [];
  } catch (error) {
    if (error instanceof TransactionRejected) return error.rejected;
    throw error;
  }
}

/** Everything a market keeps, one by one. */
export type StoredItem =
  | { readonly item: 'openOrder'; readonly order: OpenOrder }
  | { readonly item: 'orderRecord'; readonly record: OrderRecord }
  | { readonly item: 'setAsideOrder'; readonly setAside: SetAsideOrder }
  | { readonly item: 'head'; readonly head: MaterialHead }
  | { readonly item: 'trades'; readonly batch: TradeBatch }
  | { readonly item: 'candle'; readonly candle: ClosedCandle }
  | { readonly item: 'box'; readonly box: DeliveryBox }
  | { readonly item: 'statement'; readonly entry: StatementEntry }
  | { readonly item: 'receiptPart'; readonly part: ReceiptPart }
  | { readonly item: 'expiringOrder'; readonly expiring: ExpiringOrder }
  | { readonly item: 'material'; readonly material: string }
  | { readonly item: 'activityNote'; readonly note: ActivityNote }
  | { readonly item: 'sweepProgress'; readonly progress: SweepProgress };

/** Something in the tables that cannot be read, as an attribute is missing or malformed. */
export interface DamagedItem {
  readonly table: 'orders' | 'ledger';
  /** The values of its partition key and sort key. */
  readonly key: { readonly partition: string; readonly sort: string };
  /** What is wrong, such as `attribute quantity is missing or malformed`; never the content. */
  readonly reason: string;
}

/** What a scan comes across. */
export type ScannedItem = StoredItem | ({ readonly item: 'damaged' } & DamagedItem);

/** A part of both tables, to read several at the same time. */
export interface ScanSegment {
  /** From 0. */
  readonly segment: number;
  /** How many there are. */
  readonly segments: number;
}

export interface TransactionOptions {
  /**
   * A repeated transaction with the same token within ten minutes is done once: makes it safe to
   * repeat one whose answer was lost. At most 36 characters.
   */
  readonly token: string;
}

/**
 * Where a market is kept. Reads are consistent unless said otherwise. Faults of the store itself
 * are {@link MarketError}s: those that a repetition can heal are `retryable`.
 *
 * A damaged item is left out of lists, so that it costs nobody what lies beside it. Asked for by its
 * key, or as a part of a receipt, it is a `DAMAGED_ITEM`. A page without items is the last one.
 */
export interface MarketStore {
  /**
   * The same store, whose calls the signal ends: they throw `ABORTED`, and what they were to write
   * may have been written. Left out where no call can hang.
   */
  readonly abortable?: (signal: AbortSignal) => MarketStore;
  /**
   * The same store, whose reads cost half as much, are served by any replica, and may lag behind by
   * moments. Left out where reads are always consistent.
   */
  readonly eventuallyConsistent?: MarketStore | undefined;
  /** All writes or none. Throws {@link TransactionRejected} when a condition does not hold. */
  transact(writes: readonly MarketWrite[], options: TransactionOptions): Promise<void>;

  getHead(material: string): Promise<MaterialHead | undefined>;
  /** By order id, or any other id with the same idempotency hash. */
  getOrderRecord(orderId: string): Promise<OrderRecord | undefined>;
  getOpenOrder(key: OpenOrderKey): Promise<OpenOrder | undefined>;
  /** Open orders of one side, best first. */
  listSide(material: string, type: OrderType, page: PageRequest): Promise<Page<OpenOrder>>;
  /**
   * Keys of an account's open orders, latest first; may lag behind by moments. Orders without an
   * account are on no list.
   */
  listAccountOrders(account: string, page: PageRequest): Promise<Page<OpenOrderKey>>;
  /** Orders noted in a bucket of {@link expiryBuckets} whose time is over at `until`. */
  listExpiringOrders(
    bucket: string,
    until: string,
    page: PageRequest,
  ): Promise<Page<ExpiringOrder>>;
  /** In order of their names. */
  listMaterials(page: PageRequest): Promise<Page<string>>;
  /** Notes of one of {@link activityShards}, by the beginnings of their periods. */
  listActivityNotes(shard: number, page: PageRequest): Promise<Page<ActivityNote>>;
  getSweepProgress(): Promise<SweepProgress | undefined>;
  /** In order of materials. */
  listBoxes(account: string, page: PageRequest): Promise<Page<DeliveryBox>>;
  /** In order of parts. */
  getReceipt(account: string, collectionId: string): Promise<readonly ReceiptPart[]>;
  /** Latest first; where `upTo` is given, from the entry with that id on. */
  listStatement(
    account: string,
    page: PageRequest,
    bound?: { readonly upTo?: string | undefined },
  ): Promise<Page<StatementEntry>>;
  /** Latest first; where `before` is given, batches whose first sequence is less. */
  listTrades(
    material: string,
    page: PageRequest,
    bound?: { readonly before?: number | undefined },
  ): Promise<Page<TradeBatch>>;
  /** Finished candles with `from <= openTime < to`, latest first. */
  listCandles(
    material: string,
    interval: CandleInterval,
    range: { readonly from: number; readonly to: number },
    page: PageRequest,
  ): Promise<Page<ClosedCandle>>;
  /**
   * Every item there is, damaged ones included, in no order; not a snapshot. Of one segment where it
   * is given: each item is in one of them. What a repetition can heal is repeated page by page.
   */
  scan(segment?: ScanSegment): AsyncIterable<ScannedItem>;
}

/** For market data: what it shows may be over by the time it arrives, so it costs as little as it can. */
export function storeForReads(store: MarketStore, isConsistent: boolean): MarketStore {
  return isConsistent ? store : (store.eventuallyConsistent ?? store);
}
