import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnPipe, type CfnPipeProps } from 'aws-cdk-lib/aws-pipes';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EventPattern } from '../src/deployment/change-stream.js';
import { sumOf } from './metric-sum.js';

/** What may be set on a pipe. Source, filter and target are the market's own. */
export type MarketPipeProps = Partial<
  Omit<CfnPipeProps, 'source' | 'sourceParameters' | 'target' | 'targetParameters' | 'roleArn'>
>;

/** What a {@link ChangePipe} connects. */
export interface ChangePipeOptions {
  /** What it carries, in the labels of its metrics. */
  readonly name: string;
  /** Seen in the console. */
  readonly description: string;
  /** The table whose changes it reads. */
  readonly table: ITable;
  /** How it reads them. */
  readonly source: Readonly<CfnPipe.PipeSourceDynamoDBStreamParametersProperty>;
  /** A change goes through when it matches one of these. */
  readonly filters: readonly EventPattern[];
  /** Is given the changes that go through, and returns what the target gets instead. */
  readonly enrichment?: LambdaFunction | undefined;
  /** Where they go, and what the pipe must be allowed to do there. */
  readonly target: {
    /** The target. */
    readonly arn: string;
    /** Actions on it that the pipe's role is given. */
    readonly actions: readonly string[];
    /** How changes are handed to it. */
    readonly parameters: CfnPipe.PipeTargetParametersProperty;
  };
  /** Whether it is stopped for now. */
  readonly held: boolean;
  /** How long its log of errors is kept. */
  readonly logRetention: RetentionDays;
  /** Settings that win over the pipe's own. */
  readonly pipeProps?: MarketPipeProps | undefined;
  /** Settings of the dead-letter queue that win over its own. */
  readonly deadLetterQueueProps?: Partial<QueueProps> | undefined;
}

/**
 * A pipe from a table's change stream, with a queue for what it could not deliver: that of the
 * wake-ups, and that of the events. Made by {@link MaterialMarket}.
 *
 * @example
 * ```ts
 * market.wakeUpPipe.deadLetterQueue.grantConsumeMessages(operator);
 * new GraphWidget({ left: [market.wakeUpPipe.metricFailures(), market.wakeUpPipe.metricDeadLetters()] });
 * new GraphWidget({ left: [market.wakeUpPipe.metricExecutions()] });
 * ```
 */
export class ChangePipe extends Construct {
  /** The pipe itself. */
  readonly cfnPipe: CfnPipe;
  /** What the pipe may do. */
  readonly role: Role;
  /**
   * Has a message for each batch of changes that was given up, which says where in the stream it
   * is.
   */
  readonly deadLetterQueue: Queue;
  /** Errors of the pipe; no data of orders or trades. */
  readonly logGroup: LogGroup;

  readonly #name: string;

  constructor(scope: Construct, id: string, options: ChangePipeOptions) {
    super(scope, id);
    this.#name = options.name;
    const { table, target } = options;
    const sourceArn = table.tableStreamArn as string;
    this.deadLetterQueue = this.#createDeadLetterQueue(options);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: options.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = this.#createRole(options, sourceArn);
    this.cfnPipe = new CfnPipe(this, 'Resource', {
      description: options.description,
      logConfiguration: {
        level: 'ERROR',
        cloudwatchLogsLogDestination: { logGroupArn: this.logGroup.logGroupArn },
      },
      // Always given: a pipe stays stopped when its next template does not say that it runs.
      desiredState: 'RUNNING',
      ...options.pipeProps,
      ...(options.held && { desiredState: 'STOPPED' }),
      roleArn: this.role.roleArn,
      source: sourceArn,
      sourceParameters: {
        filterCriteria: {
          filters: options.filters.map((filter) => ({ pattern: JSON.stringify(filter) })),
        },
        dynamoDbStreamParameters: {
          ...options.source,
          deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
        },
      },
      ...(options.enrichment && { enrichment: options.enrichment.functionArn }),
      target: target.arn,
      targetParameters: target.parameters,
    });
    // CloudFormation tries the role's permissions when it creates the pipe.
    this.cfnPipe.node.addDependency(this.role);
  }

  /** How often the pipe read changes that it had to deliver. */
  metricExecutions(options?: MetricOptions): Metric {
    return this.#metric('Invocations', options);
  }

  /** How often the pipe could not deliver a batch, or a part of one, or not in time. */
  metricFailures(): MathExpression {
    return sumOf(
      `${this.#name} pipe failures`,
      ['ExecutionFailed', 'ExecutionPartiallyFailed', 'ExecutionThrottled', 'ExecutionTimeout'].map(
        (metricName) => this.#metric(metricName),
      ),
    );
  }

  /** Changes that were given up. */
  metricDeadLetters(): Metric {
    return this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
    });
  }

  #metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/EventBridge/Pipes',
      metricName,
      dimensionsMap: { PipeName: this.cfnPipe.ref },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
      ...options,
    });
  }

  #createDeadLetterQueue({ deadLetterQueueProps }: ChangePipeOptions): Queue {
    const queue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // The stream drops the changes that the messages point to after 24 hours.
      removalPolicy: RemovalPolicy.DESTROY,
      ...deadLetterQueueProps,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is a dead-letter queue, that of an EventBridge pipe.',
    });
    return queue;
  }

  #createRole({ table, target, enrichment }: ChangePipeOptions, sourceArn: string): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    const allow = (actions: readonly string[], resourceArn: string) =>
      Grant.addToPrincipal({ grantee: role, actions: [...actions], resourceArns: [resourceArn] });
    allow(
      [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      sourceArn,
    );
    if (enrichment) allow(['lambda:InvokeFunction'], enrichment.functionArn);
    allow(target.actions, target.arn);
    allow(['sqs:SendMessage'], this.deadLetterQueue.queueArn);
    table.encryptionKey?.grantDecrypt(role);
    this.deadLetterQueue.encryptionMasterKey?.grantEncryptDecrypt(role);
    return role;
  }
}
