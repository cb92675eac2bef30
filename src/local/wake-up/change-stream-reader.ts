import { setTimeout as delay } from 'node:timers/promises';
import {
  type _Record as ChangeRecord,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import type { StreamPosition } from './progress.js';

/** Pauses between polls: short after records arrived, then longer and longer. */
const shortestPauseMs = 10;
const longestPauseMs = 100;
/** New shards also appear beside those that have ended. */
const discoveryIntervalMs = 60_000;

export interface ChangeStreamReaderOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  /** Records of one poll of a shard. */
  readonly limit: number;
  /** Where to begin; a shard that is not among them is read from its first record. */
  readonly positions: readonly StreamPosition[];
  /** Called with the records of a shard in their order; no more are read until it resolves. */
  readonly onRecords: (shardId: string, records: readonly ChangeRecord[]) => Promise<void>;
  /**
   * Called with the first of several failed polls in a row; polls are repeated until they succeed.
   */
  readonly onError: (error: unknown) => void;
}

interface OpenShard {
  readonly shardId: string;
  iterator: string | undefined;
  /** The last record read. */
  position: string | undefined;
}

/** Polls a DynamoDB change stream; a shard's children only after the shard itself has ended. */
export class ChangeStreamReader {
  readonly #options: ChangeStreamReaderOptions;
  readonly #positions: ReadonlyMap<string, string>;
  readonly #open = new Map<string, OpenShard>();
  readonly #ended = new Set<string>();
  #discoverAt = 0;
  #catchingUp: (() => void)[] = [];
  #isStopped = false;
  #isHurried = false;
  #endPause: (() => void) | undefined;
  #run: Promise<void> | undefined;

  constructor(options: ChangeStreamReaderOptions) {
    this.#options = options;
    this.#positions = new Map(
      options.positions.map(({ shardId, sequenceNumber }) => [shardId, sequenceNumber]),
    );
  }

  start(): void {
    this.#run ??= this.#poll();
  }

  /** Ends a long pause, because there is something to read. */
  hurry(): void {
    this.#isHurried = true;
    this.#endPause?.();
  }

  /** Resolves when all has been read that was on the stream by now, or when it is stopped. */
  async caughtUp(): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      this.#catchingUp.push(resolve);
      this.hurry();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.hurry();
    await this.#run;
    for (const resolve of this.#catchingUp) resolve();
  }

  async #poll(): Promise<void> {
    let pauseMs = shortestPauseMs;
    let hasFailed = false;
    while (!this.#isStopped) {
      // Only a pass that began after the call sees what was on the stream by then.
      const catchingUp = this.#catchingUp;
      this.#catchingUp = [];
      let pass: Pass = { records: 0, isBehind: true };
      try {
        pass = await this.#readOnce();
        hasFailed = false;
      } catch (error) {
        if (!hasFailed) this.#options.onError(error);
        hasFailed = true;
      }
      if (pass.isBehind) this.#catchingUp.push(...catchingUp);
      else for (const resolve of catchingUp) resolve();
      if (pass.isBehind && pass.records > 0) continue;
      pauseMs = pass.records > 0 ? shortestPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      if (await this.#pause(pauseMs)) pauseMs = shortestPauseMs;
    }
  }

  /** Reads one page of every open shard. */
  async #readOnce(): Promise<Pass> {
    await this.#discover();
    const polls = [...this.#open.values()].map((shard) => this.#readPage(shard));
    // None may still be under way when the next round begins.
    await Promise.allSettled(polls);
    const pages = await Promise.all(polls);
    return {
      records: pages.reduce((sum, { records }) => sum + records, 0),
      isBehind: pages.some(({ isBehind }) => isBehind),
    };
  }

  async #readPage(shard: OpenShard): Promise<Pass> {
    const { onRecords, limit } = this.#options;
    shard.iterator ??= await this.#iteratorAt(shard);
    const page = await this.#getRecords(shard);
    if (page === undefined) return { records: 0, isBehind: true };
    const { Records = [], NextShardIterator } = page;
    shard.iterator = NextShardIterator;
    shard.position = Records.at(-1)?.dynamodb?.SequenceNumber ?? shard.position;
    if (Records.length > 0) await onRecords(shard.shardId, Records);
    const hasEnded = NextShardIterator === undefined;
    if (hasEnded) {
      this.#open.delete(shard.shardId);
      this.#ended.add(shard.shardId);
      this.#discoverAt = 0;
    }
    return { records: Records.length, isBehind: hasEnded || Records.length >= limit };
  }

  /** One page; undefined when another iterator is needed, which the next pass asks for. */
  async #getRecords(shard: OpenShard): Promise<GetRecordsCommandOutput | undefined> {
    const { client, limit } = this.#options;
    const { iterator } = shard;
    try {
      return await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
    } catch (error) {
      shard.iterator = undefined;
      // Iterators last for 15 minutes.
      if (isNamed(error, 'ExpiredIteratorException')) return undefined;
      // DynamoDB Local also says this once when the first record of a table appears.
      if (!isNamed(error, 'TrimmedDataAccessException')) throw error;
      shard.position = undefined;
      return undefined;
    }
  }

  async #iteratorAt({ shardId, position }: OpenShard): Promise<string | undefined> {
    const { client, streamArn } = this.#options;
    const shard = { StreamArn: streamArn, ShardId: shardId };
    if (position !== undefined) {
      const from = {
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        SequenceNumber: position,
      } as const;
      try {
        const command = new GetShardIteratorCommand({ ...shard, ...from });
        return (await client.send(command)).ShardIterator;
      } catch (error) {
        if (!isNamed(error, 'TrimmedDataAccessException')) throw error;
      }
    }
    const command = new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'TRIM_HORIZON' });
    return (await client.send(command)).ShardIterator;
  }

  /** Opens shards whose parent has been read. */
  async #discover(): Promise<void> {
    if (this.#open.size > 0 && Date.now() < this.#discoverAt) return;
    const shards = await this.#listShards();
    const listed = new Set(shards.map(({ ShardId }) => ShardId));
    for (const { ShardId: shardId, ParentShardId: parent } of shards) {
      if (shardId === undefined || this.#open.has(shardId) || this.#ended.has(shardId)) continue;
      if (parent !== undefined && listed.has(parent) && !this.#ended.has(parent)) continue;
      const position = this.#positions.get(shardId);
      this.#open.set(shardId, { shardId, iterator: undefined, position });
    }
    for (const shardId of this.#ended) if (!listed.has(shardId)) this.#ended.delete(shardId);
    this.#discoverAt = Date.now() + discoveryIntervalMs;
  }

  async #listShards(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let start: string | undefined;
    do {
      const { StreamDescription } = await this.#options.client.send(
        new DescribeStreamCommand({
          StreamArn: this.#options.streamArn,
          ExclusiveStartShardId: start,
        }),
      );
      shards.push(...(StreamDescription?.Shards ?? []));
      start = StreamDescription?.LastEvaluatedShardId;
    } while (start !== undefined);
    return shards;
  }

  /** Pauses for the shortest time, then longer unless it is hurried. Returns whether it was. */
  async #pause(milliseconds: number): Promise<boolean> {
    await delay(shortestPauseMs);
    if (!this.#isHurried) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds - shortestPauseMs);
        this.#endPause = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const wasHurried = this.#isHurried;
    this.#isHurried = false;
    return wasHurried;
  }
}

/** What one round of polls found. */
interface Pass {
  readonly records: number;
  /** More records may be waiting. */
  readonly isBehind: boolean;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
