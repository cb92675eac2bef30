import { setTimeout as delay } from 'node:timers/promises';
import type {
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  KinesisStreamRecord,
} from 'aws-lambda';
import type { ShardRecord } from './kinesis.js';

/** Settings of an event source mapping, by CloudFormation's names, and how long to pause. */
export interface EventSourceMappingSettings {
  readonly batchSize: number;
  readonly parallelizationFactor: number;
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeInSeconds: number;
  readonly bisectBatchOnFunctionError: boolean;
  /** Milliseconds before the first retry; doubled with every further one. */
  readonly basePauseMs: number;
  readonly maxPauseMs: number;
}

/** A record that was given up. */
export interface DiscardedRecord {
  readonly record: KinesisStreamRecord;
  readonly invocations: number;
  /** What the function threw; undefined when it reported the record as failed. */
  readonly error: unknown;
}

export interface EventSourceMappingOptions {
  readonly settings: EventSourceMappingSettings;
  readonly invoke: (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>;
  /** Called with every record once, when it has been processed or given up. */
  readonly onProcessed: (record: KinesisStreamRecord) => void;
  readonly onDiscarded: (discarded: DiscardedRecord) => void;
}

/**
 * Lambda's event source mapping for a Kinesis stream: invokes a function with the records of each
 * shard, with up to ParallelizationFactor concurrent invocations, and those of one partition key
 * strictly in order. A batch is whatever has queued up, so batches grow under load.
 */
export class EventSourceMapping {
  readonly #lanes = new Map<string, Lane>();
  readonly #options: EventSourceMappingOptions;
  readonly #stop = new AbortController();

  constructor(options: EventSourceMappingOptions) {
    this.#options = options;
  }

  deliver({ shardId, hashKey, record }: ShardRecord): void {
    const { parallelizationFactor } = this.#options.settings;
    const name = `${shardId} ${hashKey % BigInt(parallelizationFactor)}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = new Lane(this.#options, this.#stop.signal);
      this.#lanes.set(name, lane);
    }
    lane.push(record);
  }

  /** Begins no further invocation; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.ended));
  }
}

/** Records that are tried together, in order. */
interface Batch {
  readonly records: readonly KinesisStreamRecord[];
  /** Invocations so far without progress. */
  readonly failures: number;
}

/** Records of some partition keys of a shard, of which one batch at a time is processed. */
class Lane {
  readonly #options: EventSourceMappingOptions;
  readonly #stop: AbortSignal;
  readonly #queue: KinesisStreamRecord[] = [];
  #run: Promise<void> | undefined;

  constructor(options: EventSourceMappingOptions, stop: AbortSignal) {
    this.#options = options;
    this.#stop = stop;
  }

  get ended(): Promise<void> {
    return this.#run ?? Promise.resolve();
  }

  push(record: KinesisStreamRecord): void {
    this.#queue.push(record);
    this.#run ??= this.#processQueue();
  }

  async #processQueue(): Promise<void> {
    // Records that are delivered in one go belong in one batch.
    await Promise.resolve();
    while (this.#queue.length > 0 && !this.#stop.aborted) {
      const records = this.#queue.splice(0, this.#options.settings.batchSize);
      await this.#process({ records, failures: 0 });
    }
    this.#run = undefined;
  }

  /** Tries a batch until all its records are processed or given up. */
  async #process(batch: Batch): Promise<void> {
    const batches = [batch];
    while (!this.#stop.aborted) {
      const next = batches.shift();
      if (next === undefined) return;
      if (next.failures > 0) await this.#pause(next.failures);
      if (!this.#stop.aborted) batches.unshift(...(await this.#try(next)));
    }
  }

  /** Invokes the function once; returns what remains to be tried, in order. */
  async #try({ records, failures }: Batch): Promise<Batch[]> {
    let processed = 0;
    let thrown: { readonly error: unknown } | undefined;
    try {
      const response = await this.#options.invoke({ Records: [...records] });
      processed = processedCount(response, records);
    } catch (error) {
      thrown = { error };
    }
    for (const record of records.slice(0, processed)) this.#options.onProcessed(record);
    const rest = records.slice(processed);
    const [first, ...others] = rest;
    if (first === undefined) return [];
    if (processed > 0) return [{ records: rest, failures: 1 }];
    const { settings } = this.#options;
    if (thrown && others.length > 0 && settings.bisectBatchOnFunctionError) {
      // As with AWS, splitting does not use up attempts.
      const half = Math.ceil(rest.length / 2);
      return [rest.slice(0, half), rest.slice(half)].map((part) => ({ records: part, failures }));
    }
    const invocations = failures + 1;
    if (invocations <= settings.maximumRetryAttempts && !isTooOld(first, settings)) {
      return [{ records: rest, failures: invocations }];
    }
    // AWS discards the rest of the batch. Here only the record that the function named is discarded,
    // so that later ones of the same material are still processed.
    this.#options.onDiscarded({ record: first, invocations, error: thrown?.error });
    this.#options.onProcessed(first);
    return others.length > 0 ? [{ records: others, failures: 0 }] : [];
  }

  async #pause(failures: number): Promise<void> {
    const { basePauseMs, maxPauseMs } = this.#options.settings;
    const milliseconds = Math.min(basePauseMs * 2 ** (failures - 1), maxPauseMs);
    // Rejects when it is stopped, which is looked at next.
    await delay(milliseconds, undefined, { signal: this.#stop }).catch(() => {});
  }
}

/**
 * How many records, from the first, are done. Lambda resumes at the lowest reported sequence number; a
 * report that names no record of the batch counts as a failure of the whole batch.
 */
function processedCount(
  response: KinesisStreamBatchResponse | undefined,
  records: readonly KinesisStreamRecord[],
): number {
  const failed = response?.batchItemFailures ?? [];
  const positions = new Map(records.map(({ kinesis }, index) => [kinesis.sequenceNumber, index]));
  return failed.reduce(
    (lowest, { itemIdentifier }) => Math.min(lowest, positions.get(itemIdentifier) ?? 0),
    records.length,
  );
}

function isTooOld(record: KinesisStreamRecord, settings: EventSourceMappingSettings): boolean {
  const age = Date.now() / 1000 - record.kinesis.approximateArrivalTimestamp;
  return age > settings.maximumRecordAgeInSeconds;
}
