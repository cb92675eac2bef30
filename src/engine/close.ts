import { MarketError } from '../model/errors.js';
import type { CancelledOrder } from '../model/market.js';
import { creditWrites } from './credit.js';
import {
  type ClosedOrderRecord,
  noAmounts,
  type OpenOrder,
  type OrderClosure,
  type OrderRecord,
} from './entities.js';
import type { Market } from './market.js';
import { closedOrderView, closureOf, returnOf } from './orders.js';
import { getRecord, stateOf } from './reads/get-order.js';
import { type MarketWrite, tryTransact } from './store.js';

/** How often an order is closed, or amended, again while it is being traded. */
export const maxCloseAttempts = 25;

/**
 * Takes an order out of the book and puts what it holds into its account's delivery box. Repeated, it
 * returns the first answer again. Throws `ORDER_NOT_OPEN` if the order was closed in another way,
 * `ORDER_NOT_FOUND` if there never was one.
 */
export async function cancelOrder(market: Market, orderId: string): Promise<CancelledOrder> {
  const record = await getRecord(market.store, orderId);
  const closed = await closeOrder(market, record, 'CANCELLED', 'CANCEL_REQUESTED');
  const { status, closedAt } = closed.closure;
  if (status !== 'CANCELLED') {
    throw new MarketError(
      'ORDER_NOT_OPEN',
      `order ${orderId} can no longer be cancelled: it has been ${status} since ${closedAt}`,
    );
  }
  const { goodsReturned, coinsReturned } = returnOf({ ...closed, ...closed.closure });
  return {
    ...closedOrderView(closed),
    returned: { goods: Number(goodsReturned), coins: Number(coinsReturned) },
  };
}

/** Closes an order that is still open; answers with how it ended, now or before. */
export async function closeOrder(
  market: Market,
  record: OrderRecord,
  status: 'CANCELLED' | 'EXPIRED',
  closeReason: OrderClosure['closeReason'],
): Promise<ClosedOrderRecord> {
  for (let attempt = 0; attempt < maxCloseAttempts; attempt += 1) {
    const { open, closed } = await stateOf(market.store, record);
    if (closed) return closed;
    const closedAt = new Date(market.now()).toISOString();
    const end = closureOf(open, { status, closeReason, closedAt });
    const rejected = await tryTransact(market.store, closingWrites(open, end));
    if (rejected.length === 0) {
      return { ...record, reducedQuantity: open.reducedQuantity, closure: end };
    }
  }
  throw new MarketError(
    'CONTENTION',
    `order ${record.orderId} was traded during ${maxCloseAttempts} attempts to close it`,
  );
}

function closingWrites(order: OpenOrder, closure: OrderClosure): MarketWrite[] {
  const { account, material, orderId } = order;
  const { status, closeReason, closedAt } = closure;
  const { goodsReturned, coinsReturned } = returnOf(order);
  const credit = { ...noAmounts, goodsReturned, coinsRefunded: coinsReturned };
  return [
    { write: 'deleteOpenOrder', expected: order },
    { write: 'closeOrderRecord', order, closure },
    ...creditWrites({
      account,
      material,
      entryId: `${closedAt}#${material}#${orderId}`,
      at: closedAt,
      trades: [],
      closures: [{ orderId, status, closeReason, goodsReturned, coinsReturned }],
      reductions: [],
      credit,
    }),
  ];
}
