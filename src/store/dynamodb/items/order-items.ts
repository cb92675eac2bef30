import { refusedAttribute } from '../../../deployment/events.js';
import type {
  AcceptedOrder,
  OpenOrder,
  OpenOrderKey,
  OrderClosure,
  OrderRecord,
  SetAsideOrder,
} from '../../../engine/entities.js';
import { MarketError } from '../../../model/errors.js';
import type { CloseReason, OrderType, TimeInForce } from '../../../model/market.js';
import { parseOrderKey } from '../../../model/order-key.js';
import {
  type Attributes,
  amountOf,
  attributes,
  integerOf,
  optionalString,
  stringOf,
} from '../attributes.js';

/** What the sort key of an open order does not say; `orderId` is the index's sort key. */
export function openOrderAttributes(order: OpenOrder): Attributes {
  return attributes({
    orderId: order.orderId,
    ...commonValues(order),
    ...progressValues(order),
  });
}

/** Also from an index entry, which has the keys only. */
export function toOpenOrderKey(item: Attributes): OpenOrderKey {
  const key = stringOf(item, 'orderKey');
  const parsed = parseOrderKey(key);
  if (parsed === undefined) throw new MarketError('INTERNAL', `${key} is not the key of an order`);
  return { material: stringOf(item, 'material'), ...parsed };
}

export function toOpenOrder(item: Attributes): OpenOrder {
  return { ...toOpenOrderKey(item), ...toCommon(item), ...toProgress(item) };
}

export function orderRecordAttributes(order: AcceptedOrder): Attributes {
  return attributes({
    orderId: order.orderId,
    type: order.type,
    material: order.material,
    pricePerUnit: order.pricePerUnit,
    ...commonValues(order),
  });
}

/** The whole order: nothing of it is in the key but its material and its id. */
export function setAsideAttributes({ order, setAsideAt }: SetAsideOrder): Attributes {
  return {
    ...orderRecordAttributes(order),
    ...attributes({ ...progressValues(order), setAsideAt }),
  };
}

export function toSetAsideOrder(item: Attributes): SetAsideOrder {
  return {
    order: { ...toRecordKey(item), ...toCommon(item), ...toProgress(item) },
    setAsideAt: stringOf(item, 'setAsideAt'),
  };
}

/** Marks the record of an order that was never accepted. */
export const refusal: Attributes = { [refusedAttribute]: { BOOL: true } };

/** What closing an order adds to its record. */
export function closureAttributes(closure: OrderClosure): Attributes {
  return attributes({
    closeStatus: closure.status,
    closeReason: closure.closeReason === closure.status ? undefined : closure.closeReason,
    closedAt: closure.closedAt,
    ...progressValues(closure),
  });
}

export function toOrderRecord(item: Attributes): OrderRecord {
  return {
    ...toRecordKey(item),
    ...toCommon(item),
    closure: item.closedAt ? toClosure(item) : null,
    ...(item[refusedAttribute]?.BOOL && { isRefused: true as const }),
  };
}

function toRecordKey(item: Attributes): OpenOrderKey {
  return {
    orderId: stringOf(item, 'orderId'),
    type: stringOf(item, 'type') as OrderType,
    material: stringOf(item, 'material'),
    pricePerUnit: integerOf(item, 'pricePerUnit'),
  };
}

function toClosure(item: Attributes): OrderClosure {
  return {
    status: stringOf(item, 'closeStatus') as OrderClosure['status'],
    closeReason: (optionalString(item, 'closeReason') ??
      stringOf(item, 'closeStatus')) as CloseReason,
    closedAt: stringOf(item, 'closedAt'),
    ...toProgress(item),
  };
}

function commonValues(order: AcceptedOrder) {
  const { account, clientOrderId, quantity, timeInForce, expiresAt, acceptedAt } = order;
  return { account, clientOrderId, quantity, timeInForce, expiresAt, acceptedAt };
}

function toCommon(item: Attributes) {
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

function progressValues({ remainingQuantity, tradedValue, feeCharged }: Progress) {
  return {
    remainingQuantity,
    tradedValue: tradedValue || undefined,
    feeCharged: feeCharged || undefined,
  };
}

function toProgress(item: Attributes): Progress {
  return {
    remainingQuantity: integerOf(item, 'remainingQuantity'),
    tradedValue: amountOf(item, 'tradedValue'),
    feeCharged: amountOf(item, 'feeCharged'),
  };
}
