import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { StreamProps } from 'aws-cdk-lib/aws-kinesis';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { BucketProps } from 'aws-cdk-lib/aws-s3';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { MarketRulesInput } from '../src/model/rules.js';
import type { AlarmOptions } from './alarm-options.js';
import type { MarketPipeProps } from './change-pipe.js';
import type { MarketEventOptions } from './market-events.js';
import type { RestoredTables } from './restored-tables.js';
import type { MarketTableProps } from './tables.js';
import type { MatcherEventSourceProps } from './wake-up-pipeline.js';

/**
 * The intake's Function URL:
 * - `IAM`: callers sign their requests (SigV4) and need `grantTrade`.
 * - `PUBLIC_WITHOUT_AUTHENTICATION`: anyone on the internet who knows the URL can trade for every
 *   account. Only behind something that authenticates, or for an experiment.
 * - `NONE`: no URL; the intake is invoked through Lambda's API.
 */
export type FunctionUrlAccess = 'IAM' | 'PUBLIC_WITHOUT_AUTHENTICATION' | 'NONE';

/** Settings of a {@link MaterialMarket}. All of them are optional. */
export interface MaterialMarketProps {
  /**
   * Rules of the market, such as the sale fee. Checked when the app is synthesised.
   * @default the rules' own defaults: no fee
   */
  readonly rules?: MarketRulesInput | undefined;

  /**
   * What happens to the tables, and to the bucket with failed records, when they are removed from
   * the stack. With `DESTROY`, the tables have no deletion protection, so that `cdk destroy` works;
   * a bucket that holds records has to be emptied first. Everything else goes with the stack.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy | undefined;

  /**
   * Holds the whole market: calls of the intake are throttled, which clients repeat; the pipes are
   * stopped, the matcher gets no records, and the sweeper is not run. Nothing is written to the tables.
   * What waits on the change streams waits for 24 hours. It wins over the settings of single resources.
   *
   * Deploy with it before you restore or repair tables, and without it afterwards. A pipe takes up to
   * two minutes to stop. Callers that read the tables themselves go on reading.
   * @default false
   */
  readonly held?: boolean | undefined;

  /**
   * Tables that DynamoDB has restored, in place of the stack's own. With the default
   * {@link MaterialMarketProps.removalPolicy}, the deployment that sets this takes the stack's own
   * tables out of the stack and keeps them. The restored ones stay outside of the stack: what it sets
   * on its own tables (backups, deletion protection, tags) you set on these. The guide "Restoring a
   * market" goes through all of it.
   * @default - the stack's own tables
   */
  readonly restoredTables?: RestoredTables | undefined;

  /**
   * Who may call the intake's Function URL. Some regions have no Function URLs; a stack whose `env`
   * names such a region gets none by default, and a warning at synthesis. A stack without `env` does
   * not know its region: for one of these, set `'NONE'`.
   * @default 'IAM'; 'NONE' in a region that is known to have no Function URLs
   */
  readonly functionUrl?: FunctionUrlAccess | undefined;

  /**
   * Shards of the Kinesis stream, each of which takes 1,000 orders a second and costs by the hour;
   * or `ON_DEMAND`, which scales by itself and costs more by the hour. Orders beyond that wait, and
   * none is lost.
   *
   * One deployment may at most double the count, or halve it: Kinesis refuses more, and the
   * deployment is rolled back. From 1 to 8 shards, deploy with 2, 4 and 8, ten times in 24 hours at
   * most. Each shard takes up to five invocations of the matcher at once from the account's
   * concurrency, see {@link MaterialMarketProps.matcherEventSourceProps}.
   * @default 1
   */
  readonly shardCount?: number | 'ON_DEMAND' | undefined;

