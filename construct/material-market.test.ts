import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { createMarket } from '../test/construct/market-stack.js';
import { permissionsOf } from '../test/construct/permissions-of.js';
import { handlersContextKey } from './assets.js';
import { MaterialMarket, type MaterialMarketProps } from './index.js';

const templateOf = (props?: MaterialMarketProps) => Template.fromStack(createMarket(props).stack);

describe('a market by default', () => {
  const template = templateOf();

  it('keeps its tables safe', () => {
    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      }),
    });
    template.resourceCountIs('AWS::DynamoDB::Table', 2);
  });

  it('streams the changes of orders only', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'material', KeyType: 'HASH' },
        { AttributeName: 'orderKey', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'account-orders',
          Projection: { ProjectionType: 'KEYS_ONLY' },
        }),
      ],
      LocalSecondaryIndexes: Match.absent(),
    });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: Match.absent(),
      TimeToLiveSpecification: Match.absent(),
    });
  });

  it('runs prebuilt handlers, with logs that end, and no traces', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: Match.absent(),
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
      Environment: {
        Variables: Match.objectLike({
          NODE_OPTIONS: '--enable-source-maps',
          MATERIAL_MARKET_ORDERS_TABLE: { Ref: Match.stringLikeRegexp('Orders') },
          MATERIAL_MARKET_LEDGER_TABLE: { Ref: Match.stringLikeRegexp('Ledger') },
          MATERIAL_MARKET_RULES: Match.serializedJson(Match.objectLike({ saleFeeBasisPoints: 0 })),
        }),
      },
    });
    template.resourceCountIs('AWS::Lambda::Function', 3);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('has the matcher poll the stream', () => {
    template.resourceCountIs('AWS::Kinesis::StreamConsumer', 0);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WakeUpStream'), 'Arn'] },
    });
  });

  it('takes signed requests only', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('pipes the inserts to Kinesis by material', () => {
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
        DynamoDBStreamParameters: {
          StartingPosition: 'TRIM_HORIZON',
          BatchSize: 500,
          MaximumRecordAgeInSeconds: 43_200,
          OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          DeadLetterConfig: { Arn: Match.anyValue() },
        },
      },
      TargetParameters: {
        KinesisStreamParameters: { PartitionKey: '$.dynamodb.Keys.material.S' },
      },
      LogConfiguration: { Level: 'ERROR', IncludeExecutionData: Match.absent() },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.hasResource('AWS::Kinesis::Stream', {
      DeletionPolicy: 'Delete',
      Properties: {
        ShardCount: 1,
        StreamModeDetails: { StreamMode: 'PROVISIONED' },
        StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      },
    });
  });

  it('bounds the retries of the matcher, and keeps what it gave up', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 0,
      // Half of what a new account may have.
      ParallelizationFactor: 5,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 43_200,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: {
        OnFailure: {
          Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('FailureBucket'), 'Arn'] },
        },
      },
    });
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
      },
    });
  });

  it('sweeps every minute', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Target: { RetryPolicy: { MaximumRetryAttempts: 0 } },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });

  it('has neither alarms nor a dashboard', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });
});

describe('rules', () => {
  it('reach every handler', () => {
    const template = templateOf({ rules: { saleFeeBasisPoints: 250 } });
    template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          MATERIAL_MARKET_RULES: Match.serializedJson(
            Match.objectLike({ saleFeeBasisPoints: 250 }),
          ),
        }),
      },
    });
  });

  it('are refused when the app is synthesised', () => {
    expect(() => createMarket({ rules: { saleFeeBasisPoints: 10_001 } })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        message: expect.stringMatching(/^rules is not valid: saleFeeBasisPoints: /),
      }),
    );
    const misspelt = { saleFee: 3 } as MaterialMarketProps['rules'];
    expect(() => createMarket({ rules: misspelt })).toThrow(/saleFee: is not a known field/);
  });
});

