import { type MetricValues, marketMetrics } from '../deployment/metrics.js';
import type { SweepResult } from '../engine/sweep.js';

/** A sweep as metrics. One that did not come to its end is not counted as a sweep. */
export function sweepMetrics(result: SweepResult): MetricValues[] {
  const { expired, woken, failed, ordersSetAside, isComplete } = result;
  const { sweeps, expiredOrders, lateWakeUps, sweepFailures } = marketMetrics;
  return [
    ...(isComplete ? [{ metric: sweeps, values: 1 }] : []),
    { metric: expiredOrders, values: expired },
    { metric: lateWakeUps, values: woken.length },
    { metric: sweepFailures, values: failed },
    { metric: marketMetrics.ordersSetAside, values: ordersSetAside },
  ];
}
