import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda';
import type * as z from 'zod';
import type { ShardRecord } from '../../src/local/wake-up/kinesis.js';
import type { CloudWatch } from './alarms/cloudwatch.js';
import type { Clock } from './clock.js';
import { type LambdaFunction, throttled } from './lambda-function.js';
import type { eventSourceMappingProperties } from './properties.js';

/** Much shorter than on AWS: nothing here heals with time. */
const retryPauseMs = 5;

/** A document in the bucket for failures, as far as this run looks at it. */
export interface FailureDocument {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly KinesisBatchInfo: { readonly shardId: string; readonly batchSize: number };
  /** The invocation's event, as JSON. */
  readonly payload: string;
}

export interface EventSourceMappingOptions {
  /** Its UUID. */
  readonly id: string;
  readonly clock: Clock;
  readonly cloudwatch: CloudWatch;
  readonly properties: z.infer<typeof eventSourceMappingProperties>;
  /** The stream that is read, by polling or by a consumer of it. */
  readonly streamArn: string;
  readonly target: LambdaFunction;
  /** Keeps a document under a key; throws where it cannot. */
  readonly bucket: { put(key: string, document: FailureDocument): void };
}

interface Batch {
  readonly shardId: string;
  readonly records: readonly KinesisStreamRecord[];
  readonly retries: number;
}

/**
 * Lambda's event source mapping on a Kinesis stream, as its properties say. Where AWS's documents
 * leave something open, it does what is worst for the market: a batch that is retried from its very
 * first record is not made smaller by that, and when retries run out, all that is left of it goes
 * to the failure destination.
 */
export class EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  /** By shard and by what of it may be worked on at the same time. */
  readonly #lanes = new Map<
    string,
    { readonly queue: KinesisStreamRecord[]; run: Promise<void> }
  >();
  #isStopped = false;

  constructor(options: EventSourceMappingOptions) {
    this.#options = options;
    const { role } = options.target;
    const { EventSourceArn } = options.properties;
    const isPushed = EventSourceArn !== options.streamArn;
    role.mustUse('kinesis:DescribeStream', options.streamArn);
    const actions = isPushed
      ? ['DescribeStreamConsumer', 'SubscribeToShard']
      : ['GetShardIterator', 'GetRecords'];
    for (const action of actions) role.mustUse(`kinesis:${action}`, EventSourceArn);
  }

  deliver(delivered: readonly ShardRecord[]): void {
    for (const { shardId, hashKey, record } of delivered) {
      const slot = hashKey % BigInt(this.#options.properties.ParallelizationFactor);
      const name = `${shardId} ${slot}`;
      const lane = this.#lanes.get(name) ?? { queue: [], run: Promise.resolve() };
      this.#lanes.set(name, lane);
      lane.queue.push(record);
      if (lane.queue.length === 1) lane.run = lane.run.then(() => this.#work(shardId, lane.queue));
    }
  }

  /** Resolves when all that was delivered by now is processed or given up. */
  async idle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ run }) => run));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.idle();
  }

  async #work(shardId: string, queue: KinesisStreamRecord[]): Promise<void> {
    while (queue.length > 0 && !this.#isStopped) {
      const records = queue.slice(0, this.#options.properties.BatchSize);
      const batches: Batch[] = [{ shardId, records, retries: 0 }];
      for (let next = batches.shift(); next && !this.#isStopped; next = batches.shift()) {
        if (next.retries > 0) await delay(retryPauseMs);
        batches.unshift(...(await this.#try(next)));
      }
      queue.splice(0, records.length);
    }
  }

  /** Invokes the function once; gives what remains to be tried, in order. */
  async #try(batch: Batch): Promise<Batch[]> {
    const { records, retries } = batch;
    const { properties, target } = this.#options;
    this.#reportAge(records);
    const result = await target.invoke({ Records: records });
    // Throttles do not use up retries.
    if (result === throttled) return [{ ...batch, retries: Math.max(retries, 1) }];
    const done = 'error' in result ? undefined : this.#doneOf(result.payload, records);
    if (done === records.length) return [];
    if (done !== undefined && done > 0) {
      return [{ ...batch, records: records.slice(done), retries: 1 }];
    }
    if (done === undefined && properties.BisectBatchOnFunctionError && records.length > 1) {
      // Splitting does not use up retries.
      const half = Math.ceil(records.length / 2);
      return [
        { ...batch, records: records.slice(0, half) },
        { ...batch, records: records.slice(half) },
      ];
    }
    const isTooOld = this.#isTooOld(records);
    if (retries < properties.MaximumRetryAttempts && !isTooOld) {
      return [{ ...batch, retries: retries + 1 }];
    }
    this.#discard(batch, isTooOld ? 'RecordAgeExceeded' : 'RetryAttemptsExhausted');
    return [];
  }

  /** How many records from the first on are done; undefined for a failure as a whole. */
  #doneOf(payload: string, records: readonly KinesisStreamRecord[]): number | undefined {
    if (!this.#options.properties.FunctionResponseTypes.includes('ReportBatchItemFailures')) {
      return records.length;
    }
    const response = JSON.parse(payload) as KinesisStreamBatchResponse | null;
    const positions = (response?.batchItemFailures ?? []).map(({ itemIdentifier }) =>
      records.findIndex(({ kinesis }) => kinesis.sequenceNumber === itemIdentifier),
    );
    return positions.includes(-1) ? undefined : Math.min(records.length, ...positions);
  }

  #isTooOld(records: readonly KinesisStreamRecord[]): boolean {
    return this.#ageOf(records[0]) > this.#options.properties.MaximumRecordAgeInSeconds;
  }

  #discard({ shardId, records, retries }: Batch, condition: string): void {
    const { properties, target, bucket } = this.#options;
    const { Destination } = properties.DestinationConfig.OnFailure;
    const count = records.length;
    const key = `aws/lambda/${target.name}/${shardId}/${randomUUID()}`;
    target.role.mustUse('s3:PutObject', `${Destination}/${key}`);
    try {
      bucket.put(key, {
        requestContext: { condition, approximateInvokeCount: retries + 1 },
        KinesisBatchInfo: { shardId, batchSize: count },
        payload: JSON.stringify({ Records: records }),
      });
      this.#reportEvents('OnFailureDestinationDeliveredEventCount', count);
    } catch {
      this.#reportEvents('DroppedEventCount', count);
    }
  }

  /** Lambda reports these of mappings that ask for it. */
  #reportEvents(MetricName: string, count: number): void {
    const { id, properties, cloudwatch, clock } = this.#options;
    if (!properties.MetricsConfig?.Metrics.includes('EventCount')) return;
    const Dimensions = { EventSourceMappingUUID: id };
    cloudwatch.put({ Namespace: 'AWS/Lambda', MetricName, Dimensions }, count, clock.now());
  }

  /** How long the last record of a batch has waited. */
  #reportAge(records: readonly KinesisStreamRecord[]): void {
    const { target, cloudwatch, clock } = this.#options;
    const Dimensions = { FunctionName: target.name };
    cloudwatch.put(
      { Namespace: 'AWS/Lambda', MetricName: 'IteratorAge', Dimensions },
      this.#ageOf(records.at(-1)) * 1000,
      clock.now(),
    );
  }

  /** Seconds. */
  #ageOf(record: KinesisStreamRecord | undefined): number {
    const { approximateArrivalTimestamp = 0 } = record?.kinesis ?? {};
    return this.#options.clock.now() / 1000 - approximateArrivalTimestamp;
  }
}
