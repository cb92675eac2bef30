/**
 * The whole market in memory with a virtual clock, for unit tests and simulations.
 *
 * @module material-market/testing
 */

export type { AuditDifference, AuditReport } from '../engine/audit.js';
export { type Duration, TestClock } from './clock.js';
export { TestMarket, type TestMarketOptions } from './test-market.js';
