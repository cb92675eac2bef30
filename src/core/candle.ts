/** Length of a candle. */
export type CandleInterval = '1m' | '1h' | '1d';

export const candleIntervals: readonly CandleInterval[] = ['1m', '1h', '1d'];

const milliseconds: Record<CandleInterval, number> = {
  '1m': 60_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};

/** Trading of one material in one period. Periods without a trade have no candle. */
export interface Candle {
  /** Start of the period, milliseconds since the epoch, aligned to UTC. */
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Units traded. */
  readonly volume: number;
  /** Number of trades. */
  readonly trades: number;
}

export function periodStart(interval: CandleInterval, time: number): number {
  return time - (time % milliseconds[interval]);
}

/** Adds a trade to a candle of its own period, or begins that candle. */
export function addToCandle(
  candle: Candle | undefined,
  openTime: number,
  trade: { quantity: number; pricePerUnit: number },
): Candle {
  const { quantity, pricePerUnit: price } = trade;
  if (candle === undefined) {
    return {
      openTime,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: quantity,
      trades: 1,
    };
  }
  return {
    openTime,
    open: candle.open,
    high: Math.max(candle.high, price),
    low: Math.min(candle.low, price),
    close: price,
    volume: Math.min(candle.volume + quantity, Number.MAX_SAFE_INTEGER),
    trades: candle.trades + 1,
  };
}
