import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePriority, type OrderType } from '../core/order.js';
import { maxPricePerUnit } from './limits.js';
import { OrderIdFactory } from './order-id.js';
import { orderKey, orderKeyPrefix, parseOrderKey } from './order-key.js';

const types: readonly OrderType[] = ['Buy', 'Sell'];

/** Extremes, each side of every change in the number of digits, and anything between. */
const price = fc.oneof(
  fc.constantFrom(1, 2, maxPricePerUnit - 1, maxPricePerUnit),
  fc.integer({ min: 1, max: 11 }).map((digits) => 10 ** digits),
  fc.integer({ min: 1, max: 11 }).map((digits) => 10 ** digits - 1),
  fc.integer({ min: 1, max: maxPricePerUnit }),
);

const orderId = fc
  .tuple(fc.nat({ max: 2 ** 41 }), fc.nat({ max: 3 }), fc.string())
  .map(([time, earlierOnes, key]) => {
    const factory = new OrderIdFactory(() => time);
    for (let count = 0; count < earlierOnes; count += 1) factory.next('ada', 'earlier');
    return factory.next('ada', key);
  });

const order = fc.record({ pricePerUnit: price, orderId });

describe('orderKey', () => {
  it.each(types)('sorts %s orders by price, then by time', (type) => {
    fc.assert(
      fc.property(order, order, (a, b) => {
        const [keyA, keyB] = [orderKey({ type, ...a }), orderKey({ type, ...b })];
        const byKey = keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
        expect(byKey).toBe(Math.sign(comparePriority(type, a, b)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('has the lowest price to sell at first, and the highest to buy at', () => {
    const id = new OrderIdFactory(() => 1).next('ada', '1');
    const keys = (type: OrderType, prices: number[]) =>
      prices.map((pricePerUnit) => orderKey({ type, pricePerUnit, orderId: id }));
    const sells = keys('Sell', [1, 9, 10, 99, maxPricePerUnit]);
    expect([...sells].sort()).toEqual(sells);
    const buys = keys('Buy', [maxPricePerUnit, 99, 10, 9, 1]);
    expect([...buys].sort()).toEqual(buys);
    expect(sells[2]).toBe(`Sell#000000000010#${id}`);
  });

  it('keeps the sides apart and can be read back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), order, (type, one) => {
        const key = orderKey({ type, ...one });
        expect(key.startsWith(orderKeyPrefix(type))).toBe(true);
        expect(parseOrderKey(key)).toEqual({ type, ...one });
      }),
    );
    for (const other of ['', 'Buy#1#x', 'Bid#000000000010#', 'Sell#000000000010#']) {
      expect(parseOrderKey(other)).toBeUndefined();
    }
  });
});
