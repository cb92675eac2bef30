import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { createMarket } from '../test/construct/market-stack.js';
import { resolve } from '../test/template/intrinsics.js';
import type { MaterialMarketProps, RestoredTables } from './index.js';

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly TableName: string };
}

const streamOf = (table: string) =>
  `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}/stream/2026-11-25T20:30:00.000`;
const restoredTables = {
  orders: { tableName: 'orders-restored', streamArn: streamOf('orders-restored') },
  ledger: { tableName: 'ledger-restored' },
} satisfies RestoredTables;
const templateOf = (props: MaterialMarketProps) => Template.fromStack(createMarket(props).stack);

describe('a market on restored tables', () => {
  const template = templateOf({ restoredTables });

  it('has no tables of its own in the stack', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
  });

  it('reads and writes them in each function, and reads the stream of the restored orders', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          MATERIAL_MARKET_ORDERS_TABLE: 'orders-restored',
          MATERIAL_MARKET_LEDGER_TABLE: 'ledger-restored',
        }),
      },
    });
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      Source: streamOf('orders-restored'),
    });
  });

  it('sends the events of the restored Ledger', () => {
    const { stack } = createMarket((scope) => ({
      events: { bus: new EventBus(scope, 'Bus') },
      restoredTables: {
        ...restoredTables,
        ledger: { tableName: 'ledger-restored', streamArn: streamOf('ledger-restored') },
      },
    }));
    Template.fromStack(stack).hasResourceProperties('AWS::Pipes::Pipe', {
      Source: streamOf('ledger-restored'),
    });
  });

  it('may use the key of the tables', () => {
    const { stack } = createMarket((scope) => {
      const ordersTableProps = {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: new Key(scope, 'Key'),
      };
      return { restoredTables, ordersTableProps };
    });
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    const withKey = Object.entries(policies).filter(([, policy]) =>
      JSON.stringify(policy).includes('kms:Decrypt'),
    );
    expect(withKey.map(([logicalId]) => logicalId.replace(/DefaultPolicy.*/, '')).sort()).toEqual([
      'MarketIntakeRole',
      'MarketMatcherRole',
      'MarketSweeperRole',
      'MarketWakeUpPipeRole',
    ]);
  });

  it.each([
    ['orders without a stream', { orders: { tableName: 'orders-restored' } }, /NEW_IMAGE/],
    [
      'the stream of the other table',
      { orders: { tableName: 'orders-restored', streamArn: streamOf('ledger-restored') } },
      /not the ARN of a change stream of orders-restored/,
    ],
    [
      'the ARN of the table itself',
      { orders: { tableName: 'orders-restored', streamArn: 'table/orders-restored' } },
      /not the ARN of a change stream/,
    ],
  ])('refuses %s', (_, given, message) => {
    expect(() => createMarket({ restoredTables: { ...restoredTables, ...given } })).toThrow(
      message,
    );
  });

  it('refuses a Ledger without a stream when there are events', () => {
    expect(() =>
      createMarket((scope) => ({ restoredTables, events: { bus: new EventBus(scope, 'Bus') } })),
    ).toThrow(/the Ledger table needs a change stream/);
  });

  it('refuses tables of which only the stack had the key', () => {
    const ordersTableProps = { encryption: TableEncryption.CUSTOMER_MANAGED };
    expect(() => createMarket({ restoredTables, ordersTableProps })).toThrow(/encryptionKey/);
  });

  it('refuses unknown fields', () => {
    const orders = { ...restoredTables.orders, stream: 'x' };
    expect(() => createMarket({ restoredTables: { ...restoredTables, orders } })).toThrow(
      /restoredTables.orders/,
    );
  });
});

describe('restored tables that the stack takes back', () => {
  const { stack: outside } = createMarket({ restoredTables });
  const { stack: within } = createMarket({
    ordersTableProps: { tableName: 'orders-restored' },
    ledgerTableProps: { tableName: 'ledger-restored' },
  });

  it('are all that an import adds to the stack, under the names that tell them', () => {
    const before = Template.fromStack(outside).toJSON().Resources;
    const after = Template.fromStack(within).toJSON().Resources;
    const added = Object.keys(after).filter((logicalId) => !(logicalId in before));
    expect(added.map((logicalId) => after[logicalId].Properties.TableName).sort()).toEqual([
      'ledger-restored',
      'orders-restored',
    ]);
    expect(Object.keys(before).filter((logicalId) => !(logicalId in after))).toEqual([]);
  });

  it('are referred to by references that come to the same, so that nothing is replaced', () => {
    const before = Template.fromStack(outside).toJSON().Resources;
    const after = Template.fromStack(within).toJSON().Resources;
    const names: Record<string, string> = {};
    for (const [logicalId, { Type, Properties }] of Object.entries<Resource>(after)) {
      if (Type === 'AWS::DynamoDB::Table') names[logicalId] = Properties.TableName;
    }
    const scope = {
      ref: (name: string) => names[name] ?? name,
      attribute: (logicalId: string, attribute: string) => {
        const name = names[logicalId];
        if (name === undefined) return `${logicalId}.${attribute}`;
        if (attribute === 'StreamArn') return streamOf(name);
        return `arn:AWS::Partition:dynamodb:AWS::Region:AWS::AccountId:table/${name}`;
      },
    };
    const referring = Object.fromEntries(
      Object.entries(after).filter(([logicalId]) => logicalId in before),
    );
    expect(resolve(referring, scope)).toEqual(resolve(before, scope));
  });
});

describe('a market that is held', () => {
  const bus = (scope: Stack) => ({ events: { bus: new EventBus(scope, 'Bus') } });

  it('takes no orders, and runs neither pipes nor matcher nor sweeper, whatever else is set', () => {
    const { stack } = createMarket((scope) => ({
      ...bus(scope),
      held: true,
      intakeProps: { reservedConcurrentExecutions: 5 },
      pipeProps: { desiredState: 'RUNNING' },
      matcherEventSourceProps: { enabled: true },
    }));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('^Takes orders'),
      ReservedConcurrentExecutions: 0,
    });
    template.resourcePropertiesCountIs('AWS::Pipes::Pipe', { DesiredState: 'STOPPED' }, 2);
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', { Enabled: false });
    template.allResourcesProperties('AWS::Scheduler::Schedule', { State: 'DISABLED' });
  });

  it('is set going by a template that says so, where AWS keeps what no template mentions', () => {
    const { stack } = createMarket((scope) => ({ ...bus(scope), held: false }));
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('AWS::Pipes::Pipe', { DesiredState: 'RUNNING' }, 2);
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', { Enabled: true });
    template.allResourcesProperties('AWS::Scheduler::Schedule', { State: 'ENABLED' });
    template.allResourcesProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: Match.absent(),
    });
  });
});
