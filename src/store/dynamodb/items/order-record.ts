import { closedAtAttribute, ledgerPrefixes, refusedAttribute } from '../../../deployment/events.js';
import type { OrderClosure, OrderRecord } from '../../../engine/entities.js';
import type { CloseReason } from '../../../model/market.js';
import { idempotencyHashOf } from '../../../model/order-id.js';
import { type ItemKey, ledgerKey } from '../../keys.js';
import { type Condition, check, isAbsent, put, set } from '../actions.js';
import {
  type Attributes,
  attribute,
  attributes,
  flagOf,
  optionalString,
  stringOf,
} from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import {
  acceptedAttributes,
  progressValues,
  reducedValue,
  toAccepted,
  toProgress,
  toReduced,
} from '../order-attributes.js';

export function orderRecordKey(orderId: string): ItemKey {
  return ledgerKey(ledgerPrefixes.order + idempotencyHashOf(orderId), 'ORDER');
}

/** Marks the record of an order that was never accepted. */
const refusal: Attributes = { [refusedAttribute]: { BOOL: true } };

/** What closing an order adds to its record. */
function closureAttributes(closure: OrderClosure): Attributes {
  return attributes({
    closeStatus: closure.status,
    closeReason: closure.closeReason === closure.status ? undefined : closure.closeReason,
    [closedAtAttribute]: closure.closedAt,
    ...progressValues(closure),
  });
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

function toOrderRecord(item: Attributes): OrderRecord {
  return {
    ...toAccepted(item),
    ...toReduced(item),
    closure: item.closedAt ? toClosure(item) : null,
    ...(flagOf(item, refusedAttribute) && { isRefused: true as const }),
  };
}

function isOpen(orderId: string): Condition {
  return {
    ConditionExpression: 'orderId = :expected AND attribute_not_exists(closedAt)',
    ExpressionAttributeValues: { ':expected': attribute(orderId) },
  };
}

function isNotOpen(orderId: string): Condition {
  return {
    ConditionExpression:
      'attribute_not_exists(pk) OR orderId <> :expected OR attribute_exists(closedAt)',
    ExpressionAttributeValues: { ':expected': attribute(orderId) },
  };
}

/** This record, open or closed as it is. */
function isRecord({ orderId, reducedQuantity, closure, isRefused }: OrderRecord): Condition {
  const closed = closure ? 'closedAt = :closedAt' : 'attribute_not_exists(closedAt)';
  const refused = `attribute_${isRefused ? '' : 'not_'}exists(${refusedAttribute})`;
  const reduced = reducedQuantity
    ? 'reducedQuantity = :reduced'
    : 'attribute_not_exists(reducedQuantity)';
  return {
    ConditionExpression: `orderId = :expected AND ${closed} AND ${refused} AND ${reduced}`,
    ExpressionAttributeValues: attributes({
      ':expected': orderId,
      ':closedAt': closure?.closedAt,
      ':reduced': reducedQuantity || undefined,
    }),
  };
}

/** A record as it is: open, closed, or of a refused order. */
function encode(record: OrderRecord): Attributes {
  return {
    ...acceptedAttributes(record),
    ...attributes(reducedValue(record)),
    ...(record.closure && closureAttributes(record.closure)),
    ...(record.isRefused && refusal),
  };
}

const key = ({ order }: { readonly order: { readonly orderId: string } }) =>
  orderRecordKey(order.orderId);

export const orderRecordCodec: ItemCodec<
  'orderRecord',
  | 'insertOrderRecord'
  | 'insertRefusal'
  | 'closeOrderRecord'
  | 'reduceOrderRecord'
  | 'checkNoOpenRecord'
  | 'replaceOrderRecord'
  | 'checkOrderRecord'
> = {
  place: { table: 'ledger', partition: ledgerPrefixes.order },
  decode: (item) => ({ item: 'orderRecord', record: toOrderRecord(item) }),
  writes: {
    insertOrderRecord: {
      key,
      action: ({ order }) => put(acceptedAttributes(order), isAbsent),
    },
    insertRefusal: {
      key,
      action: ({ order }) => put({ ...acceptedAttributes(order), ...refusal }, isAbsent),
    },
    closeOrderRecord: {
      key,
      action: ({ order, closure }) => set(closureAttributes(closure), isOpen(order.orderId)),
    },
    reduceOrderRecord: {
      key,
      action: ({ order }) => set(attributes(reducedValue(order)), isOpen(order.orderId)),
    },
    checkNoOpenRecord: { key, action: ({ order }) => check(isNotOpen(order.orderId)) },
    replaceOrderRecord: {
      key: ({ record }) => orderRecordKey(record.orderId),
      action: ({ expected, record }) =>
        put(encode(record), expected ? isRecord(expected) : isAbsent),
    },
    checkOrderRecord: {
      key: ({ expected }) => orderRecordKey(expected.orderId),
      action: ({ expected }) => check(isRecord(expected)),
    },
  },
};
