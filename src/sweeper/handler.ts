import type { Context } from 'aws-lambda';
import type { Market } from '../engine/market.js';
import { type SweepOptions, type SweepResult, sweepMarket } from '../engine/sweep.js';
import { type RetryOptions, withRetries } from '../store/retries.js';

export interface SweeperOptions {
  readonly market: Market;
  /** Told of every order and material that could not be dealt with. */
  readonly onFailure: NonNullable<SweepOptions['onFailure']>;
  /** Told of every order that was taken out of the book because it has no open record. */
  readonly onSetAside?: SweepOptions['onSetAside'];
  /** Told of every sweep, once it has ended. */
  readonly onSweep?: (result: SweepResult) => void;
  /** How calls to the store are repeated. */
  readonly retry?: Omit<RetryOptions, 'remainingTime'>;
}

/** Handler of a schedule; what its event says does not matter. */
export type SweeperHandler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SweepResult>;

/** Closes expired orders, and wakes materials whose wake-up was lost. */
export function createSweeper(options: SweeperOptions): SweeperHandler {
  const { market, onFailure, onSetAside, onSweep, retry } = options;
  return async (_event, context) => {
    const remainingTime = () => context.getRemainingTimeInMillis();
    const store = withRetries(market.store, { ...retry, remainingTime });
    const result = await sweepMarket(
      { ...market, store },
      { remainingTime, onFailure, onSetAside },
    );
    onSweep?.(result);
    return result;
  };
}
