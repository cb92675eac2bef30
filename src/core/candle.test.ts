import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addToCandle,
  candleIntervals,
  joinCandles,
  type OhlcCandle,
  periodEnd,
  periodStart,
} from './candle.js';

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

describe('periodEnd', () => {
  it('is where the next period begins', () => {
    for (const interval of candleIntervals) {
      const end = periodEnd(interval, day);
      expect(periodStart(interval, end)).toBe(end);
      expect(periodStart(interval, end - 1)).toBe(day);
    }
  });
});

const trade = fc.record({
  quantity: fc.integer({ min: 1, max: 1_000 }),
  pricePerUnit: fc.integer({ min: 1, max: 1_000 }),
});

describe('joinCandles', () => {
  it('is the candle of all their trades', () => {
    const trades = fc.array(trade, { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(trades, trades, (earlier, later) => {
        const [a, b, both] = [earlier, later, [...earlier, ...later]].map((some) =>
          some.reduce<OhlcCandle | undefined>(
            (before, one) => addToCandle(before, day, one),
            undefined,
          ),
        ) as [OhlcCandle, OhlcCandle, OhlcCandle];
        expect(joinCandles(a, { ...b, openTime: day + 1 })).toEqual(both);
      }),
    );
  });

  it('keeps its volume within the exact range', () => {
    const full = addToCandle(undefined, day, {
      quantity: Number.MAX_SAFE_INTEGER,
      pricePerUnit: 1,
    });
    expect(joinCandles(full, full).volume).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('addToCandle', () => {
  it('is first, highest, lowest, last and sum of its trades', () => {
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 20 }), (trades) => {
        const candle = trades.reduce<OhlcCandle | undefined>(
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
