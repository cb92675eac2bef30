import { createHash } from 'node:crypto';
import type { _Record as ChangeRecord } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from 'vitest';
import { KinesisStream } from './kinesis.js';
import { pipe, valueAtPath } from './pipe.js';

const streamArn = 'arn:aws:dynamodb:local:000000000000:table/orders/stream/1';

const record: ChangeRecord = {
  eventID: '7',
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'local',
  dynamodb: {
    ApproximateCreationDateTime: new Date('2026-11-22T12:00:00.000Z'),
    Keys: { material: { S: 'wheat' }, orderKey: { S: 'Sell#1' } },
    NewImage: {
      quantity: { N: '100' },
      seal: { B: new Uint8Array([1, 2, 255]) },
      tags: { L: [{ NULL: true }, { M: { name: { BS: [new Uint8Array([3])] } } }] },
    },
    SequenceNumber: '7',
    SizeBytes: 120,
    StreamViewType: 'NEW_IMAGE',
  },
};

describe('pipe', () => {
  it('writes a change record as AWS does, under its material', () => {
    const piped = pipe(record, streamArn);
    expect(piped?.partitionKey).toBe('wheat');
    expect(JSON.parse(piped?.data.toString() ?? '')).toEqual({
      ...record,
      dynamodb: {
        ...record.dynamodb,
        ApproximateCreationDateTime: Date.parse('2026-11-22T12:00:00.000Z') / 1000,
        NewImage: {
          quantity: { N: '100' },
          seal: { B: 'AQL/' },
          tags: { L: [{ NULL: true }, { M: { name: { BS: ['Aw=='] } } }] },
        },
      },
      eventSourceARN: streamArn,
    });
  });

  it('drops what the matcher itself has written', () => {
    expect(pipe({ ...record, eventName: 'MODIFY' }, streamArn)).toBeUndefined();
    expect(pipe({ ...record, eventName: 'REMOVE' }, streamArn)).toBeUndefined();
  });

  it('refuses a record without a partition key', () => {
    expect(() => pipe({ eventName: 'INSERT' }, streamArn)).toThrow(/Keys\.material\.S/);
  });
});

describe('valueAtPath', () => {
  it('follows names', () => {
    expect(valueAtPath({ a: { 'b-c': 1 } }, '$.a.b-c')).toBe(1);
    expect(valueAtPath({ a: null }, '$.a.b')).toBeUndefined();
    expect(() => valueAtPath({}, '$.a[0]')).toThrow(/not a path/);
    expect(() => valueAtPath({}, 'a.b')).toThrow(/not a path/);
  });
});

describe('KinesisStream', () => {
  it('puts a record on the shard that has the MD5 of its partition key', () => {
    const stream = new KinesisStream('test', 4);
    for (const partitionKey of ['wheat', 'copper', 'flour', 'a', 'b', 'c', 'd']) {
      const { shardId, hashKey } = stream.put({ partitionKey, data: Buffer.from('') });
      const md5 = createHash('md5').update(partitionKey).digest('hex');
      expect(hashKey.toString(16).padStart(32, '0')).toBe(md5);
      const quarter = Math.floor(Number.parseInt(md5.slice(0, 1), 16) / 4);
      expect(shardId).toBe(`shardId-00000000000${quarter}`);
    }
  });

  it('gives a Lambda function all that AWS gives it', () => {
    const stream = new KinesisStream('test', 1);
    const first = stream.put({ partitionKey: 'wheat', data: Buffer.from('{}') }).record;
    const second = stream.put({ partitionKey: 'wheat', data: Buffer.from('{}') }).record;
    expect(first).toEqual({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'wheat',
        sequenceNumber: expect.stringMatching(/^\d{56}$/),
        data: 'e30=',
        approximateArrivalTimestamp: expect.any(Number),
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${first.kinesis.sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: expect.stringMatching(/^arn:aws:iam::/),
      awsRegion: 'local',
      eventSourceARN: 'arn:aws:kinesis:local:000000000000:stream/test',
    });
    expect(BigInt(second.kinesis.sequenceNumber)).toBeGreaterThan(
      BigInt(first.kinesis.sequenceNumber),
    );
  });
});
