/** Length of a candle. */
export type CandleInterval = '1m' | '1h' | '1d';

export const candleIntervals: readonly CandleInterval[] = ['1m', '1h', '1d'];

const milliseconds: Record<CandleInterval, number> = {
  '1m': 60_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};

/** Trading of one material in one period. Periods without a trade have no candle. */
export interface OhlcCandle {
  /** Start of the period, milliseconds since the epoch, aligned to UTC. */
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Units traded; stays at 2^53 − 1 once it gets there. */
  readonly volume: number;
  /** Number of trades. */
  readonly trades: number;
}

export function periodStart(interval: CandleInterval, time: number): number {
  return time - (time % milliseconds[interval]);
}

/** Where a period ends and the next one begins. */
export function periodEnd(interval: CandleInterval, openTime: number): number {
  return openTime + milliseconds[interval];
}

/** One candle over several periods of trading: `earlier` and what came after it. */
export function joinCandles(earlier: OhlcCandle, later: OhlcCandle): OhlcCandle {
  return {
    openTime: earlier.openTime,
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: addVolume(earlier.volume, later.volume),
    trades: earlier.trades + later.trades,
  };
}

/** Adds a trade to a candle of its own period, or begins that candle. */
export function addToCandle(
  candle: OhlcCandle | undefined,
  openTime: number,
  trade: { quantity: number; pricePerUnit: number },
): OhlcCandle {
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
    volume: addVolume(candle.volume, quantity),
    trades: candle.trades + 1,
  };
}

/** Statistics must never keep a trade from happening, so a volume beyond the exact range stays at its end. */
function addVolume(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
