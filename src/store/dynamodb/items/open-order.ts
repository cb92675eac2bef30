import type { OpenOrder, OpenOrderKey } from '../../../engine/entities.js';
import { isListed } from '../../../model/limits.js';
import type { OrderType } from '../../../model/market.js';
import { orderKey, orderKeyPrefix, parseOrderKey } from '../../../model/order-key.js';
import { type ItemKey, type KeyRange, startingWith } from '../../keys.js';
import { type Condition, check, put, remove } from '../actions.js';
import {
  type Attributes,
  attribute,
  attributes,
  stringOf,
  UnreadableAttribute,
} from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import {
  commonValues,
  progressValues,
  reducedValue,
  toCommon,
  toProgress,
  toReduced,
} from '../order-attributes.js';

export function openOrderKey(order: OpenOrderKey): ItemKey {
  return { table: 'orders', partition: order.material, sort: orderKey(order) };
}

export function sideRange(material: string, type: OrderType): KeyRange {
  return { table: 'orders', partition: material, ...startingWith(orderKeyPrefix(type)) };
}

/** Also from an index entry, which has the keys only. */
export function toOpenOrderKey(item: Attributes): OpenOrderKey {
  const key = stringOf(item, 'orderKey');
  const parsed = parseOrderKey(key);
  if (parsed === undefined) throw new UnreadableAttribute('orderKey');
  return { material: stringOf(item, 'material'), ...parsed };
}

/**
 * What the sort key does not say. `orderId` is the sort key of the index by account: without it, an
 * order is not in the index. Orders without an account are left out of it, since all of them would
 * share one of its partitions, whose throughput would bound all materials together.
 */
function encode(order: OpenOrder): Attributes {
  const orderId = isListed(order.account) ? order.orderId : undefined;
  return attributes({
    orderId,
    ...commonValues(order),
    ...progressValues(order),
    ...reducedValue(order),
  });
}

function rests({ remainingQuantity }: OpenOrder): Condition {
  return {
    ConditionExpression: 'remainingQuantity = :expected',
    ExpressionAttributeValues: { ':expected': attribute(remainingQuantity) },
  };
}

/** The key of the Orders table is another one. */
const isNotInTheBook: Condition = { ConditionExpression: 'attribute_not_exists(orderKey)' };

export const openOrderCodec: ItemCodec<
  'openOrder',
  'insertOpenOrder' | 'restoreOpenOrder' | 'updateOpenOrder' | 'deleteOpenOrder' | 'checkOpenOrder'
> = {
  place: { table: 'orders' },
  decode: (item) => ({
    item: 'openOrder',
    order: { ...toOpenOrderKey(item), ...toCommon(item), ...toProgress(item), ...toReduced(item) },
  }),
  writes: {
    insertOpenOrder: {
      key: ({ order }) => openOrderKey(order),
      action: ({ order }) => put(encode(order)),
    },
    restoreOpenOrder: {
      key: ({ order }) => openOrderKey(order),
      action: ({ order }) => put(encode(order), isNotInTheBook),
    },
    updateOpenOrder: {
      key: ({ order }) => openOrderKey(order),
      action: ({ order, expected }) => put(encode(order), rests(expected)),
    },
    deleteOpenOrder: {
      key: ({ expected }) => openOrderKey(expected),
      action: ({ expected }) => remove(rests(expected)),
    },
    checkOpenOrder: {
      key: ({ expected }) => openOrderKey(expected),
      action: ({ expected }) => check(rests(expected)),
    },
  },
};
