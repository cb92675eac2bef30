import { MarketError } from '../model/errors.js';
import type { AmendedOrder, Order } from '../model/market.js';
import { validationError } from '../model/validation.js';
import { closeOrder, maxCloseAttempts } from './close.js';
import { creditWrites } from './credit.js';
import { type ClosedOrderRecord, noAmounts, type OpenOrder } from './entities.js';
import type { Market } from './market.js';
import { closedOrderView, holdingsOf, openOrderView } from './orders.js';
import { getRecord, stateOf } from './reads/get-order.js';
import { type MarketWrite, tryTransact } from './store.js';

/**
 * Brings an open order down to a smaller quantity, at its place in the queue, and puts what it held
 * for the difference into its account's delivery box. `quantity` counts what has been traded; where
 * that is as much or more, the order is cancelled. Repeated, it gives the same answer.
 *
 * Throws `ORDER_NOT_FOUND`; `ORDER_NOT_OPEN` for an order that was closed before; `VALIDATION_FAILED`
 * for more than its quantity: the difference would have to be paid for first.
 */
export async function amendOrder(
  market: Market,
  orderId: string,
  quantity: number,
): Promise<AmendedOrder> {
  for (let attempt = 0; attempt < maxCloseAttempts; attempt += 1) {
    const record = await getRecord(market.store, orderId);
    const { open, closed } = await stateOf(market.store, record);
    if (closed) return answerOfClosed(closed, quantity);
    const current = open.quantity - open.reducedQuantity;
    if (quantity > current) throw tooMany(current);
    if (quantity === current) return answer(openOrderView(open), open, open.reducedQuantity);
    if (quantity <= current - open.remainingQuantity) {
      await closeOrder(market, record, 'CANCELLED', 'CANCEL_REQUESTED');
      continue;
    }
    const reduced = reducedBy(open, current - quantity);
    const rejected = await tryTransact(market.store, reducingWrites(market, open, reduced));
    if (rejected.length === 0) {
      return answer(openOrderView(reduced), reduced, reduced.reducedQuantity);
    }
  }
  throw new MarketError(
    'CONTENTION',
    `order ${orderId} was traded during ${maxCloseAttempts} attempts to amend it`,
  );
}

function reducedBy(open: OpenOrder, units: number): OpenOrder {
  return {
    ...open,
    remainingQuantity: open.remainingQuantity - units,
    reducedQuantity: open.reducedQuantity + units,
  };
}

function reducingWrites(market: Market, open: OpenOrder, reduced: OpenOrder): MarketWrite[] {
  const { account, material, orderId } = open;
  const at = new Date(market.now()).toISOString();
  const quantity = reduced.reducedQuantity - open.reducedQuantity;
  const { goodsReturned, coinsReturned } = holdingsOf(open, quantity);
  return [
    { write: 'updateOpenOrder', expected: open, order: reduced },
    { write: 'reduceOrderRecord', order: reduced },
    ...creditWrites({
      account,
      material,
      // An order may be reduced twice within a millisecond, and be closed in it as well.
      entryId: `${at}#${material}#${orderId}-${reduced.reducedQuantity}`,
      at,
      trades: [],
      closures: [],
      reductions: [{ orderId, quantity, goodsReturned, coinsReturned }],
      credit: { ...noAmounts, goodsReturned, coinsRefunded: coinsReturned },
    }),
  ];
}

/** An order may end between an amendment and its repetition. */
function answerOfClosed(record: ClosedOrderRecord, quantity: number): AmendedOrder {
  const { closure, reducedQuantity, orderId } = record;
  const current = record.quantity - reducedQuantity;
  const traded = current - closure.remainingQuantity;
  const order = closedOrderView(record);
  if (quantity === current) return answer(order, record, reducedQuantity);
  if (closure.status === 'CANCELLED' && quantity <= traded) {
    return answer(order, record, reducedQuantity + closure.remainingQuantity);
  }
  throw new MarketError(
    'ORDER_NOT_OPEN',
    `order ${orderId} can no longer be amended: it has been ${closure.status} since ${closure.closedAt}`,
  );
}

function answer(
  order: Order,
  accepted: Parameters<typeof holdingsOf>[0],
  units: number,
): AmendedOrder {
  const { goodsReturned, coinsReturned } = holdingsOf(accepted, units);
  return { ...order, returned: { goods: Number(goodsReturned), coins: Number(coinsReturned) } };
}

function tooMany(current: number): MarketError {
  return validationError('amendment', [
    {
      path: 'quantity',
      message: `must be at most ${current}, the order's quantity: place another order for more`,
    },
  ]);
}
