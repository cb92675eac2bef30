import { setTimeout as delay } from 'node:timers/promises';
import type { _Record as ChangeRecord } from '@aws-sdk/client-dynamodb-streams';
import type { KinesisStreamRecord } from 'aws-lambda';
import {
  matcherEventSource,
  matcherTimeoutSeconds,
  pipeSource,
} from '../../deployment/change-stream.js';
import type { MatcherFailure, MatcherHandler } from '../../matcher/handler.js';
import { MarketError } from '../../model/errors.js';
import type { Clients } from '../database/tables.js';
import { ChangeStreamReader } from './change-stream-reader.js';
import type { Checkpoints } from './checkpoints.js';
import {
  type DiscardedRecord,
  EventSourceMapping,
  type EventSourceMappingSettings,
} from './event-source-mapping.js';
import { KinesisStream } from './kinesis.js';
import { lambdaContext } from './lambda-context.js';
import { type PipedRecord, pipe } from './pipe.js';
import { Progress, type StreamPosition } from './progress.js';

/** Maximum number of records that are read and not yet processed; reading pauses there. */
const maxBacklog = 10_000;
const checkpointIntervalMs = 500;
/** Shorter than with AWS, where a retry may have to outlast a fault of other machines. */
const basePauseMs = 50;
const maxPauseMs = 1_000;
const stopTimeoutMs = 5_000;
const functionName = 'material-market-matcher';

/** A wake-up that failed in every attempt. */
export interface DeadLetter {
  /** The material that was to be matched. */
  readonly material: string;
  /** Of the record on the local Kinesis stream. */
  readonly sequenceNumber: string;
  /** The change of the Orders table, as DynamoDB Streams writes it in JSON. */
  readonly changeRecord: unknown;
  /** Why the last invocation failed. */
  readonly error: unknown;
  /** Number of invocations of the matcher that failed on it. */
  readonly invocations: number;
}

export interface WakeUpPipelineOptions {
  readonly streams: Clients['streams'];
  readonly streamArn: string;
  readonly checkpoints: Checkpoints;
  /** Makes the matcher, which reports its failures to the function that it is given. */
  readonly createMatcher: (onFailure: (failure: MatcherFailure) => void) => MatcherHandler;
  readonly onError: (error: unknown) => void;
  readonly settings?: Partial<EventSourceMappingSettings> | undefined;
}

/** Change stream, pipe, Kinesis stream and event source mapping: what wakes the matcher. */
export class WakeUpPipeline {
  readonly deadLetters: DeadLetter[] = [];
  readonly #options: WakeUpPipelineOptions;
  readonly #kinesis = new KinesisStream('material-market');
  readonly #progress = new Progress();
  /** By sequence number: what is to be done when the record is processed. */
  readonly #onProcessed = new Map<string, () => void>();
  /** By sequence number: why the matcher could not deal with the record. */
  readonly #failures = new Map<string, unknown>();
  readonly #mapping: EventSourceMapping;
  readonly #reader: ChangeStreamReader;
  readonly #saveTimer: NodeJS.Timeout;
  #saving: Promise<void> | undefined;
  #isStopped = false;

  /** Begins where the last run has ended, or else with the first record there is. */
  static async start(options: WakeUpPipelineOptions): Promise<WakeUpPipeline> {
    return new WakeUpPipeline(options, await options.checkpoints.load());
  }

  private constructor(options: WakeUpPipelineOptions, positions: readonly StreamPosition[]) {
    this.#options = options;
    const match = options.createMatcher(({ sequenceNumber, error }) =>
      this.#failures.set(sequenceNumber, error),
    );
    this.#mapping = new EventSourceMapping({
      settings: { ...matcherEventSource, basePauseMs, maxPauseMs, ...options.settings },
      invoke: (event) => match(event, lambdaContext(functionName, matcherTimeoutSeconds)),
      onProcessed: (record) => this.#processed(record),
      onDiscarded: (discarded) => this.#discarded(discarded),
    });
    this.#reader = new ChangeStreamReader({
      client: options.streams,
      streamArn: options.streamArn,
      limit: pipeSource.batchSize,
      positions,
      onRecords: (shardId, records) => this.#pipe(shardId, records),
      onError: options.onError,
    });
    this.#reader.start();
    this.#saveTimer = setInterval(() => this.#saveCheckpoints(), checkpointIntervalMs);
    this.#saveTimer.unref();
  }

  /** Something has landed: look for it now. */
  hurry(): void {
    this.#reader.hurry();
  }

  /** Resolves when all that is on the change stream by now is processed or given up. */
  async settled(): Promise<void> {
    await this.#reader.caughtUp();
    await this.#progress.processed();
    if (this.#isStopped) throw new MarketError('ABORTED', 'the local market was stopped');
  }

  /** Lets invocations under way end, for a bounded time; what is not processed is read again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#saveTimer);
    this.#progress.abandon();
    await this.#reader.stop();
    const ended = new AbortController();
    const timeout = delay(stopTimeoutMs, undefined, { signal: ended.signal }).catch(() => {});
    await Promise.race([this.#mapping.stop(), timeout]);
    ended.abort();
    await this.#saveCheckpoints();
  }

  async #pipe(shardId: string, records: readonly ChangeRecord[]): Promise<void> {
    for (const record of records) {
      const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
      const onProcessed = this.#progress.read({ shardId, sequenceNumber });
      const piped = this.#pipeOne(record);
      if (piped === undefined) {
        onProcessed();
        continue;
      }
      const delivery = this.#kinesis.put(piped);
      this.#onProcessed.set(delivery.record.kinesis.sequenceNumber, onProcessed);
      this.#mapping.deliver(delivery);
    }
    if (this.#onProcessed.size > maxBacklog) await this.#progress.processed();
  }

  /** A record that is not a change of an order is reported, and does not stop the others. */
  #pipeOne(record: ChangeRecord): PipedRecord | undefined {
    try {
      return pipe(record, this.#options.streamArn);
    } catch (error) {
      this.#options.onError(error);
      return undefined;
    }
  }

  #processed({ kinesis: { sequenceNumber } }: KinesisStreamRecord): void {
    this.#failures.delete(sequenceNumber);
    this.#onProcessed.get(sequenceNumber)?.();
    this.#onProcessed.delete(sequenceNumber);
  }

  #discarded({ record, invocations, error }: DiscardedRecord): void {
    const { partitionKey: material, sequenceNumber, data } = record.kinesis;
    const cause = error ?? this.#failures.get(sequenceNumber);
    const changeRecord: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
    this.deadLetters.push({ material, sequenceNumber, changeRecord, error: cause, invocations });
    const message = `a wake-up of ${material} was given up after ${invocations} invocations`;
    this.#options.onError(new MarketError('INTERNAL', message, { cause }));
  }

  async #saveCheckpoints(): Promise<void> {
    // One after another, so that none overwrites a later one.
    await this.#saving;
    this.#saving = this.#options.checkpoints
      .save(this.#progress.positions())
      .catch(this.#options.onError);
    await this.#saving;
  }
}
