import type { CandleInterval } from '../core/candle.js';
import { marketTables } from '../deployment/tables.js';
import type { OpenOrderKey } from '../engine/entities.js';
import type { MarketWrite } from '../engine/store.js';
import { type ActivityNote, activityShardOf } from '../model/activity.js';
import { expiryBucketOf } from '../model/expiry.js';
import type { OrderType } from '../model/market.js';
import { idempotencyHashOf } from '../model/order-id.js';
import { orderKey, orderKeyPrefix } from '../model/order-key.js';
import { type Attributes, attributes } from './dynamodb/attributes.js';

/** Where an item is kept: its table, and the values of its partition key and sort key. */
export interface ItemKey {
  readonly table: 'orders' | 'ledger';
  readonly partition: string;
  readonly sort: string;
}

/** The key of an item, as attributes. */
export function keyAttributes({ table, partition, sort }: ItemKey): Attributes {
  const { partitionKey, sortKey } = marketTables[table];
  return attributes({ [partitionKey.name]: partition, [sortKey.name]: sort });
}

/** Items of one partition with `from <= sort key <= to`. */
export interface KeyRange {
  readonly table: ItemKey['table'];
  readonly partition: string;
  readonly from: string;
  readonly to: string;
  readonly descending?: boolean;
}

export const prefixes = {
  order: 'ORDER#',
  setAside: 'SET_ASIDE#',
  material: 'MATERIAL#',
  trades: 'TRADES#',
  candles: 'CANDLES#',
  account: 'ACCOUNT#',
  box: 'BOX#',
  statement: 'STATEMENT#',
  collection: 'COLLECTION#',
  expiring: 'EXPIRING#',
  activity: 'ACTIVITY#',
  sweepProgress: 'SWEEP#',
} as const;

const orderRecordSort = 'ORDER';
const headSort = 'HEAD';
/** Items of the market as a whole, by what they are. */
export const marketPartition = 'MARKET#';

/** Digits of the greatest safe integer, so that padded numbers sort as numbers do. */
const integerDigits = String(Number.MAX_SAFE_INTEGER).length;
const partDigits = 4;

/** Sorts after every character that follows a prefix: those of names, digits, `-` and `#`. */
export const afterAll = '~';

export function openOrderKey(order: OpenOrderKey): ItemKey {
  return { table: 'orders', partition: order.material, sort: orderKey(order) };
}

export function sideRange(material: string, type: OrderType): KeyRange {
  return { table: 'orders', partition: material, ...startingWith(orderKeyPrefix(type)) };
}

export function orderRecordKey(orderId: string): ItemKey {
  return ledgerKey(prefixes.order + idempotencyHashOf(orderId), orderRecordSort);
}

export function headKey(material: string): ItemKey {
  return ledgerKey(prefixes.material + material, headSort);
}

/** Batches of trades whose first sequence is less than `before`. */
export function tradesRange(
  material: string,
  { before = Number.MAX_SAFE_INTEGER }: { readonly before?: number | undefined } = {},
): KeyRange {
  const range = { from: pad(0), to: pad(Math.max(before - 1, 0)) };
  return ledgerRange(prefixes.trades + material, { ...range, descending: true });
}

/** Candles with `from <= openTime < to`; undefined when there can be none. */
export function candlesRange(
  material: string,
  interval: CandleInterval,
  { from, to }: { readonly from: number; readonly to: number },
): KeyRange | undefined {
  const first = Math.max(Math.ceil(from), 0);
  const last = Math.min(Math.ceil(to) - 1, Number.MAX_SAFE_INTEGER);
  if (!(first <= last)) return undefined;
  return ledgerRange(candlesPartition(material, interval), {
    from: pad(first),
    to: pad(last),
    descending: true,
  });
}

export function boxesRange(account: string): KeyRange {
  return ledgerRange(prefixes.account + account, startingWith(prefixes.box));
}

/** Statement entries, those with ids later than `upTo` left out. */
export function statementRange(
  account: string,
  { upTo = afterAll }: { readonly upTo?: string | undefined } = {},
): KeyRange {
  const range = { from: prefixes.statement, to: prefixes.statement + upTo };
  return ledgerRange(prefixes.account + account, { ...range, descending: true });
}

export function receiptRange(account: string, collectionId: string): KeyRange {
  return ledgerRange(prefixes.account + account, startingWith(receiptPrefix(collectionId)));
}

/** Orders of a bucket that have expired at `until`. */
export function expiringRange(bucket: string, until: string): KeyRange {
  return ledgerRange(prefixes.expiring + bucket, { from: '0', to: until + afterAll });
}

