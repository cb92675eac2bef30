import type { Duration } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { AlarmOptions } from './alarm-options.js';
import { alarmRules, comparisonOf, descriptionOf } from './alarm-rules.js';
import type { MeasuredMarket } from './metrics.js';

/**
 * Alarms on what an operator must know of. Each says what has happened, and what to do first; the
 * guide on operating says more.
 *
 * @example
 * ```ts
 * const { alarms } = new MaterialMarket(this, 'Market', { alarms: { topic } });
 * alarms?.alarms.WakeUpDeadLetters?.addAlarmAction(new SnsAction(nightShift));
 * ```
 */
export class MarketAlarms extends Construct {
  /** The alarms by id. */
  readonly alarms: Readonly<Record<string, Alarm>>;

  constructor(
    scope: Construct,
    id: string,
    {
      market,
      options,
      sweepInterval,
    }: {
      readonly market: MeasuredMarket;
      readonly options: AlarmOptions;
      /** Time between two sweeps. A missing sweep raises an alarm. */
      readonly sweepInterval: Duration;
    },
  ) {
    super(scope, id);
    const { topic } = options;
    const alarms: Record<string, Alarm> = {};
    for (const [name, rule] of Object.entries(alarmRules(market, options, sweepInterval))) {
      const [datapointsToAlarm, evaluationPeriods] = rule.periods;
      const alarm = new Alarm(this, name, {
        alarmDescription: descriptionOf(rule),
        metric: rule.metric,
        ...comparisonOf(rule),
        evaluationPeriods,
        datapointsToAlarm,
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
