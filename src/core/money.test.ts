import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AmountOutOfRangeError,
  saleFeeDue,
  smallerAmount,
  toSafeInteger,
  tradeValue,
} from './money.js';

const max = Number.MAX_SAFE_INTEGER;

describe('tradeValue', () => {
  it('is exact up to 2^53 − 1, and an error beyond', () => {
    expect(tradeValue(1_000_000_000, 9_007_199)).toBe(9_007_199_000_000_000);
    expect(tradeValue(1, max)).toBe(max);
    expect(() => tradeValue(2, (max + 1) / 2)).toThrow(AmountOutOfRangeError);
    // Rounded to a double, this product is a safe integer: it must not be taken for one.
    expect(() => tradeValue(3, 3_002_399_751_580_331)).toThrow(AmountOutOfRangeError);
  });
});

describe('toSafeInteger', () => {
  it('converts within the safe range on both sides of 0', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(toSafeInteger(BigInt(value))).toBe(value);
      }),
    );
    for (const beyond of [2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n, 10n ** 400n]) {
      expect(() => toSafeInteger(beyond)).toThrow(AmountOutOfRangeError);
    }
  });
});

describe('saleFeeDue', () => {
  const values = fc.array(fc.integer({ min: 1, max: max }), { minLength: 1, maxLength: 30 });
  const rate = fc.integer({ min: 0, max: 10_000 });

  it('adds up to what one sale of everything is charged', () => {
    fc.assert(
      fc.property(values, rate, (sales, basisPoints) => {
        let cumulativeValue = 0n;
        let charged = 0n;
        for (const value of sales) {
          cumulativeValue += BigInt(value);
          const fee = saleFeeDue({ cumulativeValue, value, charged, basisPoints });
          expect(fee).toBeGreaterThanOrEqual(0);
          expect(fee).toBeLessThanOrEqual(value);
          charged += BigInt(fee);
        }
        expect(charged).toBe((cumulativeValue * BigInt(basisPoints)) / 10_000n);
      }),
    );
  });

  it('stays between nothing and the value of the trade when the rate changes meanwhile', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 1_000 }), rate), { maxLength: 20 }), (sales) => {
        let cumulativeValue = 0n;
        let charged = 0n;
        for (const [value, basisPoints] of sales) {
          cumulativeValue += BigInt(value);
          const fee = saleFeeDue({ cumulativeValue, value, charged, basisPoints });
          expect(fee).toBeGreaterThanOrEqual(0);
          expect(fee).toBeLessThanOrEqual(value);
          charged += BigInt(fee);
        }
      }),
    );
  });
});

describe('smallerAmount', () => {
  it('is the smaller of two', () => {
    expect([smallerAmount(1n, 2n), smallerAmount(2n, 1n), smallerAmount(3n, 3n)]).toEqual([
      1n,
      1n,
      3n,
    ]);
  });
});