export function materialsRange(): KeyRange {
  return ledgerRange(marketPartition, startingWith(prefixes.material));
}

export function activityRange(shard: number): KeyRange {
  return ledgerRange(prefixes.activity + shard, { from: '0', to: afterAll });
}

export function sweepProgressKey(): ItemKey {
  return ledgerKey(marketPartition, prefixes.sweepProgress);
}

/** The item that a write is on. */
export function keyOfWrite(write: MarketWrite): ItemKey {
  switch (write.write) {
    case 'insertOrderRecord':
    case 'insertRefusal':
    case 'closeOrderRecord':
    case 'checkNoOpenRecord':
      return orderRecordKey(write.order.orderId);
    case 'insertOpenOrder':
    case 'updateOpenOrder':
      return openOrderKey(write.order);
    case 'deleteOpenOrder':
    case 'checkOpenOrder':
      return openOrderKey(write.expected);
    case 'putSetAsideOrder': {
      const { material, orderId } = write.setAside.order;
      return ledgerKey(prefixes.setAside + material, orderId);
    }
    case 'putExpiringOrder':
    case 'deleteExpiringOrder': {
      const { orderId, expiresAt } = write.expiring;
      return ledgerKey(
        prefixes.expiring + expiryBucketOf(write.expiring),
        `${expiresAt}#${orderId}`,
      );
    }
    case 'putMaterial':
      return ledgerKey(marketPartition, prefixes.material + write.material);
    case 'putActivityNote':
    case 'deleteActivityNote': {
      const { material, since } = write.note;
      return ledgerKey(prefixes.activity + activityShardOf(material), `${since}#${material}`);
    }
    case 'putSweepProgress':
      return sweepProgressKey();
    case 'putHead':
      return headKey(write.head.material);
    case 'putTrades': {
      const { material, trades } = write.batch;
      return ledgerKey(prefixes.trades + material, pad(trades[0].sequence));
    }
    case 'putCandle': {
      const { material, interval, candle } = write.candle;
      return ledgerKey(candlesPartition(material, interval), pad(candle.openTime));
    }
    case 'creditBox':
      return boxKey(write);
    case 'debitBox':
      return boxKey(write.box);
    case 'putStatement': {
      const { account, entryId } = write.entry;
      return ledgerKey(prefixes.account + account, prefixes.statement + entryId);
    }
    case 'insertReceiptPart': {
      const { account, collectionId, part } = write.part;
      const sort = receiptPrefix(collectionId) + String(part).padStart(partDigits, '0');
      return ledgerKey(prefixes.account + account, sort);
    }
  }
}

/** The order that an expiring order's sort key names. */
export function parseExpiringSort(sort: string): { expiresAt: string; orderId: string } {
  const [expiresAt, orderId] = sort.split('#') as [string, string];
  return { expiresAt, orderId };
}

export function parseMaterialSort(sort: string): string {
  return sort.slice(prefixes.material.length);
}

/** The note that an activity note's sort key is. */
export function parseActivitySort(sort: string): ActivityNote {
  const [since, material] = sort.split('#') as [string, string];
  return { material, since };
}

/** The collection id and part that are in a receipt part's sort key. */
export function parseReceiptSort(sort: string): { collectionId: string; part: number } {
  const end = sort.lastIndexOf('#');
  return {
    collectionId: decodeURIComponent(sort.slice(prefixes.collection.length, end)),
    part: Number(sort.slice(end + 1)),
  };
}

function boxKey(box: { readonly account: string; readonly material: string }): ItemKey {
  return ledgerKey(prefixes.account + box.account, prefixes.box + box.material);
}

function candlesPartition(material: string, interval: CandleInterval): string {
  return `${prefixes.candles}${material}#${interval}`;
}

/** Escaped, so that no collection id with its part reads like another one with its part. */
function receiptPrefix(collectionId: string): string {
  return `${prefixes.collection}${collectionId.replace(/[#%]/g, encodeURIComponent)}#`;
}

function pad(integer: number): string {
  return String(integer).padStart(integerDigits, '0');
}

function startingWith(prefix: string): { from: string; to: string } {
  return { from: prefix, to: prefix + afterAll };
}

function ledgerKey(partition: string, sort: string): ItemKey {
  return { table: 'ledger', partition, sort };
}

function ledgerRange(partition: string, range: Pick<KeyRange, 'from' | 'to' | 'descending'>) {
  return { table: 'ledger', partition, ...range } as const;
}
