export type { AuditDifference, AuditReport } from '../engine/audit.js';
export { type Duration, TestClock } from './clock.js';
export { TestMarket, type TestMarketOptions } from './test-market.js';
