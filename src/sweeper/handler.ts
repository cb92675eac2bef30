import type { Context } from 'aws-lambda';
import type { Market } from '../engine/market.js';
import { type SweepOptions, type SweepResult, sweepMarket } from '../engine/sweep.js';
import { withRetries } from '../store/retries.js';

/** Handler of a schedule; what its event says does not matter. */
export type SweeperHandler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SweepResult>;

/** Closes expired orders, and wakes materials whose wake-up was lost. */
export function createSweeper(market: Market, options?: SweepOptions): SweeperHandler {
  return (_event, context) => {
    const remainingTime = () => context.getRemainingTimeInMillis();
    return sweepMarket({ ...market, store: withRetries(market.store, { remainingTime }) }, options);
  };
}
