import { ordersTable } from './tables.js';

/**
 * What connects the Orders table with the matcher: DynamoDB stream, EventBridge pipe, Kinesis stream,
 * Lambda. `LocalMarket` and the construct both take it from here. Property names are CloudFormation's.
 */

/** What an EventBridge pattern allows at one field: one of the values in the list. */
export type EventPatternMatcher =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: string }
  | { readonly exists: boolean }
  | {
      readonly 'anything-but':
        | string
        | number
        | readonly (string | number)[]
        | { readonly prefix: string };
    }
  | { readonly numeric: readonly (string | number)[] };

/** An EventBridge pattern, as far as this project uses the language. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly EventPatternMatcher[];
}

/**
 * Only new orders wake the matcher. Its own updates and deletions of orders are on the same stream, and
 * cancelled orders have nothing left to match.
 */
export const pipeFilterPattern = { eventName: ['INSERT'] } as const satisfies EventPattern;

/** Where the pipe finds the Kinesis partition key: the material, which every change has as a key. */
export const partitionKeyPath = `$.dynamodb.Keys.${ordersTable.partitionKey.name}.${ordersTable.partitionKey.type}`;

/**
 * A record is given up before its stream drops it, which DynamoDB and Kinesis both do after 24 hours.
 * So it goes to the failure destination and is not lost.
 */
const maximumRecordAgeInSeconds = 12 * 60 * 60;

/** The pipe's source, `PipeSourceDynamoDBStreamParameters`. */
export const pipeSource = {
  startingPosition: 'TRIM_HORIZON',
  /** As many as one PutRecords call to Kinesis takes. */
  batchSize: 500,
  /** No waiting: an order is matched as soon as it can be. */
  maximumBatchingWindowInSeconds: 0,
  /** The most there is: records that Kinesis throttles heal by themselves, so age bounds them first. */
  maximumRetryAttempts: 10_000,
  maximumRecordAgeInSeconds,
  onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
  parallelizationFactor: 1,
} as const;

/** The matcher's event source, `AWS::Lambda::EventSourceMapping` on the Kinesis stream. */
export const matcherEventSource = {
  startingPosition: 'TRIM_HORIZON',
  /** A bound, not a goal: under load a batch is what came while the last one was matched. */
  batchSize: 1_000,
  maximumBatchingWindowInSeconds: 0,
  /**
   * Invocations per shard at the same time; those of one partition key follow each other. A new
   * account may have a concurrency of ten in all: half of it is left to the intake and the sweeper.
   */
  parallelizationFactor: 5,
  maximumRetryAttempts: 10,
  maximumRecordAgeInSeconds,
  bisectBatchOnFunctionError: true,
  functionResponseTypes: ['ReportBatchItemFailures'],
} as const;

/** Longest time of one invocation of the matcher. */
export const matcherTimeoutSeconds = 60;
