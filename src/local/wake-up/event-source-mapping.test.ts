import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  type DiscardedRecord,
  EventSourceMapping,
  type EventSourceMappingSettings,
} from './event-source-mapping.js';
import { KinesisStream } from './kinesis.js';

const settings: EventSourceMappingSettings = {
  batchSize: 100,
  parallelizationFactor: 10,
  maximumRetryAttempts: 3,
  maximumRecordAgeInSeconds: 3600,
  bisectBatchOnFunctionError: true,
  basePauseMs: 1,
  maxPauseMs: 4,
};

type Invoke = (names: string[]) => Promise<string | undefined> | string | undefined;

/**
 * A mapping whose records carry a name. The function answers with the name of the lowest failed
 * record, with none when all went well, or throws.
 */
function mappingOf(invoke: Invoke, changes: Partial<EventSourceMappingSettings> = {}) {
  const stream = new KinesisStream('test', 1);
  const batches: string[][] = [];
  const processed: string[] = [];
  const discarded: DiscardedRecord[] = [];
  const nameOf = (data: string) => Buffer.from(data, 'base64').toString();
  let arrived = () => {};
  const mapping = new EventSourceMapping({
    settings: { ...settings, ...changes },
    invoke: async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
      const names = Records.map(({ kinesis }) => nameOf(kinesis.data));
      batches.push(names);
      const failed = await invoke(names);
      if (failed === undefined) return { batchItemFailures: [] };
      const record = Records[names.indexOf(failed)];
      return { batchItemFailures: [{ itemIdentifier: record?.kinesis.sequenceNumber ?? failed }] };
    },
    onProcessed: ({ kinesis }) => {
      processed.push(nameOf(kinesis.data));
      arrived();
    },
    onDiscarded: (record) => discarded.push(record),
  });
  return {
    mapping,
    batches,
    processed,
    discarded,
    deliver: (partitionKey: string, ...names: string[]) => {
      for (const name of names) {
        mapping.deliver(stream.put({ partitionKey, data: Buffer.from(name) }));
      }
    },
    /** Resolves when so many records are processed. */
    done: async (count: number) => {
      while (processed.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
  };
}

describe('EventSourceMapping', () => {
  it('invokes with what was delivered together, up to the batch size', async () => {
    const { deliver, done, batches } = mappingOf(() => undefined, { batchSize: 2 });
    deliver('wheat', 'a', 'b', 'c');
    await done(3);
    expect(batches).toEqual([['a', 'b'], ['c']]);
  });

  it('lets batches grow while an invocation is under way', async () => {
    let finish = () => {};
    const { deliver, done, batches } = mappingOf(async ([first]) => {
      if (first === 'a') {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      }
      return undefined;
    });
    deliver('wheat', 'a');
    await expect.poll(() => batches.length).toBe(1);
    for (const name of ['b', 'c', 'd']) deliver('wheat', name);
    await new Promise(setImmediate);
    finish();
    await done(4);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('never has two invocations for one partition key, but several for a shard', async () => {
    const underWay = new Set<string>();
    let most = 0;
    const { deliver, done } = mappingOf(
      async (names) => {
        const keys = new Set(names.map((name) => name.split(' ')[0] as string));
        for (const key of keys) {
          expect(underWay).not.toContain(key);
          underWay.add(key);
        }
        most = Math.max(most, underWay.size);
        await new Promise((resolve) => setTimeout(resolve, 1));
        for (const key of keys) underWay.delete(key);
        return undefined;
      },
      { batchSize: 3 },
    );
    for (let index = 0; index < 200; index += 1) {
      deliver(`material-${index % 20}`, `material-${index % 20} ${index}`);
    }
    await done(200);
    expect(most).toBeGreaterThan(3);
  });

  it('resumes at the lowest sequence number reported', async () => {
    let failures = 2;
    const { deliver, done, batches, processed, discarded } = mappingOf((names) => {
      if (!names.includes('c') || failures === 0) return undefined;
      failures -= 1;
      return 'c';
    });
    deliver('wheat', 'a', 'b', 'c', 'd');
    await done(4);
    expect(batches).toEqual([
      ['a', 'b', 'c', 'd'],
      ['c', 'd'],
      ['c', 'd'],
    ]);
    expect(processed).toEqual(['a', 'b', 'c', 'd']);
    expect(discarded).toEqual([]);
  });

  it('takes a report that names no record of the batch as a failure of all of it', async () => {
    let failures = 1;
    const { deliver, done, batches } = mappingOf(() => {
      failures -= 1;
      return failures === 0 ? 'no such record' : undefined;
    });
    deliver('wheat', 'a', 'b');
    await done(2);
    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('gives up a record after its attempts, and goes on with those after it', async () => {
    const { deliver, done, batches, discarded, processed } = mappingOf((names) =>
      names.includes('b') ? 'b' : undefined,
    );
    deliver('wheat', 'a', 'b', 'c');
    await done(3);
    // Once in the whole batch, and as the first of the rest as often as it may be tried.
    expect(batches.filter((names) => names.includes('b'))).toHaveLength(
      1 + settings.maximumRetryAttempts,
    );
    expect(batches.at(-1)).toEqual(['c']);
    expect(processed).toEqual(['a', 'b', 'c']);
    expect(discarded).toMatchObject([
      { record: { kinesis: { data: Buffer.from('b').toString('base64') } }, error: undefined },
    ]);
  });

  it('splits a batch that throws until the record is alone that it throws for', async () => {
    const error = new Error('poison');
    const { deliver, done, batches, discarded, processed } = mappingOf((names) => {
      if (names.includes('c')) throw error;
      return undefined;
    });
    deliver('wheat', 'a', 'b', 'c', 'd');
    await done(4);
    expect(batches.slice(0, 4)).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c']]);
    expect(batches.at(-1)).toEqual(['d']);
    expect(processed).toEqual(['a', 'b', 'c', 'd']);
    expect(discarded).toMatchObject([{ error, invocations: 1 + settings.maximumRetryAttempts }]);
  });

  it('retries a batch that throws as a whole where it may not be split', async () => {
    let failures = 1;
    const { deliver, done, batches } = mappingOf(
      () => {
        failures -= 1;
        if (failures === 0) throw new Error('once');
        return undefined;
      },
      { bisectBatchOnFunctionError: false },
    );
    deliver('wheat', 'a', 'b');
    await done(2);
    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('gives up at once what is too old', async () => {
    const { deliver, done, batches, discarded } = mappingOf(() => 'a', {
      maximumRecordAgeInSeconds: -1,
    });
    deliver('wheat', 'a');
    await done(1);
    expect(batches).toHaveLength(1);
    expect(discarded).toHaveLength(1);
  });

  it('lets an invocation end when it is stopped, and begins no other', async () => {
    let finish = () => {};
    const { mapping, deliver, batches, processed } = mappingOf(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return undefined;
    });
    deliver('wheat', 'a');
    await expect.poll(() => batches.length).toBe(1);
    deliver('wheat', 'b');
    const stopped = mapping.stop();
    finish();
    await stopped;
    expect(batches).toEqual([['a']]);
    expect(processed).toEqual(['a']);
  });

  it('does not wait for the next attempt when it is stopped', async () => {
    const { mapping, deliver, batches } = mappingOf(() => 'a', {
      basePauseMs: 60_000,
      maxPauseMs: 60_000,
    });
    deliver('wheat', 'a');
    await expect.poll(() => batches.length).toBe(1);
    await mapping.stop();
    expect(batches).toHaveLength(1);
  });
});
