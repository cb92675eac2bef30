import { type App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { createApp } from '../test/construct/market-stack.js';
import { MaterialMarket, type MaterialMarketProps } from './index.js';

const account = '123456789012';

function marketIn(region: string | undefined, props?: MaterialMarketProps, app: App = createApp()) {
  const stack = new Stack(app, 'Game', region === undefined ? {} : { env: { account, region } });
  const market = new MaterialMarket(stack, 'Market', props);
  const warnings = Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
  return { stack, market, warnings };
}

describe('the Function URL by default', () => {
  it.each([
    ['eu-west-1', 1, []],
    [undefined, 1, []],
    ['eu-central-2', 0, [/no Function URL/]],
    ['ap-southeast-7', 0, [/no EventBridge Pipes/, /no Function URL/]],
    ['cn-north-1', 0, [/no Function URL/]],
    ['us-gov-west-1', 0, [/no EventBridge Pipes/, /no Function URL/]],
  ])('in %s', (region, urls, messages) => {
    const { stack, market, warnings } = marketIn(region);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Url', urls);
    expect(market.functionUrl === undefined).toBe(urls === 0);
    expect(warnings).toEqual(messages.map((message) => expect.stringMatching(message)));
  });

  it('is what was asked for, with a warning', () => {
    const asked = marketIn('eu-central-2', { functionUrl: 'IAM' });
    Template.fromStack(asked.stack).resourceCountIs('AWS::Lambda::Url', 1);
    expect(asked.warnings).toEqual([expect.stringMatching(/set functionUrl: 'NONE'/)]);
    expect(marketIn('eu-central-2', { functionUrl: 'NONE' }).warnings).toEqual([]);
  });
});

describe('other partitions', () => {
  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('%s is named nowhere else', (region, partition) => {
    const app = createApp();
    const stack = new Stack(app, 'Game', { env: { account, region } });
    new MaterialMarket(stack, 'Market', {
      alarms: true,
      dashboard: true,
      events: { bus: EventBus.fromEventBusName(stack, 'Bus', 'game') },
    });
    const template = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(template).not.toMatch(/arn:aws:/);
    expect(template).not.toMatch(/amazonaws\.com\.cn/);
    // What is made of a partition is made of that of the stack.
    expect(template).toContain('"Ref":"AWS::Partition"');
    const services = [...template.matchAll(/"Service":"([^"]+)"/g)].map(([, service]) => service);
    expect([...new Set(services)].sort()).toEqual([
      'lambda.amazonaws.com',
      'pipes.amazonaws.com',
      'scheduler.amazonaws.com',
    ]);
    expect(partition).toMatch(/^aws-/);
  });
});
