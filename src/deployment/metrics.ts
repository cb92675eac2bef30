/**
 * Metrics that the functions write into their logs in CloudWatch's embedded metric format. The
 * names are those of CloudWatch.
 */
export const marketMetrics = {
  namespace: 'MaterialMarket',
  /** The one dimension: the function's name, which is unique and known to both sides. */
  dimension: 'FunctionName',
  /** Of the intake: requests that it answered with a fault of the market, which is no error of the function. */
  faults: { name: 'Faults', unit: 'Count' },
  /** Of the matcher: from an order's acceptance to the end of its wake-up; one value per order. */
  matchLatency: { name: 'MatchLatency', unit: 'Milliseconds' },
  /** Of the matcher: trades of one invocation. */
  trades: { name: 'Trades', unit: 'Count' },
  /** Of the matcher: materials of one invocation whose records will be delivered again; no function error. */
  failedWakeUps: { name: 'FailedWakeUps', unit: 'Count' },
  /** Of the matcher: how often another matcher got ahead on a material, so that a plan was made anew. */
  lostFences: { name: 'LostFences', unit: 'Count' },
  /** Of the matcher and the sweeper: open orders taken out of the book because their items are damaged. */
  ordersSetAside: { name: 'OrdersSetAside', unit: 'Count' },
  /** Of the sweeper: 1 for each sweep that came to its end. */
  sweeps: { name: 'Sweeps', unit: 'Count' },
  /** Of the sweeper: orders closed because they had expired. */
  expiredOrders: { name: 'ExpiredOrders', unit: 'Count' },
  /** Of the sweeper: materials woken because no wake-up had come for an order of theirs. */
  lateWakeUps: { name: 'LateWakeUps', unit: 'Count' },
  /** Of the sweeper: orders and materials that a sweep could not deal with and left for the next one. */
  sweepFailures: { name: 'SweepFailures', unit: 'Count' },
} as const;

/** A metric with its values, 100 at most. */
export interface MetricValues {
  readonly metric: { readonly name: string; readonly unit: string };
  readonly values: number | readonly number[];
}

/**
 * A line of a function's log that CloudWatch takes for metrics, in its
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html | embedded metric format}.
 * Libraries for it add a dimension of their own, by which the construct would not find the metrics.
 */
export function metricsLine(
  functionName: string,
  time: number,
  metrics: readonly MetricValues[],
): string {
  const { namespace, dimension } = marketMetrics;
  return JSON.stringify({
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[dimension]],
          Metrics: metrics.map(({ metric: { name, unit } }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    [dimension]: functionName,
    ...Object.fromEntries(metrics.map(({ metric, values }) => [metric.name, values])),
  });
}
