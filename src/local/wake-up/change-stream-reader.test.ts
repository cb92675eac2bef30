import {
  type _Record as ChangeRecord,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, describe, expect, it } from 'vitest';
import { ChangeStreamReader } from './change-stream-reader.js';
import type { StreamPosition } from './progress.js';

interface FakeShard {
  readonly parent?: string;
  readonly records: number[];
  isClosed?: boolean;
}

function fault(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** DynamoDB Streams, as far as it is asked; an iterator is `<shard> <number of the next record>`. */
function fakeStreams(shards: Record<string, FakeShard>) {
  const faults: string[] = [];
  const polls: number[] = [];
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof DescribeStreamCommand) {
      const names = Object.keys(shards);
      const start = names.indexOf(command.input.ExclusiveStartShardId ?? '') + 1;
      const [name] = names.slice(start);
      return {
        StreamDescription: {
          Shards: name ? [{ ShardId: name, ParentShardId: shards[name]?.parent }] : [],
          LastEvaluatedShardId: start + 1 < names.length ? name : undefined,
        },
      };
    }
    if (command instanceof GetShardIteratorCommand) {
      const { ShardId, ShardIteratorType, SequenceNumber } = command.input;
      const next = ShardIteratorType === 'TRIM_HORIZON' ? 0 : Number(SequenceNumber) + 1;
      return { ShardIterator: `${ShardId} ${next}` };
    }
    if (command instanceof GetRecordsCommand) {
      polls.push(Date.now());
      const name = faults.shift();
      if (name) throw fault(name);
      const [shardId = '', from] = (command.input.ShardIterator ?? '').split(' ');
      const shard = shards[shardId] as FakeShard;
      const left = shard.records.filter((number) => number >= Number(from));
      const page = left.slice(0, command.input.Limit);
      const next = (page.at(-1) ?? Number(from) - 1) + 1;
      return {
        Records: page.map((number) => ({ dynamodb: { SequenceNumber: String(number) } })),
        NextShardIterator:
          shard.isClosed && page.length === left.length ? undefined : `${shardId} ${next}`,
      };
    }
    throw new Error('not expected');
  };
  return { client: { send } as unknown as DynamoDBStreamsClient, faults, polls };
}

const readers: ChangeStreamReader[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.stop()));
});

function startReader(client: DynamoDBStreamsClient, positions: readonly StreamPosition[] = []) {
  const read: string[] = [];
  const errors: unknown[] = [];
  const reader = new ChangeStreamReader({
    client,
    streamArn: 'arn',
    limit: 2,
    positions,
    onRecords: async (shardId: string, records: readonly ChangeRecord[]) => {
      read.push(...records.map(({ dynamodb }) => `${shardId}${dynamodb?.SequenceNumber}`));
    },
    onError: (error) => errors.push(error),
  });
  readers.push(reader);
  reader.start();
  return { reader, read, errors };
}

describe('ChangeStreamReader', () => {
  it('reads page after page, then what arrives', async () => {
    const shard: FakeShard = { records: [1, 2, 3, 4, 5] };
    const { client } = fakeStreams({ a: shard });
    const { reader, read } = startReader(client);
    await reader.caughtUp();
    expect(read).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    shard.records.push(6);
    await reader.caughtUp();
    expect(read.at(-1)).toBe('a6');
  });

  it('continues after the positions it is given', async () => {
    const { client } = fakeStreams({ a: { records: [1, 2, 3] }, b: { records: [1] } });
    const { reader, read } = startReader(client, [{ shardId: 'a', sequenceNumber: '2' }]);
    await reader.caughtUp();
    expect(read.sort()).toEqual(['a3', 'b1']);
  });

  it('reads the children of a shard once it has ended', async () => {
    const parent: FakeShard = { records: [1, 2, 3] };
    const shards: Record<string, FakeShard> = {
      b: { parent: 'a', records: [1] },
      a: parent,
      c: { parent: 'a', records: [2] },
      d: { parent: 'long gone', records: [9] },
    };
    const { client } = fakeStreams(shards);
    const { reader, read } = startReader(client);
    await reader.caughtUp();
    expect(read.sort()).toEqual(['a1', 'a2', 'a3', 'd9']);
    parent.isClosed = true;
    await expect.poll(() => read).toEqual(['a1', 'a2', 'a3', 'd9', 'b1', 'c2']);
  });

  it('asks for another iterator where one has expired', async () => {
    const shard: FakeShard = { records: [1, 2, 3] };
    const { client, faults } = fakeStreams({ a: shard });
    const { reader, read, errors } = startReader(client);
    await reader.caughtUp();
    faults.push('ExpiredIteratorException');
    shard.records.push(4);
    await reader.caughtUp();
    expect(read).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(errors).toEqual([]);
  });

  it('begins with the first record there is where its position was trimmed', async () => {
    const shard: FakeShard = { records: [1] };
    const { client, faults } = fakeStreams({ a: shard });
    const { reader, read } = startReader(client);
    await reader.caughtUp();
    shard.records.splice(0, 1, 7, 8);
    faults.push('TrimmedDataAccessException');
    await reader.caughtUp();
    expect(read).toEqual(['a1', 'a7', 'a8']);
  });

  it('goes on after faults, and tells of a row of them once', async () => {
    const { client, faults } = fakeStreams({ a: { records: [1] } });
    faults.push('InternalServerError', 'InternalServerError');
    const { reader, read, errors } = startReader(client);
    await reader.caughtUp();
    expect(read).toEqual(['a1']);
    expect(errors).toMatchObject([{ name: 'InternalServerError' }]);
  });

  it('polls less often while nothing arrives, and at once when it is told to', async () => {
    const { client, polls } = fakeStreams({ a: { records: [] } });
    const { reader } = startReader(client);
    await expect.poll(() => polls.length, { timeout: 5_000 }).toBeGreaterThan(7);
    const [before, last] = polls.slice(-2) as [number, number];
    expect(last - before).toBeGreaterThanOrEqual(80);
    const told = Date.now();
    await reader.caughtUp();
    expect(Date.now() - told).toBeLessThan(80);
  });

  it('keeps nobody waiting once it is stopped', async () => {
    const { client, faults } = fakeStreams({ a: { records: [1] } });
    faults.push(...Array.from({ length: 100 }, () => 'InternalServerError'));
    const { reader } = startReader(client);
    const caughtUp = reader.caughtUp();
    await reader.stop();
    await Promise.all([caughtUp, reader.caughtUp()]);
  });
});
