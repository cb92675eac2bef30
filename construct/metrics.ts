import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { marketMetrics } from '../src/deployment/metrics.js';
import type { ChangePipe } from './change-pipe.js';

const period = Duration.minutes(1);
const sum = { statistic: Stats.SUM, period } as const;
const maximum = { statistic: Stats.MAXIMUM, period } as const;

/**
 * What can be seen of a market from outside, minute by minute. A {@link MaterialMarket} is one, and
 * its alarms and its dashboard are made of these metrics.
 *
 * @example
 * ```ts
 * new GraphWidget({ title: 'Trades', left: [market.metricTrades()] });
 * new GraphWidget({
 *   title: 'How long orders take (ms)',
 *   left: [market.metricMatchLatency({ statistic: 'p50' }), market.metricIteratorAge()],
 * });
 * new GraphWidget({
 *   title: 'What went wrong',
 *   left: [
 *     market.metricIntakeErrors(),
 *     market.metricMatcherErrors(),
 *     market.metricFailedWakeUps(),
 *     market.metricSweeperErrors(),
 *     market.metricPipeFailures(),
 *     market.metricThrottles(),
 *   ],
 * });
 * new GraphWidget({
 *   title: 'What was given up',
 *   left: [market.metricDeadLetters(), market.metricFailedRecords()],
 * });
 * ```
 */
export abstract class MeasuredMarket extends Construct {
  /** Open orders; its change stream wakes the matcher. */
  abstract readonly ordersTable: Table;
  /** Everything else: trades, order records, delivery boxes, receipts. */
  abstract readonly ledgerTable: Table;
  /** The market's front door. */
  abstract readonly intake: LambdaFunction;
  /** Trades orders, material by material. */
  abstract readonly matcher: LambdaFunction;
  /** Closes expired orders. */
  abstract readonly sweeper: LambdaFunction;
  /** From the stream to the matcher. */
  abstract readonly matcherEventSource: EventSourceMapping;
  /** From the Orders table to the stream, with its dead-letter queue. */
  abstract readonly wakeUpPipe: ChangePipe;
  /** From the Ledger table to the bus, with its dead-letter queue; undefined without `events`. */
  abstract readonly eventPipe: ChangePipe | undefined;

  /**
   * Milliseconds from an order's acceptance to the end of its matching.
   * @default p99
   */
  metricMatchLatency(options?: MetricOptions): Metric {
    return marketMetric(this.matcher, 'matchLatency', {
      statistic: Stats.p(99),
      period,
      ...options,
    });
  }

  /** Number of trades. */
  metricTrades(options?: MetricOptions): Metric {
    return marketMetric(this.matcher, 'trades', { ...sum, ...options });
  }

  /** Milliseconds that wake-ups waited in the stream for the matcher. */
  metricIteratorAge(options?: MetricOptions): Metric {
    return this.matcher.metric('IteratorAge', { ...maximum, ...options });
  }

  /** Invocations of the matcher that failed as a whole, such as by running out of time. */
  metricMatcherErrors(options?: MetricOptions): Metric {
    return this.matcher.metricErrors({ ...sum, ...options });
  }

  /** Wake-ups of single materials that failed, and will be tried again. */
  metricFailedWakeUps(options?: MetricOptions): Metric {
    return marketMetric(this.matcher, 'failedWakeUps', { ...sum, ...options });
  }

  /** Records that the matcher gave up, which lie in the failure bucket. */
  metricFailedRecords(options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'OnFailureDestinationDeliveredEventCount',
      dimensionsMap: { EventSourceMappingUUID: this.matcherEventSource.eventSourceMappingId },
      ...sum,
      ...options,
    });
  }

  /** Requests that the market could not answer, by a fault of its own; refused orders are none. */
  metricIntakeErrors(): MathExpression {
    return sumOf('intake errors', [
      this.intake.metricErrors(sum),
      marketMetric(this.intake, 'faults', sum),
    ]);
  }

  /** Sweeps that failed. */
  metricSweeperErrors(options?: MetricOptions): Metric {
    return this.sweeper.metricErrors({ ...sum, ...options });
  }

  /** Deliveries of the pipes that failed, and will be tried again. */
  metricPipeFailures(): MathExpression {
    return sumOf(
      'pipe failures',
      this.#pipes.map((pipe) => pipe.metricFailures()),
    );
  }

  /** Messages in the dead-letter queues of the pipes: changes that were given up. */
  metricDeadLetters(): MathExpression {
    return sumOf(
      'dead letters',
      this.#pipes.map((pipe) => pipe.metricDeadLetters()),
    );
  }

  /** Invocations that Lambda throttled, and requests that DynamoDB throttled. */
  metricThrottles(): MathExpression {
    const functions = [this.intake, this.matcher, this.sweeper];
    const tables = [this.ordersTable, this.ledgerTable];
    return sumOf('throttles', [
      ...functions.map((fn) => fn.metricThrottles(sum)),
      ...tables.flatMap((table) =>
        ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => table.metric(name, sum)),
      ),
    ]);
  }

  get #pipes(): ChangePipe[] {
    return this.eventPipe ? [this.wakeUpPipe, this.eventPipe] : [this.wakeUpPipe];
  }
}

function marketMetric(
  { functionName }: LambdaFunction,
  metric: 'faults' | 'matchLatency' | 'trades' | 'failedWakeUps',
  options: MetricOptions,
): Metric {
  const { namespace, dimension } = marketMetrics;
  return new Metric({
    namespace,
    metricName: marketMetrics[metric].name,
    dimensionsMap: { [dimension]: functionName },
    ...options,
  });
}

/** A sum in which a metric that was not reported counts as nothing. */
function sumOf(label: string, metrics: readonly Metric[]): MathExpression {
  // The ids of all metrics of one graph must differ.
  const id = label.replaceAll(' ', '_');
  const usingMetrics = Object.fromEntries(
    metrics.map((metric, index) => [`${id}_${index}`, metric]),
  );
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, label, period });
}
