import { type MetricValues, metricsLine } from './metrics.js';

/** Says in the log that an order was taken out of the book because it has no open record. */
export function logSetAside(order: { readonly orderId: string; readonly material: string }): void {
  console.error(
    `order ${order.orderId} of ${order.material} has no open record and was taken out of the book: run npx material-market repair`,
  );
}

/** Writes metrics into the log of the function that runs this. */
export function logMetrics(metrics: readonly MetricValues[], time = Date.now()): void {
  const line = metricsLine(process.env.AWS_LAMBDA_FUNCTION_NAME ?? '', time, metrics);
  // Not by console.log, which would wrap the line in one of the function's own log format.
  process.stdout.write(`${line}\n`);
}
