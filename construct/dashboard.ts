import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MeasuredMarket } from './metrics.js';

/** One page that shows how a market does, from posting to matching to what went wrong. */
export function createDashboard(scope: Construct, market: MeasuredMarket): Dashboard {
  const { intake, matcher, ordersTable, ledgerTable, wakeUpPipe, eventPipe } = market;
  const pipes = eventPipe ? [wakeUpPipe, eventPipe] : [wakeUpPipe];
  const used = (metricName: string) =>
    [ordersTable, ledgerTable].map((table) =>
      table.metric(metricName, { statistic: Stats.SUM, period: Duration.minutes(1) }),
    );
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.hours(3),
    widgets: [
      [
        graph('Requests', [
          intake.metricInvocations({ label: 'requests', period: Duration.minutes(1) }),
          market.metricIntakeErrors({ label: 'errors' }),
          market.metricIntakeFaults({ label: 'faults' }),
        ]),
        graph('Request time (ms)', [
          intake.metricDuration({ label: 'p50', statistic: Stats.p(50) }),
          intake.metricDuration({ label: 'p99', statistic: Stats.p(99) }),
        ]),
        graph('Trades', [market.metricTrades({ label: 'trades' })]),
      ],
      [
        graph('From acceptance to match (ms)', [
          market.metricMatchLatency({ label: 'p50', statistic: Stats.p(50) }),
          market.metricMatchLatency({ label: 'p99' }),
        ]),
        graph('Waiting for the matcher (ms)', [market.metricIteratorAge({ label: 'oldest' })]),
        graph('Matcher', [
          matcher.metricInvocations({ label: 'batches', period: Duration.minutes(1) }),
          market.metricMatcherErrors({ label: 'errors' }),
          market.metricFailedWakeUps({ label: 'failed wake-ups' }),
        ]),
      ],
      [
        graph('Given up', [
          ...pipes.map((pipe) => pipe.metricDeadLetters()),
          market.metricFailedRecords({ label: 'failed records' }),
          market.metricDroppedRecords({ label: 'dropped records' }),
          market.metricOrdersSetAside(),
        ]),
        graph('Throttles and failures', [
          market.metricIntakeThrottles({ label: 'intake throttles' }),
          market.metricMatcherThrottles({ label: 'matcher throttles' }),
          market.metricTableThrottles(),
          ...pipes.map((pipe) => pipe.metricFailures()),
        ]),
        graph('Sweeper', [
          market.metricExpiredOrders({ label: 'expired orders' }),
          market.metricLateWakeUps({ label: 'late wake-ups' }),
          market.metricSweepFailures({ label: 'failures' }),
          market.metricSweeperErrors({ label: 'errors' }),
        ]),
      ],
      [
        graph('Capacity units', [
          ...used('ConsumedWriteCapacityUnits'),
          ...used('ConsumedReadCapacityUnits'),
        ]),
      ],
    ],
  });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 } });
}
