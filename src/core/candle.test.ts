import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToCandle, type Candle, candleIntervals, periodStart } from './candle.js';

const day = Date.parse('2026-11-22T00:00:00Z');

describe('periodStart', () => {
  it('is aligned to UTC', () => {
    const time = Date.parse('2026-11-22T13:47:59.999Z');
    const starts = candleIntervals.map((interval) =>
      new Date(periodStart(interval, time)).toISOString(),
    );
    expect(starts).toEqual([
      '2026-11-22T13:47:00.000Z',
      '2026-11-22T13:00:00.000Z',
      '2026-11-22T00:00:00.000Z',
    ]);
  });

  it('is the beginning of its own period', () => {
    fc.assert(
      fc.property(fc.constantFrom(...candleIntervals), fc.nat(), (interval, offset) => {
        const start = periodStart(interval, day + offset);
        expect(start).toBeLessThanOrEqual(day + offset);
        expect(periodStart(interval, start)).toBe(start);
      }),
    );
  });
});

describe('addToCandle', () => {
  it('is first, highest, lowest, last and sum of its trades', () => {
    const trade = fc.record({
      quantity: fc.integer({ min: 1, max: 1_000 }),
      pricePerUnit: fc.integer({ min: 1, max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 20 }), (trades) => {
        const candle = trades.reduce<Candle | undefined>(
          (before, one) => addToCandle(before, day, one),
          undefined,
        );
        const prices = trades.map(({ pricePerUnit }) => pricePerUnit);
        expect(candle).toEqual({
          openTime: day,
          open: prices[0],
          high: Math.max(...prices),
          low: Math.min(...prices),
          close: prices.at(-1),
          volume: trades.reduce((sum, { quantity }) => sum + quantity, 0),
          trades: trades.length,
        });
      }),
    );
  });
});
