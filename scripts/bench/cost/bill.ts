import { metricsLine } from '../../../src/deployment/metrics.js';
import { sweepMetrics } from '../../../src/sweeper/metrics.js';
import type { Deployment } from './deployment.js';
import { hoursPerMonth, prices } from './prices.js';
import type { Counts, MarketCounts } from './workload.js';

/**
 * What the counts are multiplied with, where no run on this machine can tell: milliseconds of a call
 * are AWS's published medians, a function waits for its calls one after the other.
 */
export const assumptions = {
  millisecondsOfCall: { GetItem: 7.5, Query: 7.5, PutItem: 7.5, Scan: 7.5, TransactWriteItems: 30 },
  millisecondsOfCode: 3,
  /** Orders of one `placeOrders`, which are landed 16 at a time. */
  ordersPerBatch: 25,
  parallelLandings: 16,
  /** A change record in the stream, by which on-demand streams are billed: whole kilobytes. */
  recordKilobytes: 2,
  /** What Lambda itself logs of an invocation. */
  logBytesPerInvocation: 350,
} as const;

export type Streams = Readonly<Record<'provisioned' | 'onDemand', number>>;

/** Dollars per million orders. */
export interface Bill {
  readonly writes: number;
  readonly reads: number;
  readonly functions: number;
  readonly pipe: number;
  readonly stream: Streams;
  readonly logs: number;
  readonly total: Streams;
}

const million = 1_000_000;
const gigabyte = 2 ** 30;

/** Of the market, posted by `placeOrder` or in batches by `placeOrders`. */
export function marketBill(
  { landing, matching, collecting, wakeUps }: MarketCounts,
  posting: 'oneAtATime' | 'batched',
  deployment: Deployment,
): Bill {
  const { ordersPerBatch, parallelLandings, millisecondsOfCode } = assumptions;
  const isBatched = posting === 'batched';
  const posts = isBatched ? 1 / ordersPerBatch : 1;
  const rounds = isBatched ? Math.ceil(ordersPerBatch / parallelLandings) : 1;
  const landed = rounds * assumptions.millisecondsOfCall.TransactWriteItems;
  const collections = collecting.calls.TransactWriteItems ?? 0;
  const milliseconds = {
    intake: posts * (landed + millisecondsOfCode) + waiting(collecting) + collections * 3,
    matcher: waiting(matching) + wakeUps * millisecondsOfCode,
  };
  return billOf({
    writeUnits: landing.writeUnits + matching.writeUnits + collecting.writeUnits,
    readUnits: landing.readUnits + matching.readUnits + collecting.readUnits,
    invocations: posts + collections + wakeUps,
    gigabyteSeconds:
      (milliseconds.intake * deployment.megabytes.intake +
        milliseconds.matcher * deployment.megabytes.matcher) /
      1_024_000,
  });
}

/** Of the plain algorithm, in functions of the same sizes: one lands an order, one matches it. */
export function plainBill(counts: Counts, { megabytes }: Deployment): Bill {
  const { PutItem } = assumptions.millisecondsOfCall;
  const landed = PutItem + assumptions.millisecondsOfCode;
  const matched = waiting(counts) - PutItem + assumptions.millisecondsOfCode;
  return billOf({
    writeUnits: counts.writeUnits,
    readUnits: counts.readUnits,
    invocations: 2,
    gigabyteSeconds: (landed * megabytes.intake + matched * megabytes.matcher) / 1_024_000,
  });
}

function billOf(order: {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
}): Bill {
  const { dynamodb, eventBridge, lambda, kinesis, cloudWatch } = prices;
  const { provisioned, onDemand } = kinesis;
  const gigabytes = (assumptions.recordKilobytes * 1_024) / gigabyte;
  const stream = {
    provisioned: provisioned.putPayloadUnit * million,
    onDemand: gigabytes * (onDemand.gigabyteIn + onDemand.gigabyteOut) * million,
  };
  const logBytes = order.invocations * assumptions.logBytesPerInvocation;
  const parts = {
    writes: order.writeUnits * dynamodb.writeUnit * million,
    reads: order.readUnits * dynamodb.readUnit * million,
    functions:
      (order.invocations * lambda.request + order.gigabyteSeconds * lambda.gigabyteSecond) *
      million,
    pipe: eventBridge.pipeRequest * million,
    logs: (logBytes / gigabyte) * cloudWatch.logGigabyte * million,
  };
  const sum = Object.values(parts).reduce((total, part) => total + part, 0);
  return {
    ...cents(parts),
    stream: cents(stream),
    total: cents({ provisioned: sum + stream.provisioned, onDemand: sum + stream.onDemand }),
  };
}

/** Dollars a month of a market in which nothing happens, part by part. */
export function idleBill(sweep: Counts, { megabytes, alarmMetrics }: Deployment) {
  const { kinesis, cloudWatch, eventBridge, lambda, dynamodb } = prices;
  const sweeps = hoursPerMonth * 60;
  const seconds = (waiting(sweep) + assumptions.millisecondsOfCode) / 1_000;
  const result = { expired: 0, woken: [], failed: 0, ordersSetAside: 0, isComplete: true };
  const metrics = sweepMetrics(result);
  const line = metricsLine('MyStack-MarketSweeper00000000-000000000000', 0, metrics);
  const logBytes = line.length + assumptions.logBytesPerInvocation;
  const always = {
    sweeps:
      sweeps *
      (eventBridge.scheduledInvocation +
        lambda.request +
        (seconds * megabytes.sweeper * lambda.gigabyteSecond) / 1_024 +
        sweep.readUnits * dynamodb.readUnit +
        sweep.writeUnits * dynamodb.writeUnit),
    sweepMetrics: metrics.length * cloudWatch.customMetricMonth,
    logs: ((sweeps * logBytes) / gigabyte) * cloudWatch.logGigabyte,
  };
  const stream = {
    provisionedShard: kinesis.provisioned.shardHour * hoursPerMonth,
    onDemandStream: kinesis.onDemand.streamHour * hoursPerMonth,
  };
  const optional = {
    alarms: alarmMetrics * cloudWatch.alarmMetricMonth,
    dashboard: cloudWatch.dashboardMonth,
    enhancedFanOut: kinesis.enhancedFanOut.consumerShardHour * hoursPerMonth,
  };
  const sum = Object.values(always).reduce((total, part) => total + part, 0);
  return cents({
    ...stream,
    ...always,
    ...optional,
    total: sum + stream.provisionedShard,
    totalWithAlarmsAndDashboard:
      sum + stream.provisionedShard + optional.alarms + optional.dashboard,
  });
}

/** Milliseconds that a function waits for calls. */
function waiting({ calls }: Counts): number {
  return Object.entries(calls).reduce(
    (sum, [name, count]) =>
      sum + count * assumptions.millisecondsOfCall[name as keyof Counts['calls']],
    0,
  );
}

function cents<Parts extends Readonly<Record<string, number>>>(parts: Parts): Parts {
  const rounded = Object.entries(parts).map(([name, part]) => [name, Math.round(part * 100) / 100]);
  return Object.fromEntries(rounded) as Parts;
}
