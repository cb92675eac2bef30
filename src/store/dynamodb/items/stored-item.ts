import type { StoredItem } from '../../../engine/store.js';
import { marketPartition, prefixes } from '../../keys.js';
import { type Attributes, stringOf } from '../attributes.js';
import { toBox, toReceiptPart, toStatementEntry } from './account-items.js';
import { toActivityNote, toExpiringOrder, toMaterial, toSweepProgress } from './market-items.js';
import { toBatch, toClosedCandle, toHead } from './material-items.js';
import { toOrderRecord, toSetAsideOrder } from './order-items.js';

const byPartition: Readonly<Record<string, (item: Attributes) => StoredItem>> = {
  [prefixes.order]: (item) => ({ item: 'orderRecord', record: toOrderRecord(item) }),
  [prefixes.setAside]: (item) => ({ item: 'setAsideOrder', setAside: toSetAsideOrder(item) }),
  [prefixes.material]: (item) => ({ item: 'head', head: toHead(item) }),
  [prefixes.trades]: (item) => ({ item: 'trades', batch: toBatch(item) }),
  [prefixes.expiring]: (item) => ({ item: 'expiringOrder', expiring: toExpiringOrder(item) }),
  [prefixes.activity]: (item) => ({ item: 'activityNote', note: toActivityNote(item) }),
  [prefixes.candles]: (item) => ({ item: 'candle', candle: toClosedCandle(item) }),
};

const byMarketItem: Readonly<Record<string, (item: Attributes) => StoredItem>> = {
  [prefixes.material]: (item) => ({ item: 'material', material: toMaterial(item) }),
  [prefixes.sweepProgress]: (item) => ({
    item: 'sweepProgress',
    progress: toSweepProgress(item),
  }),
};

const byAccountItem: Readonly<Record<string, (item: Attributes) => StoredItem>> = {
  [prefixes.box]: (item) => ({ item: 'box', box: toBox(item) }),
  [prefixes.statement]: (item) => ({ item: 'statement', entry: toStatementEntry(item) }),
  [prefixes.collection]: (item) => ({ item: 'receiptPart', part: toReceiptPart(item) }),
};

/** Any item of the ledger. */
export function toStoredItem(item: Attributes): StoredItem {
  const [partition, sort] = [stringOf(item, 'pk'), stringOf(item, 'sk')];
  const decode =
    partition === marketPartition
      ? byMarketItem[prefixOf(sort)]
      : (byPartition[prefixOf(partition)] ?? byAccountItem[prefixOf(sort)]);
  if (decode === undefined) throw new Error(`unknown item ${partition} ${sort} in the ledger`);
  return decode(item);
}

function prefixOf(key: string): string {
  return key.slice(0, key.indexOf('#') + 1);
}
