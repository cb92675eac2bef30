import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * A sum of metrics. When some of them have a value, CloudWatch counts the others as 0. When none
 * has, there is no sum: a minute whose values are late is missing, and does not count as healthy.
 */
export function sumOf(
  label: string,
  metrics: readonly Metric[],
  term: (name: string) => string = (name) => name,
): MathExpression {
  // The ids of all metrics of one graph must differ.
  const id = label.replaceAll(/\W/g, '_');
  const usingMetrics = Object.fromEntries(
    metrics.map((metric, index) => [`${id}_${index}`, metric]),
  );
  const expression = Object.keys(usingMetrics).map(term).join(' + ');
  return new MathExpression({ expression, usingMetrics, label, period: Duration.minutes(1) });
}
