import * as z from 'zod';
import type { DeployedTemplate } from '../deployed-template.js';
import { type AlarmState, evaluationRange, nextAlarmState } from './alarm-state.js';
import type { CloudWatch, MetricId, Series } from './cloudwatch.js';
import { evaluateMath } from './metric-math.js';

const dimensions = z
  .array(z.strictObject({ Name: z.string(), Value: z.string() }))
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

const metricStat = z.strictObject({
  Metric: z.strictObject({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: dimensions.default({}),
  }),
  Period: z.number().int().multipleOf(60),
  Stat: z.string(),
});

const common = {
  AlarmDescription: z.string(),
  ComparisonOperator: z.enum([
    'GreaterThanThreshold',
    'GreaterThanOrEqualToThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  Threshold: z.number(),
  EvaluationPeriods: z.number().int().positive(),
  DatapointsToAlarm: z.number().int().positive().optional(),
  TreatMissingData: z.enum(['missing', 'notBreaching', 'breaching', 'ignore']).default('missing'),
  // Whom it tells has no effect on its state.
  AlarmActions: z.unknown().optional(),
  OKActions: z.unknown().optional(),
};

/** Of one metric, or of an expression; strict, so that what the run does not honour stops it. */
const alarmProperties = z.union([
  z.strictObject({
    ...common,
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: dimensions.default({}),
    Period: z.number().int().multipleOf(60),
    Statistic: z.string().optional(),
    ExtendedStatistic: z.string().optional(),
  }),
  z.strictObject({
    ...common,
    Metrics: z.array(
      z.union([
        z.strictObject({
          Id: z.string(),
          MetricStat: metricStat,
          ReturnData: z.literal(false),
          Label: z.string().optional(),
        }),
        z.strictObject({
          Id: z.string(),
          Expression: z.string(),
          Label: z.string().optional(),
          ReturnData: z.literal(true).optional(),
        }),
      ]),
    ),
  }),
]);

type AlarmProperties = z.infer<typeof alarmProperties>;

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

interface Query {
  readonly id: string;
  readonly metric: MetricId;
  readonly statistic: string;
}

/** An alarm of a template. */
export class Alarm {
  readonly description: string;
  /** The metrics that it is about. */
  readonly queries: readonly Query[];
  /** Milliseconds. */
  readonly period: number;
  readonly #properties: AlarmProperties;
  readonly #expression: string | undefined;

  constructor(
    /** As in the list of the construct, such as `DeadLetters`. */
    readonly name: string,
    properties: AlarmProperties,
  ) {
    this.#properties = properties;
    this.description = properties.AlarmDescription;
    if ('Metrics' in properties) {
      const stats = properties.Metrics.flatMap((one) => ('MetricStat' in one ? [one] : []));
      const [expression, ...others] = properties.Metrics.flatMap((one) =>
        'Expression' in one ? [one.Expression] : [],
      );
      const periods = new Set(stats.map(({ MetricStat }) => MetricStat.Period));
      // Limits of CloudWatch.
      if (others.length > 0 || periods.size !== 1 || properties.Metrics.length > 10) {
        throw new Error(`${name} is no alarm on one expression of ten metrics of one period`);
      }
      this.#expression = expression;
      this.period = [...periods].map((seconds) => seconds * 1000)[0] as number;
      this.queries = stats.map(({ Id, MetricStat: { Metric, Stat } }) => ({
        id: Id,
        metric: Metric,
        statistic: Stat,
      }));
    } else {
      const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic } = properties;
      const statistic = Statistic ?? ExtendedStatistic;
      if (statistic === undefined) throw new Error(`${name} has no statistic`);
      this.period = properties.Period * 1000;
      this.queries = [{ id: '', metric: { Namespace, MetricName, Dimensions }, statistic }];
    }
  }

  /** The state at a time, if values take some time until CloudWatch has them. */
  stateAt(cloudwatch: CloudWatch, end: number, delay: number, current: AlarmState): AlarmState {
    const {
      EvaluationPeriods: evaluationPeriods,
      Threshold,
      ComparisonOperator,
    } = this.#properties;
    const isBreaching = (value: number) =>
      comparisons[ComparisonOperator]?.(value, Threshold) ?? false;
    const periods = {
      end,
      delay,
      length: this.period,
      count: evaluationRange(evaluationPeriods),
    };
    const series = new Map(
      this.queries.map(({ id, metric, statistic }) => [
        id,
        cloudwatch.series(metric, statistic, periods),
      ]),
    );
    const points: Series =
      this.#expression === undefined
        ? (series.get('') as Series)
        : evaluateMath(this.#expression, series);
    return nextAlarmState(
      points,
      {
        evaluationPeriods,
        datapointsToAlarm: this.#properties.DatapointsToAlarm ?? evaluationPeriods,
        treatMissingData: this.#treatMissingData,
        isBreaching,
      },
      current,
    );
  }

  /** PutMetricAlarm says of DynamoDB's metrics that their missing data is always ignored. */
  get #treatMissingData(): AlarmProperties['TreatMissingData'] {
    const isDynamoDB = this.queries.some(({ metric }) => metric.Namespace === 'AWS/DynamoDB');
    return isDynamoDB ? 'ignore' : this.#properties.TreatMissingData;
  }
}

/** The alarms of a template. */
export function alarmsOf(template: DeployedTemplate): readonly Alarm[] {
  return template
    .all('AWS::CloudWatch::Alarm', alarmProperties)
    .map(({ logicalId, properties }) => {
      const name = /Alarms(\w+)[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? logicalId;
      return new Alarm(name, properties);
    });
}
