import { marketMetrics } from '../deployment/metrics.js';
import { acceptanceTimeOf } from '../model/order-id.js';
import type { MatcherObserver } from './handler.js';

/** CloudWatch takes as many values of one metric in one log line. */
const greatestValues = 100;

/**
 * Writes what the matcher does as metrics, one batch per invocation, in CloudWatch's
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html | embedded metric format}.
 * Libraries for it add a dimension of their own, by which the construct would not find the metrics.
 */
export function metricsObserver({
  functionName,
  writeLine,
  now = Date.now,
}: {
  readonly functionName: string;
  readonly writeLine: (line: string) => void;
  readonly now?: () => number;
}): MatcherObserver {
  const { namespace, dimension, matchLatency, trades, failedWakeUps } = marketMetrics;
  return {
    onBatch: ({ matched, failed }) => {
      const time = now();
      const latencies = matched.flatMap(({ named }) =>
        named.map(({ orderId }) => Math.max(0, time - acceptanceTimeOf(orderId))),
      );
      const counts = {
        [trades.name]: matched.reduce((sum, wakeUp) => sum + wakeUp.trades, 0),
        [failedWakeUps.name]: failed.length,
      };
      for (let from = 0; from === 0 || from < latencies.length; from += greatestValues) {
        const values = latencies.slice(from, from + greatestValues);
        const metrics = [
          ...(from === 0 ? [trades, failedWakeUps] : []),
          ...(values.length > 0 ? [matchLatency] : []),
        ];
        writeLine(
          JSON.stringify({
            _aws: {
              Timestamp: time,
              CloudWatchMetrics: [
                {
                  Namespace: namespace,
                  Dimensions: [[dimension]],
                  Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
                },
              ],
            },
            [dimension]: functionName,
            ...(from === 0 && counts),
            ...(values.length > 0 && { [matchLatency.name]: values }),
          }),
        );
      }
    },
  };
}
