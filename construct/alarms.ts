import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MeasuredMarket } from './metrics.js';

/** When a market raises an alarm, and who hears it. */
export interface AlarmOptions {
  /**
   * Told when an alarm goes off, and when it is over.
   * @default - nobody: the alarms are seen in CloudWatch
   */
  readonly topic?: ITopic | undefined;

  /**
   * Orders wait longer than this for the matcher.
   * @default Duration.minutes(1)
   */
  readonly iteratorAge?: Duration | undefined;

  /**
   * One order of a hundred takes longer than this from its acceptance to the end of its matching.
   * @default Duration.seconds(10)
   */
  readonly matchLatency?: Duration | undefined;
}

interface Trigger {
  readonly metric: IMetric;
  /** Alarm above this. */
  readonly threshold: number;
  /** Minutes in a row. */
  readonly minutes: number;
  readonly description: string;
}

/**
 * Alarms on what an operator must know of. Each says what to look at.
 *
 * @example
 * ```ts
 * const { alarms } = new MaterialMarket(this, 'Market', { alarms: { topic } });
 * alarms?.alarms.DeadLetters?.addAlarmAction(new SnsAction(nightShift));
 * ```
 */
export class MarketAlarms extends Construct {
  /** The alarms by id. */
  readonly alarms: Readonly<Record<string, Alarm>>;

  constructor(
    scope: Construct,
    id: string,
    { market, options }: { readonly market: MeasuredMarket; readonly options: AlarmOptions },
  ) {
    super(scope, id);
    const { topic } = options;
    const alarms: Record<string, Alarm> = {};
    for (const [name, trigger] of Object.entries(triggersOf(market, options))) {
      const alarm = new Alarm(this, name, {
        alarmDescription: trigger.description,
        metric: trigger.metric,
        threshold: trigger.threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: trigger.minutes,
        // A market without orders has no values, and is well.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (topic) {
        const action = new SnsAction(topic);
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
      }
      alarms[name] = alarm;
    }
    this.alarms = alarms;
  }
}

function triggersOf(market: MeasuredMarket, options: AlarmOptions): Record<string, Trigger> {
  const { iteratorAge = Duration.minutes(1), matchLatency = Duration.seconds(10) } = options;
  return {
    IteratorAge: {
      metric: market.metricIteratorAge(),
      threshold: iteratorAge.toMilliseconds(),
      minutes: 3,
      description:
        'Orders wait for the matcher: look at its errors and failed wake-ups, then at shards and throttles.',
    },
    MatchLatency: {
      metric: market.metricMatchLatency(),
      threshold: matchLatency.toMilliseconds(),
      minutes: 5,
      description: 'Orders are matched late, from acceptance to the end of matching (p99).',
    },
    MatcherErrors: {
      metric: market.metricMatcherErrors(),
      threshold: 0,
      minutes: 3,
      description: 'The matcher ends in errors, or runs out of time: look at its log.',
    },
    FailedWakeUps: {
      metric: market.metricFailedWakeUps(),
      threshold: 0,
      minutes: 3,
      description: 'Materials cannot be matched: the log of the matcher names them and the errors.',
    },
    IntakeErrors: {
      metric: market.metricIntakeErrors(),
      threshold: 0,
      minutes: 2,
      description: 'The intake cannot answer, so that orders are refused: look at its log.',
    },
    SweeperErrors: {
      metric: market.metricSweeperErrors(),
      threshold: 0,
      minutes: 5,
      description: 'Expired orders are not closed: look at the log of the sweeper.',
    },
    PipeFailures: {
      metric: market.metricPipeFailures(),
      threshold: 0,
      minutes: 5,
      description: 'Orders do not get from the table to the stream: look at the log of the pipe.',
    },
    DeadLetters: {
      metric: market.metricDeadLetters(),
      threshold: 0,
      minutes: 1,
      description:
        'A pipe gave up changes: the sweeper matches what lies crossed; redrive events, and empty the queue.',
    },
    FailedRecords: {
      metric: market.metricFailedRecords(),
      threshold: 0,
      minutes: 1,
      description:
        'The matcher gave up records, which lie in the failure bucket: the sweeper matches what lies crossed.',
    },
    Throttles: {
      metric: market.metricThrottles(),
      threshold: 0,
      minutes: 5,
      description: 'Lambda or DynamoDB throttle the market: look at quotas, and at hot materials.',
    },
  };
}
