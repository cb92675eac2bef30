import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { createMarket } from '../test/construct/market-stack.js';

const logicalId = (name: string) => ({ Ref: Match.stringLikeRegexp(`^Market${name}[0-9A-F]{8}$`) });

describe('alarms', () => {
  const { stack: watched, market } = createMarket({ alarms: true });
  const template = Template.fromStack(watched);

  it('watch everything that an operator must know of', () => {
    expect(Object.keys(market.alarms?.alarms ?? {})).toEqual([
      'IteratorAge',
      'MatchLatency',
      'MatcherErrors',
      'FailedWakeUps',
      'FailedRecords',
      'DroppedRecords',
      'IntakeErrors',
      'IntakeFaults',
      'SweeperErrors',
      'SweepsMissing',
      'SweepFailures',
      'LateWakeUps',
      'OrdersSetAside',
      'WakeUpPipeFailures',
      'WakeUpDeadLetters',
      'IntakeThrottles',
      'MatcherThrottles',
      'TableThrottles',
    ]);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.anyValue(),
      AlarmActions: Match.absent(),
    });
  });

  it('let values come late: no alarm asks for all of its periods, but for the one on missing ones', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const asksForAll = alarms.filter(
      ({ Properties: { DatapointsToAlarm, EvaluationPeriods } }) =>
        DatapointsToAlarm === EvaluationPeriods,
    );
    expect(asksForAll.map(({ Properties }) => Properties)).toMatchObject([
      { MetricName: 'Sweeps', TreatMissingData: 'breaching' },
    ]);
  });

  it.each([
    [2, 120],
    [15, 900],
    [2 * 24 * 60, 24 * 60 * 60],
  ])('look for sweeps that come every %d minutes', (minutes, Period) => {
    const { stack } = createMarket({ alarms: true, sweepInterval: Duration.minutes(minutes) });
    for (const MetricName of ['Sweeps', 'LateWakeUps', 'SweepFailures']) {
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'MaterialMarket',
        MetricName,
        Period,
      });
    }
  });

  it.each([
    ['27 without', {}],
    ['34 with `events`', { events: { bus: EventBus.fromEventBusName(watched, 'Game', 'game') } }],
  ])('cost by as many metrics as the guide says: %s', (words, props) => {
    const { stack } = createMarket({ alarms: true, ...props });
    const counts = Object.values(
      Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'),
    ).map(
      ({ Properties: { Metrics = [{ MetricStat: {} }] } }) =>
        Metrics.filter((metric: object) => 'MetricStat' in metric).length,
    );
    const total = counts.reduce((sum: number, count: number) => sum + count, 0);
    expect(words).toContain(String(total));
    expect(readFileSync('docs/guides/operating.md', 'utf8')).toContain(words);
  });

  it('say what the guide on operating says, row by row', () => {
    const { market: everything } = createMarket((scope) => ({
      alarms: true,
      events: { bus: new EventBus(scope, 'Bus') },
    }));
    const rows = readFileSync('docs/guides/operating.md', 'utf8').matchAll(
      /^\| `(\w+)` +\| (.+?) +\| (.+?) +\|$/gm,
    );
    const guide = [...rows].map(([, name, means, first]) => [name, `${means} ${first}`]);
    const alarms = Object.entries(everything.alarms?.alarms ?? {}).map(([name, alarm]) => [
      name,
      (alarm.node.defaultChild as CfnAlarm).alarmDescription,
    ]);
    expect(guide).toEqual(alarms);
  });

  it.each([
    ['AWS/Lambda', 'IteratorAge', 'FunctionName', 'Matcher', 60_000],
    ['AWS/Lambda', 'Errors', 'FunctionName', 'Sweeper', 0],
    ['MaterialMarket', 'MatchLatency', 'FunctionName', 'Matcher', 10_000],
    ['MaterialMarket', 'FailedWakeUps', 'FunctionName', 'Matcher', 0],
    [
      'AWS/Lambda',
      'OnFailureDestinationDeliveredEventCount',
      'EventSourceMappingUUID',
      'WakeUpEventSource',
      0,
    ],
  ])('look at %s %s of the %s %s', (Namespace, MetricName, dimension, name, Threshold) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace,
      MetricName,
      Dimensions: [{ Name: dimension, Value: logicalId(name) }],
      Threshold,
      Period: 60,
    });
  });

  it('look at the dead letters of each pipe', () => {
    const { stack } = createMarket((scope) => ({
      alarms: true,
      events: { bus: new EventBus(scope, 'Bus') },
    }));
    for (const name of ['WakeUpPipeDeadLetterQueue', 'EventsDeadLetterQueue']) {
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [
          {
            Name: 'QueueName',
            Value: { 'Fn::GetAtt': [Match.stringLikeRegexp(name), 'QueueName'] },
          },
        ],
      });
    }
  });

  it('tell a topic, by the limits that are given', () => {
    const { stack } = createMarket((scope) => ({
      alarms: {
        topic: new Topic(scope, 'Alerts'),
        iteratorAge: Duration.minutes(5),
        matchLatency: Duration.seconds(2),
      },
    }));
    const told = [{ Ref: Match.stringLikeRegexp('^Alerts') }];
    const alerting = Template.fromStack(stack);
    alerting.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: told,
      OKActions: told,
    });
    for (const [MetricName, Threshold] of [
      ['IteratorAge', 300_000],
      ['MatchLatency', 2_000],
    ]) {
      alerting.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Threshold });
    }
  });
});

