import type { BookOrder } from '../core/order.js';
import type { Order } from '../model/market.js';
import type { AcceptedOrder, OpenOrder, OrderClosure, OrderRecord } from './entities.js';

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

/** The order as matching left it. */
export function withProgress(order: OpenOrder, after: BookOrder): OpenOrder {
  return openOrder(order, after);
}

export function openOrderOf(accepted: AcceptedOrder): OpenOrder {
  return openOrder(accepted, {
    remainingQuantity: accepted.quantity,
    tradedValue: 0n,
    feeCharged: 0n,
  });
}

/** Written out field by field: spreading is several times slower, and every order comes by here. */
function openOrder(
  order: AcceptedOrder,
  progress: Pick<OpenOrder, 'remainingQuantity' | 'tradedValue' | 'feeCharged'>,
): OpenOrder {
  return {
    orderId: order.orderId,
    account: order.account,
    clientOrderId: order.clientOrderId,
    type: order.type,
    material: order.material,
    quantity: order.quantity,
    pricePerUnit: order.pricePerUnit,
    timeInForce: order.timeInForce,
    expiresAt: order.expiresAt,
    acceptedAt: order.acceptedAt,
    remainingQuantity: progress.remainingQuantity,
    tradedValue: progress.tradedValue,
    feeCharged: progress.feeCharged,
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
  const isUntouched = order.remainingQuantity === order.quantity;
  return orderView(order, {
    remainingQuantity: order.remainingQuantity,
    status: isUntouched ? 'OPEN' : 'PARTIALLY_FILLED',
    closeReason: null,
    closedAt: null,
  });
}

export function closedOrderView(record: OrderRecord, closure: OrderClosure): Order {
  return orderView(record, closure);
}

function orderView(
  order: AcceptedOrder,
  state: Pick<Order, 'remainingQuantity' | 'status' | 'closeReason' | 'closedAt'>,
): Order {
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    account: order.account,
    type: order.type,
    material: order.material,
    quantity: order.quantity,
    remainingQuantity: state.remainingQuantity,
    pricePerUnit: order.pricePerUnit,
    timeInForce: order.timeInForce,
    expiresAt: order.expiresAt,
    status: state.status,
    closeReason: state.closeReason,
    acceptedAt: order.acceptedAt,
    closedAt: state.closedAt,
  };
}

/** What the market gives back for the untraded rest of an order: its goods or its coins. */
export function returnOf(order: Pick<OpenOrder, 'type' | 'remainingQuantity' | 'pricePerUnit'>) {
  const rest = BigInt(order.remainingQuantity);
  return order.type === 'Sell'
    ? { goodsReturned: rest, coinsReturned: 0n }
    : { goodsReturned: 0n, coinsReturned: rest * BigInt(order.pricePerUnit) };
}
