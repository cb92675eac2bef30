import type { BookOrder } from '../core/order.js';
import type { Order } from '../model/market.js';
import type {
  AcceptedOrder,
  ClosedOrderRecord,
  OpenOrder,
  OrderClosure,
  OrderRecord,
} from './entities.js';

export function toBookOrder(order: OpenOrder): BookOrder {
  return {
    orderId: order.orderId,
    type: order.type,
    account: order.account,
    pricePerUnit: order.pricePerUnit,
    timeInForce: order.timeInForce,
    expiresAt: order.expiresAt === null ? undefined : Date.parse(order.expiresAt),
    remainingQuantity: order.remainingQuantity,
    tradedValue: order.tradedValue,
    feeCharged: order.feeCharged,
  };
}

/** The order as it was accepted, of anything that has its fields: the one list of them. */
export function acceptedOrderOf(order: AcceptedOrder): AcceptedOrder {
  const { orderId, account, clientOrderId, type, material } = order;
  const { quantity, pricePerUnit, timeInForce, expiresAt, acceptedAt } = order;
  return {
    orderId,
    account,
    clientOrderId,
    type,
    material,
    quantity,
    pricePerUnit,
    timeInForce,
    expiresAt,
    acceptedAt,
  };
}

/** The order as matching left it. */
export function withProgress(order: OpenOrder, after: BookOrder): OpenOrder {
  const { remainingQuantity, tradedValue, feeCharged } = after;
  return { ...order, remainingQuantity, tradedValue, feeCharged };
}

export function openOrderOf(accepted: AcceptedOrder): OpenOrder {
  return {
    ...acceptedOrderOf(accepted),
    remainingQuantity: accepted.quantity,
    reducedQuantity: 0,
    tradedValue: 0n,
    feeCharged: 0n,
  };
}

export function closureOf(
  order: OpenOrder,
  end: Pick<OrderClosure, 'status' | 'closeReason' | 'closedAt'>,
): OrderClosure {
  return {
    status: end.status,
    closeReason: end.closeReason,
    closedAt: end.closedAt,
    remainingQuantity: order.remainingQuantity,
    tradedValue: order.tradedValue,
    feeCharged: order.feeCharged,
  };
}

export function openOrderView(order: OpenOrder): Order {
  const isUntouched = order.remainingQuantity === order.quantity - order.reducedQuantity;
  return orderView(order, {
    remainingQuantity: order.remainingQuantity,
    status: isUntouched ? 'OPEN' : 'PARTIALLY_FILLED',
    closeReason: null,
    closedAt: null,
  });
}

export function closedOrderView(record: ClosedOrderRecord): Order {
  return orderView(record, record.closure);
}

function orderView(
  order: Pick<OrderRecord, keyof AcceptedOrder | 'reducedQuantity'>,
  {
    remainingQuantity,
    status,
    closeReason,
    closedAt,
  }: Pick<Order, 'remainingQuantity' | 'status' | 'closeReason' | 'closedAt'>,
): Order {
  const quantity = order.quantity - order.reducedQuantity;
  const accepted = acceptedOrderOf(order);
  return { ...accepted, quantity, remainingQuantity, status, closeReason, closedAt };
}

/** What the market gives back for the untraded rest of an order: its goods or its coins. */
export function returnOf(order: Pick<OpenOrder, 'type' | 'remainingQuantity' | 'pricePerUnit'>) {
  return holdingsOf(order, order.remainingQuantity);
}

/** What units of an order hold: goods of a Sell, coins of a Buy. */
export function holdingsOf(
  { type, pricePerUnit }: Pick<OpenOrder, 'type' | 'pricePerUnit'>,
  quantity: number,
) {
  const units = BigInt(quantity);
  return type === 'Sell'
    ? { goodsReturned: units, coinsReturned: 0n }
    : { goodsReturned: 0n, coinsReturned: units * BigInt(pricePerUnit) };
}
