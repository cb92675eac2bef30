import { type MetricValues, marketMetrics, metricsLine } from './metrics.js';

/** Says in the log that an order was taken out of the book because it has no open record. */
export function logSetAside(order: { readonly orderId: string; readonly material: string }): void {
  console.error(
    `order ${order.orderId} of ${order.material} has no open record and was taken out of the book: run npx material-market repair`,
  );
}

interface DamagedItem {
  readonly table: 'orders' | 'ledger';
  readonly key: { readonly partition: string; readonly sort: string };
  readonly reason: string;
}

/**
 * Says in the log that a list left out a damaged item, once for each item and process. An order that
 * is left out of the book is counted with those that were set aside.
 */
export function damagedItemLog({
  logError = console.error,
  log = logMetrics,
}: {
  readonly logError?: (text: string) => void;
  readonly log?: (metrics: readonly MetricValues[]) => void;
} = {}): (damaged: DamagedItem) => void {
  const told = new Set<string>();
  return ({ table, key: { partition, sort }, reason }) => {
    const name = `"${partition}" / "${sort}" of the ${table} table`;
    if (told.has(name)) return;
    told.add(name);
    logError(
      `item ${name} is damaged and was left out: ${reason}. Run npx material-market repair.`,
    );
    if (table === 'orders') log([{ metric: marketMetrics.ordersSetAside, values: 1 }]);
  };
}

/** Writes metrics into the log of the function that runs this. */
export function logMetrics(metrics: readonly MetricValues[], time = Date.now()): void {
  const line = metricsLine(process.env.AWS_LAMBDA_FUNCTION_NAME ?? '', time, metrics);
  // Not by console.log, which would wrap the line in one of the function's own log format.
  process.stdout.write(`${line}\n`);
}