describe('the dashboard', () => {
  it('shows the market from posting to what went wrong', () => {
    const { stack } = createMarket({ dashboard: true });
    const [dashboard] = Object.values(
      Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'),
    );
    const body = JSON.stringify(dashboard);
    for (const name of ['MatchLatency', 'Trades', 'IteratorAge', 'ConsumedWriteCapacityUnits']) {
      expect(body).toContain(name);
    }
  });
});

describe('metrics', () => {
  it('take the options of CloudWatch', () => {
    const { market } = createMarket();
    const latency = market.metricMatchLatency({ statistic: 'p50', period: Duration.minutes(5) });
    expect(latency).toMatchObject({
      namespace: 'MaterialMarket',
      metricName: 'MatchLatency',
      statistic: 'p50',
    });
    expect(latency.period.toMinutes()).toBe(5);
  });
});

describe('events', () => {
  it('are made of changes of the Ledger by a function within the pipe', () => {
    const { stack, market } = createMarket((scope) => ({
      events: { bus: new EventBus(scope, 'Bus') },
    }));
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    });
    template.resourceCountIs('AWS::Lambda::Function', 4);
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      Enrichment: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MarketEnrichment'), 'Arn'] },
      Target: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Bus'), 'Arn'] },
      SourceParameters: {
        FilterCriteria: {
          Filters: [
            '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"ORDER#"}]}},"NewImage":{"refused":{"BOOL":[{"exists":false}]}}}}',
            '{"eventName":["MODIFY"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"ORDER#"}]}},"NewImage":{"closedAt":{"S":[{"exists":true}]}}}}',
            '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"TRADES#"}]}}}}',
            '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"STATEMENT#"}]}}}}',
          ].map((Pattern) => ({ Pattern })),
        },
        DynamoDBStreamParameters: {
          BatchSize: 10,
          ParallelizationFactor: 2,
          DeadLetterConfig: Match.anyValue(),
        },
      },
      TargetParameters: {
        InputTemplate: Match.absent(),
        EventBridgeEventBusParameters: {
          Source: 'material-market',
          DetailType: '$.type',
          Resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^MarketLedger'), 'Arn'] }],
        },
      },
    });
    expect(market.eventPipe?.deadLetterQueue).toBeDefined();
    expect(market.enrichment).toBeDefined();
  });

  it('can be some of them', () => {
    const { stack } = createMarket((scope) => ({
      events: { bus: new EventBus(scope, 'Bus'), types: ['OrderClosed'] },
    }));
    Template.fromStack(stack).hasResourceProperties('AWS::Pipes::Pipe', {
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: Match.stringLikeRegexp('MODIFY') }] },
      },
      Target: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Bus'), 'Arn'] },
    });
  });

  it('take settings of their function, and more of them at once', () => {
    const { stack } = createMarket((scope) => ({
      events: {
        bus: new EventBus(scope, 'Bus'),
        parallelizationFactor: 8,
        enrichmentProps: { memorySize: 1024 },
      },
    }));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      SourceParameters: { DynamoDBStreamParameters: { ParallelizationFactor: 8, BatchSize: 10 } },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 1024,
      Description: Match.stringLikeRegexp('events'),
    });
  });

  it('give rules the pattern of one type of one market', () => {
    const { stack, market } = createMarket((scope) => ({
      events: { bus: new EventBus(scope, 'Bus') },
    }));
    new Rule(stack, 'OnClose', { eventPattern: market.eventPattern('OrderClosed') });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['material-market'],
        'detail-type': ['OrderClosed'],
        resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^MarketLedger'), 'Arn'] }],
        detail: Match.absent(),
      },
    });
  });
});
