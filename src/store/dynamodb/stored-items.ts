import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marketTables, type TableNames } from '../../deployment/tables.js';
import type { MarketWrite, StoredItem } from '../../engine/store.js';
import { type ItemKey, keyAttributes } from '../keys.js';
import { type Attributes, UnreadableAttribute } from './attributes.js';
import type { ItemCodec, ItemOf, WriteCodec, WriteCodecs } from './codec.js';
import { DamagedItemError } from './damaged-item.js';
import { activityNoteCodec } from './items/activity-note.js';
import { boxCodec } from './items/box.js';
import { candleCodec } from './items/candle.js';
import { expiringOrderCodec } from './items/expiring-order.js';
import { headCodec } from './items/head.js';
import { materialCodec } from './items/material.js';
import { openOrderCodec } from './items/open-order.js';
import { orderRecordCodec } from './items/order-record.js';
import { receiptPartCodec } from './items/receipt-part.js';
import { setAsideOrderCodec } from './items/set-aside-order.js';
import { statementCodec } from './items/statement.js';
import { sweepProgressCodec } from './items/sweep-progress.js';
import { tradesCodec } from './items/trades.js';

/** The codec of every kind of item; keys, writes and the decoding of a scan follow from it. */
export const codecs: { readonly [Kind in StoredItem['item']]: ItemCodec<Kind, never> } = {
  openOrder: openOrderCodec,
  orderRecord: orderRecordCodec,
  setAsideOrder: setAsideOrderCodec,
  head: headCodec,
  trades: tradesCodec,
  candle: candleCodec,
  box: boxCodec,
  statement: statementCodec,
  receiptPart: receiptPartCodec,
  expiringOrder: expiringOrderCodec,
  material: materialCodec,
  activityNote: activityNoteCodec,
  sweepProgress: sweepProgressCodec,
};

const writeCodecs: WriteCodecs<MarketWrite['write']> = {
  ...openOrderCodec.writes,
  ...orderRecordCodec.writes,
  ...setAsideOrderCodec.writes,
  ...headCodec.writes,
  ...tradesCodec.writes,
  ...candleCodec.writes,
  ...boxCodec.writes,
  ...statementCodec.writes,
  ...receiptPartCodec.writes,
  ...expiringOrderCodec.writes,
  ...materialCodec.writes,
  ...activityNoteCodec.writes,
  ...sweepProgressCodec.writes,
};

/** By where they lie in the Ledger: what the partition keys, or both keys, begin with. */
const ledgerCodecs = new Map(
  Object.values(codecs).flatMap(({ place, decode }) =>
    place.table === 'ledger' ? [[place.partition + (place.sort ?? ''), decode]] : [],
  ) as [string, (item: Attributes) => StoredItem][],
);

/** The item that a write is on. */
export function keyOfWrite(write: MarketWrite): ItemKey {
  return codecOf(write).key(write as never);
}

/** A write as an action of TransactWriteItems. */
export function toTransactItem(
  write: MarketWrite,
  key: ItemKey,
  tables: TableNames,
): TransactWriteItem {
  const action = codecOf(write).action(write as never);
  return action({ TableName: tables[key.table], Key: keyAttributes(key) });
}

/** An item of a known kind. Throws a {@link DamagedItemError}. */
export function decodeItem<Kind extends StoredItem['item']>(
  kind: Kind,
  item: Attributes,
): ItemOf<Kind> {
  const { place, decode } = codecs[kind];
  return decoded(place.table, item, decode);
}

/** What an item says. Throws a {@link DamagedItemError}, whatever fails in `decode`. */
export function decoded<Entity>(
  table: ItemKey['table'],
  item: Attributes,
  decode: (item: Attributes) => Entity,
): Entity {
  try {
    return decode(item);
  } catch (error) {
    const isSafe = error instanceof UnreadableAttribute;
    throw new DamagedItemError(keyOf(table, item), isSafe ? error.message : 'it is malformed');
  }
}

/** Any item of a table. Throws a {@link DamagedItemError}. */
export function toStoredItem(table: ItemKey['table'], item: Attributes): StoredItem {
  if (table === 'orders') return decodeItem('openOrder', item);
  const { partition, sort } = keyOf(table, item);
  const prefix = prefixOf(partition);
  const decode = ledgerCodecs.get(prefix) ?? ledgerCodecs.get(prefix + prefixOf(sort));
  if (decode === undefined) {
    throw new DamagedItemError({ table, partition, sort }, 'its key is that of no item');
  }
  return decoded(table, item, decode);
}

function keyOf(table: ItemKey['table'], item: Attributes): ItemKey {
  const { partitionKey, sortKey } = marketTables[table];
  return {
    table,
    partition: item[partitionKey.name]?.S ?? '',
    sort: item[sortKey.name]?.S ?? '',
  };
}

function codecOf(write: MarketWrite): WriteCodec<MarketWrite['write']> {
  return writeCodecs[write.write] as WriteCodec<MarketWrite['write']>;
}

function prefixOf(key: string): string {
  return key.slice(0, key.indexOf('#') + 1);
}
