/**
 * The whole market on one machine, for development and tests, and for small games.
 *
 * @module material-market/local
 */

export type { SweepResult } from '../engine/sweep.js';
export { LocalMarket } from './local-market.js';
export type { LocalMarketOptions } from './options.js';
export type { DeadLetter } from './wake-up/wake-up-pipeline.js';
