import { MarketError } from '../../model/errors.js';
import type { Order } from '../../model/market.js';
import { isOrderId } from '../../model/order-id.js';
import type { ClosedOrderRecord, OpenOrder, OrderRecord } from '../entities.js';
import { closedOrderView, openOrderView } from '../orders.js';
import type { MarketStore } from '../store.js';

/** An order is either in the book or closed. */
export type OrderState =
  | { readonly open: OpenOrder; readonly closed?: never }
  | { readonly open?: never; readonly closed: ClosedOrderRecord };

/** An order by id, open or closed. Throws `ORDER_NOT_FOUND` if there never was one. */
export async function getOrder(store: MarketStore, orderId: string): Promise<Order> {
  return viewOfRecord(store, await getRecord(store, orderId));
}

export async function getRecord(store: MarketStore, orderId: string): Promise<OrderRecord> {
  const record = isOrderId(orderId) ? await store.getOrderRecord(orderId) : undefined;
  if (record?.orderId === orderId && !record.isRefused) return record;
  throw new MarketError('ORDER_NOT_FOUND', `there is no order ${orderId}`);
}

export async function viewOfRecord(store: MarketStore, record: OrderRecord): Promise<Order> {
  const { open, closed } = await stateOf(store, record);
  return open ? openOrderView(open) : closedOrderView(closed);
}

export async function stateOf(store: MarketStore, record: OrderRecord): Promise<OrderState> {
  if (isClosed(record)) return { closed: record };
  const open = await store.getOpenOrder(record);
  if (open) return { open };
  // Book and record are two reads: it was closed between them.
  const later = await store.getOrderRecord(record.orderId);
  if (later && isClosed(later)) return { closed: later };
  throw new MarketError(
    'INTERNAL',
    `order ${record.orderId} is neither in the book nor closed: run an audit`,
  );
}

function isClosed(record: OrderRecord): record is ClosedOrderRecord {
  return record.closure !== null;
}
