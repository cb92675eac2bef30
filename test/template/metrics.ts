import * as z from 'zod';
import type { Deployment } from './deployment.js';

/** A metric as CloudWatch knows it. */
export interface MetricName {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

const metricSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
});

const alarmSchema = z.object({
  Namespace: z.string().optional(),
  Metrics: z
    .array(z.object({ MetricStat: z.object({ Metric: metricSchema }).optional() }))
    .default([]),
});

/** The metrics that the alarms of a template are about. */
export function alarmMetrics({ template }: Deployment): MetricName[] {
  const alarms = template.all('AWS::CloudWatch::Alarm', z.looseObject(alarmSchema.shape));
  return alarms.flatMap(({ properties }) =>
    properties.Namespace === undefined
      ? properties.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])
      : [metricSchema.parse(properties)],
  );
}

const embeddedSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The metrics that CloudWatch finds in a log, in its embedded metric format. */
export function metricsIn(log: string): MetricName[] {
  return log.split('\n').flatMap((line) => {
    if (!line.startsWith('{"_aws"')) return [];
    const { _aws, ...values } = embeddedSchema.parse(JSON.parse(line));
    return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.filter(({ Name }) => Name in values).flatMap(({ Name }) =>
        Dimensions.map((names) => ({
          Namespace,
          MetricName: Name,
          Dimensions: names.map((name) => ({ Name: name, Value: String(values[name]) })),
        })),
      ),
    );
  });
}
