import { addAmounts, amountNames, noAmounts, type OrderRecord } from '../../engine/entities.js';
import { acceptedOrderOf } from '../../engine/orders.js';
import type { MarketWrite, StoredItem } from '../../engine/store.js';
import { negated } from '../amounts.js';

/** What becomes of an item: its new state, undefined for none; or its condition does not hold. */
export type Outcome = { readonly next: StoredItem | undefined } | 'rejected';

/** What a write does to the item that is there. */
export function outcomeOf(write: MarketWrite, current: StoredItem | undefined): Outcome {
  switch (write.write) {
    case 'insertOrderRecord':
      if (current) return 'rejected';
      return {
        next: {
          item: 'orderRecord',
          record: { ...acceptedOrderOf(write.order), reducedQuantity: 0, closure: null },
        },
      };
    case 'insertRefusal':
      if (current) return 'rejected';
      return {
        next: {
          item: 'orderRecord',
          record: {
            ...acceptedOrderOf(write.order),
            reducedQuantity: 0,
            closure: null,
            isRefused: true,
          },
        },
      };
    case 'insertOpenOrder':
      return { next: { item: 'openOrder', order: write.order } };
    case 'updateOpenOrder':
      if (!rests(current, write.expected.remainingQuantity)) return 'rejected';
      return { next: { item: 'openOrder', order: write.order } };
    case 'deleteOpenOrder':
      return rests(current, write.expected.remainingQuantity) ? { next: undefined } : 'rejected';
    case 'checkOpenOrder':
      return rests(current, write.expected.remainingQuantity) ? { next: current } : 'rejected';
    case 'closeOrderRecord': {
      const record = current?.item === 'orderRecord' ? current.record : undefined;
      if (record?.orderId !== write.order.orderId || record.closure) return 'rejected';
      return { next: { item: 'orderRecord', record: { ...record, closure: write.closure } } };
    }
    case 'reduceOrderRecord': {
      const record = current?.item === 'orderRecord' ? current.record : undefined;
      const { orderId, reducedQuantity } = write.order;
      if (record?.orderId !== orderId || record.closure) return 'rejected';
      return { next: { item: 'orderRecord', record: { ...record, reducedQuantity } } };
    }
    case 'checkNoOpenRecord': {
      const record = current?.item === 'orderRecord' ? current.record : undefined;
      const isOpen = record?.orderId === write.order.orderId && record.closure === null;
      return isOpen ? 'rejected' : { next: current };
    }
    case 'putSetAsideOrder':
      return { next: { item: 'setAsideOrder', setAside: write.setAside } };
    case 'restoreOpenOrder':
      return current ? 'rejected' : { next: { item: 'openOrder', order: write.order } };
    case 'replaceOrderRecord': {
      if (!isRecord(current, write.expected)) return 'rejected';
      return { next: { item: 'orderRecord', record: write.record } };
    }
    case 'checkOrderRecord':
      return isRecord(current, write.expected) ? { next: current } : 'rejected';
    case 'deleteSetAsideOrder':
      return current ? { next: undefined } : 'rejected';
    case 'replaceBox': {
      const box = current?.item === 'box' ? current.box : { version: 0, amounts: noAmounts };
      const { expected, amounts } = write;
      const isSame = amountNames.every((name) => box.amounts[name] === expected.amounts[name]);
      if (box.version !== expected.version || !isSame) return 'rejected';
      const version = expected.version + 1;
      return { next: { item: 'box', box: { ...expected, version, amounts } } };
    }
    case 'checkHead': {
      const version = current?.item === 'head' ? current.head.version : 0;
      return version === write.version ? { next: current } : 'rejected';
    }
    case 'putHead': {
      const version = current?.item === 'head' ? current.head.version : 0;
      if (version !== write.head.version - 1) return 'rejected';
      return { next: { item: 'head', head: write.head } };
    }
    case 'putExpiringOrder':
      return { next: { item: 'expiringOrder', expiring: write.expiring } };
    case 'deleteExpiringOrder':
      return { next: undefined };
    case 'putMaterial':
      return { next: { item: 'material', material: write.material } };
    case 'putActivityNote':
      return { next: { item: 'activityNote', note: write.note } };
    case 'deleteActivityNote':
      return { next: undefined };
    case 'putSweepProgress': {
      const version = current?.item === 'sweepProgress' ? current.progress.version : 0;
      if (version !== write.progress.version - 1) return 'rejected';
      return { next: { item: 'sweepProgress', progress: write.progress } };
    }
    case 'putTrades':
      return { next: { item: 'trades', batch: write.batch } };
    case 'putCandle':
      return { next: { item: 'candle', candle: write.candle } };
    case 'creditBox': {
      const { account, material, credit } = write;
      const box = current?.item === 'box' ? current.box : undefined;
      const amounts = addAmounts(box?.amounts ?? noAmounts, credit);
      return {
        next: { item: 'box', box: { account, material, version: box?.version ?? 0, amounts } },
      };
    }
    case 'debitBox': {
      if (current?.item !== 'box' || current.box.version !== write.box.version) return 'rejected';
      const { box } = current;
      const amounts = addAmounts(box.amounts, negated(write.debit));
      return { next: { item: 'box', box: { ...box, version: box.version + 1, amounts } } };
    }
    case 'putStatement':
      return { next: { item: 'statement', entry: write.entry } };
    case 'insertReceiptPart':
      return current ? 'rejected' : { next: { item: 'receiptPart', part: write.part } };
  }
}

function rests(current: StoredItem | undefined, remainingQuantity: number): boolean {
  return current?.item === 'openOrder' && current.order.remainingQuantity === remainingQuantity;
}

/** Whether it is this record, open or closed as it is; or none, where none is expected. */
function isRecord(current: StoredItem | undefined, expected: OrderRecord | null): boolean {
  const record = current?.item === 'orderRecord' ? current.record : null;
  if (record === null || expected === null) return record === expected;
  return (
    record.orderId === expected.orderId &&
    record.isRefused === expected.isRefused &&
    record.reducedQuantity === expected.reducedQuantity &&
    record.closure?.closedAt === expected.closure?.closedAt
  );
}
