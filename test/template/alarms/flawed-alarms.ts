import { Alarm } from './alarms.js';

interface FlawedAlarm {
  readonly alarm: Alarm;
  /** The alarm of the template that it stands beside. */
  readonly beside: string;
  /** Causes of that alarm that it does not notice. */
  readonly misses: readonly string[];
}

/**
 * Alarms on metrics of the template that look right and are not. A run in which one of them notices
 * what it cannot notice does not evaluate alarms as CloudWatch does.
 */
export function flawedAlarms(alarms: readonly Alarm[]): readonly FlawedAlarm[] {
  const of = (name: string) => {
    const found = alarms.find((alarm) => alarm.name === name);
    if (found) return found;
    throw new Error(`the template has no alarm ${name}`);
  };
  const build = (beside: string, ids: readonly string[], expression: string, periods: Periods) =>
    new Alarm(`${beside}, flawed`, {
      AlarmDescription: '',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
      ...periods,
      Metrics: [
        ...of(beside)
          .queries.filter(({ id }) => ids.includes(id))
          .map(({ metric, statistic }, index) => ({
            Id: `m${index}`,
            MetricStat: { Metric: metric, Period: of(beside).period / 1000, Stat: statistic },
            ReturnData: false as const,
          })),
        { Id: 'e', Expression: expression },
      ],
    });
  const pipeIds = of('WakeUpPipeFailures').queries.map(({ id }) => id);
  const firstPipeId = pipeIds.slice(0, 1);
  const filled = pipeIds.map((_, index) => `FILL(m${index}, 0)`).join(' + ');
  const pipeMeets = (metric: string) => `the pipe to the stream meets ${metric}`;
  return [
    {
      // The newest minute, whose values are late, counts as 0.
      alarm: build('WakeUpPipeFailures', pipeIds, filled, { EvaluationPeriods: 3 }),
      beside: 'WakeUpPipeFailures',
      misses: ['ExecutionFailed', 'ExecutionThrottled'].map(pipeMeets),
    },
    {
      alarm: build('WakeUpPipeFailures', firstPipeId, 'm0', {
        EvaluationPeriods: 5,
        DatapointsToAlarm: 3,
      }),
      beside: 'WakeUpPipeFailures',
      misses: ['ExecutionPartiallyFailed', 'ExecutionThrottled', 'ExecutionTimeout'].map(pipeMeets),
    },
    {
      // A sweep every other minute leaves every other minute without a value.
      alarm: new Alarm('SweeperErrors, flawed', {
        AlarmDescription: '',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        EvaluationPeriods: 5,
        TreatMissingData: 'notBreaching',
        Period: 60,
        ...statisticOf(of('SweeperErrors')),
      }),
      beside: 'SweeperErrors',
      misses: ['the sweeper crashes'],
    },
  ];
}

interface Periods {
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
}

function statisticOf({ queries }: Alarm) {
  const [query] = queries;
  if (!query) throw new Error('the alarm has no metric');
  return { ...query.metric, Statistic: query.statistic };
}