describe('props', () => {
  it('open the intake to everyone only when asked in so many words', () => {
    const template = templateOf({ functionUrl: 'PUBLIC_WITHOUT_AUTHENTICATION' });
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE' });
    for (const Action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
      template.hasResourceProperties('AWS::Lambda::Permission', { Action, Principal: '*' });
    }
  });

  it('leave the URL away', () => {
    const { stack, market } = createMarket({ functionUrl: 'NONE' });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Url', 0);
    expect(market.functionUrl).toBeUndefined();
  });

  it('let a market be destroyed', () => {
    const template = templateOf({ removalPolicy: RemovalPolicy.DESTROY });
    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: Match.objectLike({ DeletionProtectionEnabled: false }),
    });
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  });

  it('provision shards', () => {
    templateOf({ shardCount: 4 }).hasResourceProperties('AWS::Kinesis::Stream', {
      ShardCount: 4,
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
    templateOf({ shardCount: 'ON_DEMAND' }).hasResourceProperties('AWS::Kinesis::Stream', {
      ShardCount: Match.absent(),
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
  });

  it('win over the settings of each resource', () => {
    const { stack } = createMarket((scope) => ({
      ordersTableProps: {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: new Key(scope, 'Key'),
      },
      ledgerTableProps: { deletionProtection: false },
      matcherProps: { memorySize: 3008, environment: { TZ: 'UTC' } },
      matcherEventSourceProps: { parallelizationFactor: 2 },
      // CDK's classes are not exact about optional properties.
      intakeProps: { vpc: new Vpc(scope, 'Vpc', { maxAzs: 1, natGateways: 0 }) as IVpc },
      deadLetterQueueProps: { retentionPeriod: Duration.days(3) },
      streamProps: { retentionPeriod: Duration.days(7) },
      failureBucketProps: { versioned: true },
      pipeProps: { logConfiguration: { level: 'OFF' } },
      sweepInterval: Duration.minutes(15),
    }));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
    template.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 3008,
      Environment: {
        Variables: Match.objectLike({ TZ: 'UTC', MATERIAL_MARKET_RULES: Match.anyValue() }),
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ParallelizationFactor: 2 });
    template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.anyValue() });
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 259_200 });
    template.hasResourceProperties('AWS::Kinesis::Stream', { RetentionPeriodHours: 168 });
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
    });
    template.hasResourceProperties('AWS::Pipes::Pipe', { LogConfiguration: { Level: 'OFF' } });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(15 minutes)',
    });
  });

  it('let every role use a key of the team', () => {
    const { stack } = createMarket((scope) => ({
      ordersTableProps: {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: new Key(scope, 'Key'),
      },
    }));
    const template = Template.fromStack(stack);
    for (const role of ['IntakeRole', 'MatcherRole', 'SweeperRole', 'WakeUpPipeRole']) {
      expect(permissionsOf(template, role)['Key.Arn']).toContain('kms:Decrypt');
    }
  });

  it('name two dead-letter queues with one name', () => {
    const { stack } = createMarket((scope) => ({
      deadLetterQueueProps: { queueName: 'lost' },
      events: { bus: new EventBus(scope, 'Bus') },
    }));
    const queues = Object.values(Template.fromStack(stack).findResources('AWS::SQS::Queue'));
    expect(queues.map(({ Properties }) => Properties.QueueName)).toEqual(['lost', 'lost-events']);
  });

  it('let two markets live in one stack', () => {
    const { stack } = createMarket();
    new MaterialMarket(stack, 'SecondMarket', { dashboard: true, alarms: true });
    Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::Table', 4);
  });
});

describe('handlers that are not built', () => {
  it('are named, with what to do', () => {
    const app = new App({ context: { [handlersContextKey]: '/nowhere' } });
    expect(() => new MaterialMarket(new Stack(app, 'Game'), 'Market')).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringMatching(/the intake handler is not built.*npm run build/),
      }),
    );
  });
});
