import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmOptions } from './alarm-options.js';
import type { ChangePipe } from './change-pipe.js';
import type { MeasuredMarket } from './metrics.js';

/** When an alarm goes off, and what it says. */
export interface AlarmRule {
  readonly metric: IMetric;
  /** Alarm above this. */
  readonly above?: number;
  /** Alarm below this, and when there is no value. */
  readonly below?: number;
  /**
   * How many of the last periods must breach the threshold. Values may arrive minutes late, so a
   * rule never requires all of them, unless a missing value counts as breaching.
   */
  readonly periods: readonly [breaching: number, of: number];
  /** What has happened. */
  readonly means: string;
  /** What to do first. */
  readonly first: string;
}

/** The description of an alarm, in CloudWatch and in the guide on operating. */
export function descriptionOf({ means, first }: AlarmRule): string {
  return `${means} ${first}`;
}

/** How CloudWatch compares the metric of a rule. */
export function comparisonOf({ above, below }: AlarmRule) {
  return below === undefined
    ? {
        threshold: above ?? 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        // A market without orders has no values, and nothing is wrong with it.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }
    : {
        threshold: below,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      };
}

/** Something that must not happen even once. */
const once = [1, 5] as const;
/** Something that may happen, but not go on. */
const repeatedly = [3, 5] as const;

/** The alarms of a market by their ids. */
export function alarmRules(
  market: MeasuredMarket,
  options: AlarmOptions,
  sweepInterval: Duration,
): Readonly<Record<string, AlarmRule>> {
  return {
    ...matcherRules(market, options),
    ...intakeRules(market),
    ...sweeperRules(market, sweepInterval),
    ...wakeUpPipeRules(market.wakeUpPipe),
    ...(market.eventPipe && eventPipeRules(market, market.eventPipe)),
    ...throttleRules(market),
  };
}

type Rules = Readonly<Record<string, AlarmRule>>;

function matcherRules(market: MeasuredMarket, options: AlarmOptions): Rules {
  const { iteratorAge = Duration.minutes(1), matchLatency = Duration.seconds(10) } = options;
  return {
    IteratorAge: {
      metric: market.metricIteratorAge(),
      above: iteratorAge.toMilliseconds(),
      periods: repeatedly,
      means: 'Wake-ups wait too long in the stream for the matcher.',
      first:
        'Look at MatcherErrors, FailedWakeUps and MatcherThrottles; if none of them is on, raise shardCount.',
    },
    MatchLatency: {
      metric: market.metricMatchLatency(),
      above: matchLatency.toMilliseconds(),
      periods: repeatedly,
      means: 'One in a hundred orders is matched too late.',
      first: 'Do as for IteratorAge; one busy material shows here first.',
    },
    MatcherErrors: {
      metric: market.metricMatcherErrors(),
      periods: repeatedly,
      means: 'Invocations of the matcher end in errors, or run out of time or memory.',
      first: 'Read the log of the matcher; the records are retried.',
    },
    FailedWakeUps: {
      metric: market.metricFailedWakeUps(),
      periods: repeatedly,
      means: 'Some materials cannot be matched.',
      first:
        'Read the log of the matcher, which names the materials and the errors; throttling ends by itself.',
    },
    FailedRecords: {
      metric: market.metricFailedRecords(),
      periods: once,
      means: 'The matcher gave up on records, which are now in the failure bucket.',
      first:
        'Read the log of the matcher, and fix the cause; the sweeper matches what was not matched.',
    },
    DroppedRecords: {
      metric: market.metricDroppedRecords(),
      periods: once,
      means: 'The matcher gave up on records, which could not be written to the failure bucket.',
      first:
        'Check that the bucket is there and that the role of the matcher may write to it; the sweeper matches what was not matched.',
    },
  };
}

function intakeRules(market: MeasuredMarket): Rules {
  return {
    IntakeErrors: {
      metric: market.metricIntakeErrors(),
      periods: [2, 5],
      means: 'Invocations of the intake end in errors, or run out of time or memory.',
      first: 'Read the log of the intake; clients repeat their requests with the same ids.',
    },
    IntakeFaults: {
      metric: market.metricIntakeFaults(),
      periods: [2, 5],
      means: 'The intake answers requests with 5xx.',
      first: 'Read the log of the intake; clients repeat their requests with the same ids.',
    },
  };
}

function sweeperRules(market: MeasuredMarket, sweepInterval: Duration): Rules {
  const period = sweepPeriod(sweepInterval);
  return {
    SweeperErrors: {
      metric: market.metricSweeperErrors({ period }),
      periods: [2, 3],
      means: 'Sweeps end in errors: expired orders are not closed, though never matched either.',
      first: 'Read the log of the sweeper; the next sweep does what this one left.',
    },
    SweepsMissing: {
      metric: market.metricSweeps({ period }),
      below: 1,
      periods: [3, 3],
      means: 'No sweep has come to its end in the expected time.',
      first:
        'Check that the schedule of the sweeper is there and enabled, then read the log of the sweeper.',
    },
    SweepFailures: {
      metric: market.metricSweepFailures({ period }),
      periods: [2, 3],
      means: 'Sweeps leave orders or materials that they cannot deal with.',
      first: 'Read the log of the sweeper, which names them and the errors.',
    },
    LateWakeUps: {
      metric: market.metricLateWakeUps({ period }),
      periods: [1, 3],
      means: 'The sweeper matched orders for which no wake-up had come.',
      first:
        'Check that the pipe to the stream is running and that the event source mapping of the matcher is enabled.',
    },
    OrdersSetAside: {
      metric: market.metricOrdersSetAside(),
      periods: once,
      means: 'Damaged orders were taken out of the book and do not trade.',
      first:
        'Read the logs of matcher and sweeper, which name them, run the audit, then npx material-market repair.',
    },
  };
}

function wakeUpPipeRules(pipe: ChangePipe): Rules {
  return {
    WakeUpPipeFailures: {
      metric: pipe.metricFailures(),
      periods: repeatedly,
      means: 'Wake-ups do not get from the Orders table to the stream.',
      first:
        'Read the log of the pipe to the stream: permissions that were changed, or throttling by Kinesis, for which raise shardCount.',
    },
    WakeUpDeadLetters: {
      metric: pipe.metricDeadLetters(),
      periods: once,
      means: 'The pipe to the stream gave up on wake-ups.',
      first:
        'Read the log of the pipe, and fix the cause; the sweeper matches what was not matched; then empty the queue.',
    },
  };
}

function eventPipeRules(market: MeasuredMarket, pipe: ChangePipe): Rules {
  return {
    EventPipeFailures: {
      metric: pipe.metricFailures(),
      periods: repeatedly,
      means: 'Events do not get from the Ledger table to the bus.',
      first: 'Read the log of the pipe to the bus: permissions, a bus that is gone, or throttling.',
    },
    EventPipeStopped: {
      metric: market.metricTradesWithoutEvents(pipe),
      periods: [2, 3],
      means: 'There are trades, and the pipe to the bus sends no events.',
      first: 'Check that the pipe to the bus is running.',
    },
    EventDeadLetters: {
      metric: pipe.metricDeadLetters(),
      periods: once,
      means: 'The pipe to the bus gave up on events, which are not sent again.',
      first:
        'Fix the cause, read what was missed with listTrades, listStatement or listOrders, then empty the queue.',
    },
  };
}

function throttleRules(market: MeasuredMarket): Rules {
  return {
    IntakeThrottles: {
      metric: market.metricIntakeThrottles(),
      periods: repeatedly,
      means: 'Lambda throttles the intake: clients get THROTTLED.',
      first:
        "Look at the account's concurrency: raise its quota, or lower the matcher's parallelizationFactor.",
    },
    MatcherThrottles: {
      metric: market.metricMatcherThrottles(),
      periods: repeatedly,
      means: 'Lambda throttles the matcher: orders are matched late.',
      first: "Look at the account's concurrency, and raise its quota.",
    },
    TableThrottles: {
      metric: market.metricTableThrottles(),
      periods: repeatedly,
      means: 'DynamoDB throttles a table or its index.',
      first:
        'Look for a hot material or account; a table whose load doubles within minutes recovers by itself.',
    },
  };
}

/** Each period has one sweep. CloudWatch takes whole minutes, up to a day. */
function sweepPeriod(interval: Duration): Duration {
  const minutes = Math.ceil(interval.toMinutes({ integral: false }));
  return Duration.minutes(Math.min(Math.max(minutes, 1), 24 * 60));
}
