import { Template } from 'aws-cdk-lib/assertions';
import { createMarket } from '../../../test/construct/market-stack.js';

/** What of the construct a bill depends on, from the template that it synthesises. */
export interface Deployment {
  /** Memory of each function. */
  readonly megabytes: Readonly<Record<'intake' | 'matcher' | 'sweeper', number>>;
  /** Metrics that all alarms look at together, by which alarms are billed. */
  readonly alarmMetrics: number;
}

export function synthesisedDeployment(): Deployment {
  const { market, stack } = createMarket({ alarms: true });
  const template = Template.fromStack(stack);
  const memoryOf = (name: 'intake' | 'matcher' | 'sweeper') => {
    const id = stack.getLogicalId(market[name].node.defaultChild as never);
    return template.findResources('AWS::Lambda::Function')[id]?.Properties.MemorySize as number;
  };
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const metrics = alarms.map(
    ({ Properties: { Metrics = [{ MetricStat: {} }] } }) =>
      Metrics.filter((metric: object) => 'MetricStat' in metric).length as number,
  );
  return {
    megabytes: {
      intake: memoryOf('intake'),
      matcher: memoryOf('matcher'),
      sweeper: memoryOf('sweeper'),
    },
    alarmMetrics: metrics.reduce((sum, count) => sum + count, 0),
  };
}
