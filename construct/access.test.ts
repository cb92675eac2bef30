import { type App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { createMarket } from '../test/construct/market-stack.js';
import { permissionsOf } from '../test/construct/permissions-of.js';

const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const tracing = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const readStream = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

it('adds to the roles of traced functions what X-Ray needs', () => {
  const { stack } = createMarket((scope) => ({
    tracing: true,
    events: { bus: new EventBus(scope, 'Bus') },
  }));
  const template = Template.fromStack(stack);
  template.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  for (const role of ['IntakeRole', 'MatcherRole', 'SweeperRole', 'EnrichmentRole']) {
    expect(permissionsOf(template, role)).toMatchObject({ '*': tracing });
  }
});

describe('the roles of a market', () => {
  const { stack } = createMarket((scope) => ({ events: { bus: new EventBus(scope, 'Bus') } }));
  const template = Template.fromStack(stack);

  it.each([
    [
      'IntakeRole',
      {
        'Orders.Arn': [
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
        ],
        'Orders.Arn/index/account-orders': ['dynamodb:Query'],
        'Ledger.Arn': [
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        'IntakeLogs.Arn': logs,
      },
    ],
    [
      'MatcherRole',
      {
        'Orders.Arn': [
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
        ],
        'Ledger.Arn': [
          'dynamodb:ConditionCheckItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
        ],
        'WakeUpStream.Arn': [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        'WakeUpFailureBucket.Arn': ['s3:ListBucket'],
        'WakeUpFailureBucket.Arn/*': ['s3:PutObject'],
        'MatcherLogs.Arn': logs,
      },
    ],
    [
      'SweeperRole',
      {
        'Orders.Arn': [
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
        ],
        'Ledger.Arn': [
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        'SweeperLogs.Arn': logs,
      },
    ],
    [
      'WakeUpPipeRole',
      {
        'Orders.StreamArn': readStream,
        'WakeUpStream.Arn': ['kinesis:PutRecord', 'kinesis:PutRecords'],
        'WakeUpPipeDeadLetterQueue.Arn': ['sqs:SendMessage'],
      },
    ],
    [
      'EventsRole',
      {
        'Ledger.StreamArn': readStream,
        'Enrichment.Arn': ['lambda:InvokeFunction'],
        'Bus.Arn': ['events:PutEvents'],
        'EventsDeadLetterQueue.Arn': ['sqs:SendMessage'],
      },
    ],
    ['EnrichmentRole', { 'EnrichmentLogs.Arn': logs }],
    ['SweeperScheduleRole', { 'Sweeper.Arn': ['lambda:InvokeFunction'] }],
  ])('%s may do what its code does, and nothing else', (role, expected) => {
    expect(permissionsOf(template, role)).toEqual(expected);
  });

  it('are all there are, and hold no managed policy', () => {
    template.resourceCountIs('AWS::IAM::Role', 7);
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  it('are taken on by pipes and schedules of this account only', () => {
    for (const service of ['pipes', 'scheduler']) {
      template.hasResourceProperties('AWS::IAM::Role', {
        AssumeRolePolicyDocument: {
          Statement: [
            Match.objectLike({
              Principal: { Service: `${service}.amazonaws.com` },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            }),
          ],
        },
      });
    }
  });
});

describe('grants', () => {
  const caller = (stack: Stack) =>
    new Role(stack, 'GameRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });

  it('let a game trade by Invoke and by the signed URL', () => {
    const { stack, market } = createMarket();
    market.grantTrade(caller(stack)).assertSuccess();
    expect(permissionsOf(Template.fromStack(stack), 'GameRole')).toEqual({
      'Intake.Arn': ['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'],
    });
  });

  it('let a game trade by Invoke where there is no signed URL', () => {
    const { stack, market } = createMarket({ functionUrl: 'NONE' });
    market.grantTrade(caller(stack)).assertSuccess();
    expect(permissionsOf(Template.fromStack(stack), 'GameRole')).toEqual({
      'Intake.Arn': ['lambda:InvokeFunction'],
    });
  });

  it('let a game read, and not write or scan', () => {
    const { stack, market } = createMarket();
    market.grantRead(caller(stack)).assertSuccess();
    expect(permissionsOf(Template.fromStack(stack), 'GameRole')).toEqual({
      'Orders.Arn': ['dynamodb:GetItem', 'dynamodb:Query'],
      'Orders.Arn/index/account-orders': ['dynamodb:Query'],
      'Ledger.Arn': ['dynamodb:GetItem', 'dynamodb:Query'],
    });
  });
});

describe('connect', () => {
  const gameServer = (stack: Stack) =>
    new LambdaFunction(stack, 'GameServer', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {}'),
      role: new Role(stack, 'GameRole', {
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      }),
    });

  it('grants, and tells a function where the market is', () => {
    const { stack, market } = createMarket();
    market.connect(gameServer(stack));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          MATERIAL_MARKET_INTAKE_FUNCTION: { Ref: Match.stringLikeRegexp('Intake') },
          MATERIAL_MARKET_ORDERS_TABLE: { Ref: Match.stringLikeRegexp('Orders') },
          MATERIAL_MARKET_LEDGER_TABLE: { Ref: Match.stringLikeRegexp('Ledger') },
        },
      },
    });
    expect(Object.keys(permissionsOf(template, 'GameRole')).sort()).toEqual([
      'Intake.Arn',
      'Ledger.Arn',
      'Orders.Arn',
      'Orders.Arn/index/account-orders',
    ]);
  });

  it('works across stacks', () => {
    const { app, market } = createMarket();
    const game = new Stack(app as App, 'OtherStack');
    market.connect(gameServer(game));
    Template.fromStack(game).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { MATERIAL_MARKET_INTAKE_FUNCTION: { 'Fn::ImportValue': Match.anyValue() } },
      },
    });
  });
});
