import type { AcceptedOrder, OpenOrderKey, OrderClosure } from '../../engine/entities.js';
import type { OrderType, TimeInForce } from '../../model/market.js';
import {
  type Attributes,
  amountOf,
  attributes,
  integerOf,
  optionalString,
  stringOf,
} from './attributes.js';

/** All of an order, for items whose keys do not say what the key of an open order says. */
export function acceptedAttributes(order: AcceptedOrder): Attributes {
  return attributes({
    orderId: order.orderId,
    type: order.type,
    material: order.material,
    pricePerUnit: order.pricePerUnit,
    ...commonValues(order),
  });
}

export function toAccepted(item: Attributes): AcceptedOrder {
  const key: OpenOrderKey = {
    orderId: stringOf(item, 'orderId'),
    type: stringOf(item, 'type') as OrderType,
    material: stringOf(item, 'material'),
    pricePerUnit: integerOf(item, 'pricePerUnit'),
  };
  return { ...key, ...toCommon(item) };
}

/** What every item of an order says. */
export function commonValues(order: AcceptedOrder) {
  const { account, clientOrderId, quantity, timeInForce, expiresAt, acceptedAt } = order;
  return { account, clientOrderId, quantity, timeInForce, expiresAt, acceptedAt };
}

export function toCommon(item: Attributes): Omit<AcceptedOrder, keyof OpenOrderKey> {
  return {
    account: stringOf(item, 'account'),
    clientOrderId: stringOf(item, 'clientOrderId'),
    quantity: integerOf(item, 'quantity'),
    timeInForce: stringOf(item, 'timeInForce') as TimeInForce,
    expiresAt: optionalString(item, 'expiresAt'),
    acceptedAt: stringOf(item, 'acceptedAt'),
  };
}

type Progress = Pick<OrderClosure, 'remainingQuantity' | 'tradedValue' | 'feeCharged'>;

export function progressValues({ remainingQuantity, tradedValue, feeCharged }: Progress) {
  return {
    remainingQuantity,
    tradedValue: tradedValue || undefined,
    feeCharged: feeCharged || undefined,
  };
}

export function toProgress(item: Attributes): Progress {
  return {
    remainingQuantity: integerOf(item, 'remainingQuantity'),
    tradedValue: amountOf(item, 'tradedValue'),
    feeCharged: amountOf(item, 'feeCharged'),
  };
}
