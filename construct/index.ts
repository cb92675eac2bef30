/**
 * The AWS CDK construct that deploys a whole market into your stack.
 *
 * @module material-market/construct
 */

export type { MarketEventType } from '../src/deployment/events.js';
export type { MarketRulesInput } from '../src/model/rules.js';
export type { AlarmOptions } from './alarm-options.js';
export { MarketAlarms } from './alarms.js';
export { ChangePipe, type ChangePipeOptions, type MarketPipeProps } from './change-pipe.js';
export type { MarketEventOptions } from './market-events.js';
export { MaterialMarket } from './material-market.js';
export { MeasuredMarket } from './metrics.js';
export type { FunctionUrlAccess, MaterialMarketProps } from './props.js';
export type { RestoredTable, RestoredTables } from './restored-tables.js';
export type { MarketTableProps } from './tables.js';
export type { MatcherEventSourceProps } from './wake-up-pipeline.js';
