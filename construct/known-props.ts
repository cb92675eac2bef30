import * as z from 'zod/mini';
import { parseRequest, strictFields } from '../src/model/validation.js';
import type { AlarmOptions } from './alarm-options.js';
import type { MarketEventOptions } from './market-events.js';
import type { MaterialMarketProps } from './props.js';
import type { RestoredTable, RestoredTables } from './restored-tables.js';

const marketProps = {
  rules: true,
  removalPolicy: true,
  held: true,
  restoredTables: true,
  functionUrl: true,
  shardCount: true,
  enhancedFanOut: true,
  sweepInterval: true,
  logRetention: true,
  tracing: true,
  alarms: true,
  dashboard: true,
  events: true,
  ordersTableProps: true,
  ledgerTableProps: true,
  intakeProps: true,
  matcherProps: true,
  sweeperProps: true,
  streamProps: true,
  pipeProps: true,
  deadLetterQueueProps: true,
  matcherEventSourceProps: true,
  failureBucketProps: true,
} as const satisfies Readonly<Record<keyof MaterialMarketProps, true>>;

const alarmOptions = {
  topic: true,
  iteratorAge: true,
  matchLatency: true,
} as const satisfies Readonly<Record<keyof AlarmOptions, true>>;

const eventOptions = {
  bus: true,
  types: true,
  parallelizationFactor: true,
  enrichmentProps: true,
} as const satisfies Readonly<Record<keyof MarketEventOptions, true>>;

const restoredTables = {
  orders: true,
  ledger: true,
} as const satisfies Readonly<Record<keyof RestoredTables, true>>;

const restoredTable = {
  tableName: true,
  streamArn: true,
  encryptionKey: true,
} as const satisfies Readonly<Record<keyof RestoredTable, true>>;

/** Throws for unknown props, which JavaScript would ignore. */
export function refuseUnknownProps(props: MaterialMarketProps): void {
  refuseUnknown(props, marketProps, 'props of MaterialMarket');
  if (typeof props.alarms === 'object') refuseUnknown(props.alarms, alarmOptions, 'alarms');
  if (props.events) refuseUnknown(props.events, eventOptions, 'events');
  if (props.restoredTables) {
    refuseUnknown(props.restoredTables, restoredTables, 'restoredTables');
    for (const [name, table] of Object.entries(props.restoredTables)) {
      refuseUnknown(table, restoredTable, `restoredTables.${name}`);
    }
  }
}

function refuseUnknown(given: object, known: Readonly<Record<string, true>>, what: string): void {
  const anything = z.optional(z.unknown());
  const schema = strictFields(
    Object.fromEntries(Object.keys(known).map((name) => [name, anything])),
  );
  parseRequest(schema, given, what);
}
