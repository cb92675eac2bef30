import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import {
  Stream,
  StreamConsumer,
  StreamEncryption,
  StreamMode,
  type StreamProps,
} from 'aws-cdk-lib/aws-kinesis';
import {
  EventSourceMapping,
  type EventSourceMappingOptions,
  type Function as LambdaFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  matcherEventSource,
  partitionKeyPath,
  pipeFilterPattern,
  pipeSource,
} from '../src/deployment/change-stream.js';
import { ChangePipe, type MarketPipeProps } from './change-pipe.js';

/** What may be set on the event source mapping. Its stream and its batch reports are given. */
export type MatcherEventSourceProps = Partial<
  Omit<
    EventSourceMappingOptions,
    | 'eventSourceArn'
    | 'metricsConfig'
    | 'onFailure'
    | 'reportBatchItemFailures'
    | 'startingPosition'
  >
>;

export interface WakeUpPipelineOptions {
  readonly ordersTable: ITable;
  readonly matcher: LambdaFunction;
  readonly held: boolean;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly shardCount: number | 'ON_DEMAND';
  readonly enhancedFanOut: boolean;
  readonly streamProps: Partial<StreamProps> | undefined;
  readonly pipeProps: MarketPipeProps | undefined;
  readonly deadLetterQueueProps: Partial<QueueProps> | undefined;
  readonly failureBucketProps: Partial<BucketProps> | undefined;
  readonly eventSourceProps: MatcherEventSourceProps | undefined;
}

/** From the Orders table's change stream to the matcher, in order per material. */
export class WakeUpPipeline extends Construct {
  readonly stream: Stream;
  readonly streamConsumer: StreamConsumer | undefined;
  readonly pipe: ChangePipe;
  readonly failureBucket: Bucket;
  readonly eventSource: EventSourceMapping;

  constructor(scope: Construct, id: string, options: WakeUpPipelineOptions) {
    super(scope, id);
    this.stream = this.#createStream(options);
    if (options.enhancedFanOut) {
      this.streamConsumer = new StreamConsumer(this, 'Consumer', {
        stream: this.stream,
        // Names of consumers are a stream's own.
        streamConsumerName: 'matcher',
      });
    }
    this.pipe = this.#createPipe(options);
    this.failureBucket = this.#createFailureBucket(options);
    this.eventSource = this.#createEventSource(options);
  }

  #createStream({ shardCount, streamProps }: WakeUpPipelineOptions): Stream {
    return new Stream(this, 'Stream', {
      ...(shardCount === 'ON_DEMAND'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount }),
      encryption: StreamEncryption.MANAGED,
      // The records only wake the matcher; the data is in the tables.
      removalPolicy: RemovalPolicy.DESTROY,
      ...streamProps,
    });
  }

  #createPipe(options: WakeUpPipelineOptions): ChangePipe {
    const { logRetention, pipeProps, deadLetterQueueProps } = options;
    const pipe = new ChangePipe(this, 'Pipe', {
      name: 'wake-up',
      description: 'Wakes the matcher for every order that lands, in order per material.',
      table: options.ordersTable,
      source: pipeSource,
      filters: [pipeFilterPattern],
      target: {
        arn: this.stream.streamArn,
        actions: ['kinesis:PutRecord', 'kinesis:PutRecords'],
        parameters: { kinesisStreamParameters: { partitionKey: partitionKeyPath } },
      },
      held: options.held,
      logRetention,
      pipeProps,
      deadLetterQueueProps,
    });
    this.stream.encryptionKey?.grantEncrypt(pipe.role);
    return pipe;
  }

  #createFailureBucket({ removalPolicy, failureBucketProps }: WakeUpPipelineOptions): Bucket {
    const bucket = new Bucket(this, 'FailureBucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      removalPolicy,
      ...failureBucketProps,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Holds the rare records that the matcher gave up; only Lambda writes here.',
    });
    return bucket;
  }

  #createEventSource({
    matcher,
    held,
    eventSourceProps,
  }: WakeUpPipelineOptions): EventSourceMapping {
    this.#grantToMatcher(matcher);
    const { startingPosition, ...source } = matcherEventSource;
    return new EventSourceMapping(this, 'EventSource', {
      batchSize: source.batchSize,
      maxBatchingWindow: Duration.seconds(source.maximumBatchingWindowInSeconds),
      parallelizationFactor: source.parallelizationFactor,
      retryAttempts: source.maximumRetryAttempts,
      maxRecordAge: Duration.seconds(source.maximumRecordAgeInSeconds),
      bisectBatchOnError: source.bisectBatchOnFunctionError,
      // Always given: a mapping stays disabled when its next template does not say otherwise.
      enabled: true,
      ...eventSourceProps,
      ...(held && { enabled: false }),
      // Without this metric, no alarm can report records that were given up.
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
      target: matcher,
      eventSourceArn: this.streamConsumer?.streamConsumerArn ?? this.stream.streamArn,
      startingPosition: StartingPosition[startingPosition],
      reportBatchItemFailures: true,
      supportS3OnFailureDestination: true,
      onFailure: { bind: () => ({ destination: this.failureBucket.bucketArn }) },
    });
  }

  /** Lambda uses the function's role to poll the stream and to store failed records. */
  #grantToMatcher(grantee: LambdaFunction): void {
    const { streamArn } = this.stream;
    const { bucketArn } = this.failureBucket;
    const failures = this.failureBucket.arnForObjects('*');
    Grant.addToPrincipal({
      grantee,
      actions: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      resourceArns: [streamArn],
    });
    if (this.streamConsumer) {
      Grant.addToPrincipal({
        grantee,
        actions: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
        resourceArns: [this.streamConsumer.streamConsumerArn],
      });
    }
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucketArn] });
    Grant.addToPrincipal({ grantee, actions: ['s3:PutObject'], resourceArns: [failures] });
    this.stream.encryptionKey?.grantDecrypt(grantee);
    this.failureBucket.encryptionKey?.grantEncrypt(grantee);
    const bucketId = Stack.of(this).getLogicalId(this.failureBucket.node.defaultChild as CfnBucket);
    Validations.of(grantee.role ?? grantee).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
      reason: 'Lambda chooses the names of the objects that keep failed records.',
    });
  }
}
