import { type MetricValues, metricsLine } from './metrics.js';

/** Writes metrics into the log of the function that runs this. */
export function logMetrics(metrics: readonly MetricValues[], time = Date.now()): void {
  const line = metricsLine(process.env.AWS_LAMBDA_FUNCTION_NAME ?? '', time, metrics);
  // Not by console.log, which would wrap the line in one of the function's own log format.
  process.stdout.write(`${line}\n`);
}
