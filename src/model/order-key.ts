import type { OrderType } from '../core/order.js';
import { maxPricePerUnit } from './limits.js';

const priceDigits = String(maxPricePerUnit).length;

/**
 * Sort key of an open order: type, left-padded price, UUID. Ascending order is price-time
 * priority on both sides, since a Buy carries the complement of its price.
 */
export function orderKey(order: {
  type: OrderType;
  pricePerUnit: number;
  orderId: string;
}): string {
  const price = order.type === 'Sell' ? order.pricePerUnit : maxPricePerUnit - order.pricePerUnit;
  return `${order.type}#${String(price).padStart(priceDigits, '0')}#${order.orderId}`;
}

/** What the sort keys of one side of the book begin with. */
export function orderKeyPrefix(type: OrderType): string {
  return `${type}#`;
}

/** What a sort key says of its order, or undefined if it is no such key. */
export function parseOrderKey(
  key: string,
): { type: OrderType; pricePerUnit: number; orderId: string } | undefined {
  const [, type, price, orderId] = /^(Buy|Sell)#(\d{12})#([0-9a-f-]{36})$/.exec(key) ?? [];
  if (orderId === undefined) return undefined;
  return {
    type: type as OrderType,
    pricePerUnit: type === 'Sell' ? Number(price) : maxPricePerUnit - Number(price),
    orderId,
  };
}
