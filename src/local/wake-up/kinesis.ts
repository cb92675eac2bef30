import { createHash } from 'node:crypto';
import type { KinesisStreamRecord } from 'aws-lambda';
import type { PipedRecord } from './pipe.js';

/** As many as a stream in on-demand mode starts with. */
const defaultShardCount = 4;
const hashKeys = 2n ** 128n;
/** Any number of the length that Kinesis gives out. */
const firstSequenceNumber =
  49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

const region = 'local';
const accountId = '000000000000';

/** One record on a shard. */
export interface ShardRecord {
  readonly shardId: string;
  /** MD5 of the partition key, as a number of 128 bits. */
  readonly hashKey: bigint;
  /** As a Lambda function is given it. */
  readonly record: KinesisStreamRecord;
}

/** A Kinesis stream that is read as it is written: gives every record its shard and number. */
export class KinesisStream {
  readonly arn: string;
  readonly #shards: readonly { readonly shardId: string; readonly endingHashKey: bigint }[];
  #nextSequenceNumber = firstSequenceNumber;

  constructor(name: string, shardCount = defaultShardCount) {
    this.arn = `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
    this.#shards = Array.from({ length: shardCount }, (_, index) => ({
      shardId: `shardId-${String(index).padStart(12, '0')}`,
      endingHashKey: (hashKeys * BigInt(index + 1)) / BigInt(shardCount) - 1n,
    }));
  }

  put({ data, partitionKey }: PipedRecord): ShardRecord {
    const hashKey = hashKeyOf(partitionKey);
    const shard = this.#shards.find(({ endingHashKey }) => hashKey <= endingHashKey);
    if (shard === undefined) throw new Error(`no shard has hash key ${hashKey}`);
    const { shardId } = shard;
    const sequenceNumber = String(this.#nextSequenceNumber);
    this.#nextSequenceNumber += 1n;
    return {
      shardId,
      hashKey,
      record: {
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey,
          sequenceNumber,
          data: data.toString('base64'),
          approximateArrivalTimestamp: Date.now() / 1000,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `${shardId}:${sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: `arn:aws:iam::${accountId}:role/material-market-matcher`,
        awsRegion: region,
        eventSourceARN: this.arn,
      },
    };
  }
}

function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
}
