/**
 * Metrics that the matcher writes into its log in CloudWatch's embedded metric format. The names
 * are those of CloudWatch.
 */
export const marketMetrics = {
  namespace: 'MaterialMarket',
  /** The one dimension: the matcher's function name, which is unique and known to both sides. */
  dimension: 'FunctionName',
  /** From an order's acceptance to the end of its wake-up; one value per order. */
  matchLatency: { name: 'MatchLatency', unit: 'Milliseconds' },
  /** Trades of one invocation. */
  trades: { name: 'Trades', unit: 'Count' },
  /** Materials of one invocation whose records will be delivered again; no function error. */
  failedWakeUps: { name: 'FailedWakeUps', unit: 'Count' },
} as const;
