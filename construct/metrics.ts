import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { marketMetrics } from '../src/deployment/metrics.js';
import { marketTables } from '../src/deployment/tables.js';
import type { ChangePipe } from './change-pipe.js';
import { sumOf } from './metric-sum.js';

const period = Duration.minutes(1);
const sum = { statistic: Stats.SUM, period } as const;
const maximum = { statistic: Stats.MAXIMUM, period } as const;

/**
 * The CloudWatch metrics of a market. {@link MaterialMarket} extends this class, and its alarms and
 * its dashboard use these metrics.
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
 *     market.metricIntakeFaults(),
 *     market.metricMatcherErrors(),
 *     market.metricFailedWakeUps(),
 *     market.metricSweeperErrors(),
 *     market.metricSweepFailures(),
 *     market.metricTableThrottles(),
 *     market.wakeUpPipe.metricFailures(),
 *   ],
 * });
 * new GraphWidget({
 *   title: 'What was given up',
 *   left: [
 *     market.wakeUpPipe.metricDeadLetters(),
 *     market.metricFailedRecords(),
 *     market.metricDroppedRecords(),
 *     market.metricOrdersSetAside(),
 *   ],
 * });
 * new GraphWidget({
 *   title: 'What Lambda throttled',
 *   left: [market.metricIntakeThrottles(), market.metricMatcherThrottles()],
 * });
 * new GraphWidget({
 *   title: 'What the sweeper did',
 *   left: [market.metricSweeps(), market.metricExpiredOrders(), market.metricLateWakeUps()],
 * });
 * if (market.eventPipe) {
 *   new GraphWidget({
 *     title: 'Trades without events',
 *     left: [market.metricTradesWithoutEvents(market.eventPipe)],
 *   });
 * }
 * ```
 */
export abstract class MeasuredMarket extends Construct {
  /** Open orders; its change stream wakes the matcher. */
  abstract readonly ordersTable: ITable;
  /** Everything else: trades, order records, delivery boxes, receipts. */
  abstract readonly ledgerTable: ITable;
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

  /** Invocations of the matcher that failed as a whole, for example by running out of time. */
  metricMatcherErrors(options?: MetricOptions): Metric {
    return this.matcher.metricErrors({ ...sum, ...options });
  }

  /** Wake-ups of single materials that failed, and will be tried again. */
  metricFailedWakeUps(options?: MetricOptions): Metric {
    return marketMetric(this.matcher, 'failedWakeUps', { ...sum, ...options });
  }

  /** Records that the matcher gave up, which lie in the failure bucket. */
  metricFailedRecords(options?: MetricOptions): Metric {
    return this.#mappingMetric('OnFailureDestinationDeliveredEventCount', options);
  }

  /** Records that the matcher gave up and that could not be kept in the failure bucket either. */
  metricDroppedRecords(options?: MetricOptions): Metric {
    return this.#mappingMetric('DroppedEventCount', options);
  }

  /** Invocations of the intake that failed as a whole, for example by running out of time. */
  metricIntakeErrors(options?: MetricOptions): Metric {
    return this.intake.metricErrors({ ...sum, ...options });
  }

  /** Requests that failed by a fault of the market itself. Refused orders are not counted. */
  metricIntakeFaults(options?: MetricOptions): Metric {
    return marketMetric(this.intake, 'faults', { ...sum, ...options });
  }

  /** Sweeps that failed as a whole. */
  metricSweeperErrors(options?: MetricOptions): Metric {
    return this.sweeper.metricErrors({ ...sum, ...options });
  }

  /** Sweeps that finished. */
  metricSweeps(options?: MetricOptions): Metric {
    return marketMetric(this.sweeper, 'sweeps', { ...sum, ...options });
  }

  /** Orders closed because they had expired. */
  metricExpiredOrders(options?: MetricOptions): Metric {
    return marketMetric(this.sweeper, 'expiredOrders', { ...sum, ...options });
  }

  /** Materials that the sweeper woke because no wake-up had arrived for one of their orders. */
  metricLateWakeUps(options?: MetricOptions): Metric {
    return marketMetric(this.sweeper, 'lateWakeUps', { ...sum, ...options });
  }

  /** Orders and materials that a sweep failed on. */
  metricSweepFailures(options?: MetricOptions): Metric {
    return marketMetric(this.sweeper, 'sweepFailures', { ...sum, ...options });
  }

  /** Open orders that the matcher or the sweeper took out of the book because they are damaged. */
  metricOrdersSetAside(): MathExpression {
    return sumOf(
      'orders set aside',
      [this.matcher, this.sweeper].map((fn) => marketMetric(fn, 'ordersSetAside', sum)),
    );
  }

  /** Invocations of the intake that Lambda throttled. */
  metricIntakeThrottles(options?: MetricOptions): Metric {
    return this.intake.metricThrottles({ ...sum, ...options });
  }

  /** Invocations of the matcher that Lambda throttled; they are tried again. */
  metricMatcherThrottles(options?: MetricOptions): Metric {
    return this.matcher.metricThrottles({ ...sum, ...options });
  }

  /** Reads and writes that DynamoDB throttled, of both tables and of the index. */
  metricTableThrottles(): MathExpression {
    const { orders, ledger } = marketTables;
    const tables = [
      { table: this.ordersTable, indexes: orders.globalSecondaryIndexes },
      { table: this.ledgerTable, indexes: ledger.globalSecondaryIndexes },
    ];
    const metrics = tables.flatMap(({ table, indexes }) =>
      [undefined, ...indexes].flatMap((index) =>
        ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
          (metricName) =>
            new Metric({
              namespace: 'AWS/DynamoDB',
              metricName,
              // A table's own metric does not count its indexes.
              dimensionsMap: {
                TableName: table.tableName,
                ...(index && { GlobalSecondaryIndexName: index.indexName }),
              },
              ...sum,
            }),
        ),
      ),
    );
    // DynamoDB reports a value only when it throttles, and CloudWatch keeps the state of an alarm
    // on a DynamoDB metric while values are missing: without FILL, the alarm would never go off
    // again.
    return sumOf('table throttles', metrics, (name) => `FILL(${name}, 0)`);
  }

  /** Above 0 for five minutes in which there were trades, and in which a pipe did nothing. */
  metricTradesWithoutEvents(pipe: ChangePipe): MathExpression {
    const minutes = { period: Duration.minutes(5) };
    return new MathExpression({
      // A comparison of two series counts a missing value as 0.
      expression: '(trades > 0) > (executions > 0)',
      usingMetrics: {
        trades: this.metricTrades(minutes),
        executions: pipe.metricExecutions(minutes),
      },
      label: 'trades without events',
      ...minutes,
    });
  }

  #mappingMetric(metricName: string, options: MetricOptions | undefined): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.matcherEventSource.eventSourceMappingId },
      ...sum,
      ...options,
    });
  }
}

function marketMetric(
  { functionName }: LambdaFunction,
  metric: Exclude<keyof typeof marketMetrics, 'namespace' | 'dimension'>,
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
