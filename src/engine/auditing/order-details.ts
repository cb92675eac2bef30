import type { OpenOrder, OrderRecord } from '../entities.js';
import type { ScannedItem } from '../store.js';
import type { Compare } from './differences.js';

/** What the items of some orders of one material say, order by order. */
export class OrderDetails {
  readonly #records = new Map<string, OrderRecord>();
  readonly #openOrders = new Map<string, OpenOrder>();
  readonly #tradedQuantities = new Map<string, bigint>();

  /** Adds what the item says of orders that are asked about. */
  add(item: ScannedItem, isAskedFor: (orderId: string) => boolean): void {
    if (item.item === 'openOrder') {
      const { orderId } = item.order;
      if (isAskedFor(orderId)) this.#openOrders.set(orderId, item.order);
    } else if (item.item === 'orderRecord') {
      const { orderId, isRefused } = item.record;
      if (!isRefused && isAskedFor(orderId)) this.#records.set(orderId, item.record);
    } else if (item.item === 'trades') {
      for (const { quantity, buyOrderId, sellOrderId } of item.batch.trades) {
        for (const orderId of [buyOrderId, sellOrderId]) {
          if (!isAskedFor(orderId)) continue;
          const traded = this.#tradedQuantities.get(orderId) ?? 0n;
          this.#tradedQuantities.set(orderId, traded + BigInt(quantity));
        }
      }
    }
  }

  compare(compare: Compare): void {
    for (const record of this.#records.values()) this.#compareOrder(record, compare);
    for (const orderId of this.#openOrders.keys()) {
      if (!this.#records.has(orderId)) compare(`order ${orderId}`, 'a record', 'none');
    }
    for (const orderId of this.#tradedQuantities.keys()) {
      if (!this.#records.has(orderId)) compare(`trades of ${orderId}`, 'a record', 'none');
    }
  }

  #compareOrder(record: OrderRecord, compare: Compare): void {
    const { orderId, quantity, reducedQuantity, closure } = record;
    const open = this.#openOrders.get(orderId);
    const traded = this.#tradedQuantities.get(orderId) ?? 0n;
    compare(`order ${orderId} in the book`, closure === null, open !== undefined);
    if (open)
      compare(`reduced quantity of order ${orderId}`, reducedQuantity, open.reducedQuantity);
    const untraded = open?.remainingQuantity ?? closure?.remainingQuantity ?? 0;
    compare(`traded quantity of order ${orderId}`, quantity - reducedQuantity - untraded, traded);
    if (closure?.status === 'FILLED') compare(`rest of filled order ${orderId}`, 0, untraded);
  }
}

/** The material of whatever tells of orders. */
export function materialOf(item: ScannedItem): string | undefined {
  if (item.item === 'openOrder') return item.order.material;
  if (item.item === 'orderRecord') return item.record.material;
  return item.item === 'trades' ? item.batch.material : undefined;
}