  /**
   * Whether Kinesis pushes records to the matcher (enhanced fan-out) instead of Lambda asking for them
   * once a second. It takes about half a second off the time between an order's acceptance and its
   * match: by AWS's own medians, a record reaches its function after 49 ms instead of 627 ms. It costs
   * about as much again as the shards, by the hour and also when nobody trades ($0.015 an hour for each
   * shard in us-east-1 in November 2026), and $0.013 per GB.
   *
   * The deployment that changes it makes a new event source mapping, which reads the stream of the last
   * 24 hours once more. That changes no outcome: orders that were matched stay matched.
   * @default false
   */
  readonly enhancedFanOut?: boolean | undefined;

  /**
   * Time between two sweeps, which close expired orders.
   * @default Duration.minutes(1)
   */
  readonly sweepInterval?: Duration | undefined;

  /**
   * How long logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays | undefined;

  /**
   * Whether Lambda traces the functions with X-Ray. A trace has the invocation and its cold start, and
   * nothing of what happens within: the market's code is not instrumented, and calls of DynamoDB are no
   * segments of their own. X-Ray charges for each trace. To see the market's calls within the traces of
   * your game, turn it on where your game is traced, since a trace goes on through an invocation.
   * @default false
   */
  readonly tracing?: boolean | undefined;

  /**
   * CloudWatch alarms on what an operator must know of.
   * @default false
   */
  readonly alarms?: boolean | AlarmOptions | undefined;

  /**
   * A CloudWatch dashboard of the market.
   * @default false
   */
  readonly dashboard?: boolean | undefined;

  /**
   * Sends orders and trades to an EventBridge bus, so that a game can react to them.
   * @default - no events
   */
  readonly events?: MarketEventOptions | undefined;

  /**
   * Settings of the Orders table that win over the market's own.
   * @default - on demand, point-in-time recovery, deletion protection, AWS-managed key
   */
  readonly ordersTableProps?: MarketTableProps | undefined;

  /**
   * Settings of the Ledger table that win over the market's own.
   * @default - on demand, point-in-time recovery, deletion protection, AWS-managed key
   */
  readonly ledgerTableProps?: MarketTableProps | undefined;

  /**
   * Settings of the intake function that win over the market's own.
   * @default - 512 MB, 15 seconds
   */
  readonly intakeProps?: Partial<FunctionOptions> | undefined;

  /**
   * Settings of the matcher function that win over the market's own.
   * @default - 1769 MB (one processor), 60 seconds
   */
  readonly matcherProps?: Partial<FunctionOptions> | undefined;

  /**
   * Settings of the sweeper function that win over the market's own.
   * @default - 512 MB, 60 seconds, no retries: the next sweep follows soon
   */
  readonly sweeperProps?: Partial<FunctionOptions> | undefined;

  /**
   * Settings of the Kinesis stream that win over the market's own.
   * @default - encrypted with the AWS-managed key, records kept for 24 hours
   */
  readonly streamProps?: Partial<StreamProps> | undefined;

  /**
   * Settings of the pipe from the Orders table to Kinesis that win over the market's own.
   * @default - logs errors
   */
  readonly pipeProps?: MarketPipeProps | undefined;

  /**
   * Settings of the dead-letter queues of the pipes that win over the market's own. With `events`
   * there are two: a `queueName` is that of the first, and the other one has `-events` after it.
   * @default - encrypted, TLS only, messages kept for 14 days
   */
  readonly deadLetterQueueProps?: Partial<QueueProps> | undefined;

  /**
   * Settings of the matcher's event source mapping that win over the market's own.
   *
   * `parallelizationFactor × shardCount` invocations of the matcher may run at once. They come out of
   * the account's concurrency in Lambda, which the intake needs as well, and which may be as low as 10
   * in a new account: keep them below half of it, until the quota is raised. (Reserving a part of it
   * for a function takes a quota above 100.)
   * @default - batches of up to 1,000 without waiting, five at once per shard, ten retries
   */
  readonly matcherEventSourceProps?: MatcherEventSourceProps | undefined;

  /**
   * Settings of the bucket for records that the matcher gave up, that win over the market's own.
   * @default - encrypted, not public, TLS only, objects kept for 90 days
   */
  readonly failureBucketProps?: Partial<BucketProps> | undefined;
}
