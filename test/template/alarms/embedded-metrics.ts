import * as z from 'zod';
import type { CloudWatch } from './cloudwatch.js';

const embeddedSchema = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

const valuesSchema = z.union([z.number(), z.array(z.number()).max(100)]);

/** Reports the metrics that a line of a log carries in CloudWatch's embedded metric format, if any. */
export function putEmbeddedMetrics(line: string, cloudwatch: CloudWatch): void {
  if (!line.startsWith('{"_aws"')) return;
  const { _aws, ...values } = embeddedSchema.parse(JSON.parse(line));
  for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
    for (const { Name: MetricName } of Metrics) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(values[name])]));
        cloudwatch.put(
          { Namespace, MetricName, Dimensions: dimensions },
          valuesSchema.parse(values[MetricName]),
          _aws.Timestamp,
        );
      }
    }
  }
}
