import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { NamedOrder } from '../../src/engine/matching/wake-material.js';
import { orderKey } from '../../src/model/order-key.js';
import type { SeededRandom } from './random.js';

type LandedOrder = NamedOrder & { readonly material: string };

/** A record that nobody can read. */
interface Poison {
  readonly material: string;
  readonly text: string;
}

export type Streamed = LandedOrder | Poison;

export function isPoison(streamed: Streamed): streamed is Poison {
  return 'text' in streamed;
}

const poisons = ['', '{', '{}', '{"eventName":"INSERT","dynamodb":{"Keys":{}}}'] as const;

/** How a stream delivers. */
export interface Delivery {
  readonly maxBatch: number;
  /** Whether records of different orders keep their order. */
  readonly inOrder: boolean;
  /**
   * Probability that a batch has one more record, which was delivered before or is in another batch
   * now.
   */
  readonly duplicates: number;
  /** Batches under way at the same time, whatever their materials. */
  readonly parallel: 1 | 2;
}

/** Orders that landed, from the change stream to the matcher: at least once, in any order. */
export class ChangeStream {
  #waiting: Streamed[] = [];
  readonly #all: Streamed[] = [];
  #poisoned = 0;

  append(streamed: Streamed): void {
    this.#all.push(streamed);
    this.#waiting.push(streamed);
  }

  poison(material: string): void {
    this.append({ material, text: poisons[this.#poisoned % poisons.length] as string });
    this.#poisoned += 1;
  }

  get isDrained(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes the next batch off the stream; records that are not processed must be put back. */
  take({ maxBatch, inOrder, duplicates }: Delivery, random: SeededRandom): Streamed[] {
    const size = 1 + random.below(maxBatch);
    const batch: Streamed[] = [];
    while (batch.length < size && this.#waiting.length > 0) {
      const next = inOrder ? this.#waiting.shift() : random.takeFrom(this.#waiting);
      if (next) batch.push(next);
    }
    const [first, ...rest] = this.#all;
    while (first && batch.length > 0 && random.chance(duplicates)) {
      batch.splice(random.below(batch.length + 1), 0, random.pick([first, ...rest]));
    }
    return batch;
  }

  putBack(streamed: readonly Streamed[]): void {
    const waiting = new Set([...this.#waiting, ...streamed]);
    this.#waiting = this.#all.filter((one) => waiting.has(one));
  }
}

/** A change record as the pipe hands it to Kinesis. */
function kinesisRecord(order: Streamed, sequenceNumber: string): KinesisStreamRecord {
  if (isPoison(order)) return rawRecord(order.material, sequenceNumber, order.text);
  const change = {
    eventName: 'INSERT',
    dynamodb: {
      Keys: { material: { S: order.material }, orderKey: { S: orderKey(order) } },
      NewImage: {
        type: { S: order.type },
        pricePerUnit: { N: String(order.pricePerUnit) },
        ...(order.timeInForce !== 'GTC' && { timeInForce: { S: order.timeInForce } }),
      },
    },
  };
  return rawRecord(order.material, sequenceNumber, JSON.stringify(change));
}

function rawRecord(
  partitionKey: string,
  sequenceNumber: string,
  text: string,
): KinesisStreamRecord {
  return {
    kinesis: {
      partitionKey,
      sequenceNumber,
      data: Buffer.from(text).toString('base64'),
      approximateArrivalTimestamp: 0,
      kinesisSchemaVersion: '1.0',
    },
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/orders',
    eventVersion: '1.0',
    awsRegion: 'us-east-1',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/matcher',
  };
}

/** An invocation with these records, numbered as Kinesis does: ascending, far beyond 2^53. */
export function kinesisEvent(batch: readonly Streamed[]): KinesisStreamEvent {
  return { Records: batch.map((one, index) => kinesisRecord(one, sequenceNumberOf(index))) };
}

const firstSequenceNumber =
  49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

function sequenceNumberOf(index: number): string {
  return String(firstSequenceNumber + BigInt(index));
}
