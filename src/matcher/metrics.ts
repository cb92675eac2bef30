import { type MetricValues, marketMetrics } from '../deployment/metrics.js';
import { acceptanceTimeOf } from '../model/order-id.js';
import type { MatcherObserver } from './handler.js';

/** CloudWatch takes as many values of one metric in one log line. */
const maxValues = 100;

/** Writes what the matcher does as metrics, one batch per invocation. */
export function metricsObserver({
  log,
  now = Date.now,
}: {
  readonly log: (metrics: readonly MetricValues[], time: number) => void;
  readonly now?: () => number;
}): MatcherObserver {
  const { matchLatency, trades, failedWakeUps, lostFences, ordersSetAside } = marketMetrics;
  return {
    onBatch: ({ matched, failed, lostFences: fences }) => {
      const time = now();
      const latencies = matched.flatMap(({ named }) =>
        named.map(({ orderId }) => Math.max(0, time - acceptanceTimeOf(orderId))),
      );
      const counts: MetricValues[] = [
        { metric: trades, values: matched.reduce((sum, wakeUp) => sum + wakeUp.trades, 0) },
        { metric: failedWakeUps, values: failed.length },
        { metric: lostFences, values: fences },
        {
          metric: ordersSetAside,
          values: matched.reduce((sum, wakeUp) => sum + wakeUp.setAside.length, 0),
        },
      ];
      for (let from = 0; from === 0 || from < latencies.length; from += maxValues) {
        const values = latencies.slice(from, from + maxValues);
        const metrics = [
          ...(from === 0 ? counts : []),
          ...(values.length > 0 ? [{ metric: matchLatency, values }] : []),
        ];
        log(metrics, time);
      }
    },
  };
}
