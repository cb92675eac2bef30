import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { NamedOrder } from '../../src/engine/matching/wake-material.js';
import { orderKey } from '../../src/model/order-key.js';
import type { SeededRandom } from './random.js';

type LandedOrder = NamedOrder & { readonly material: string };

/** How a stream delivers. */
export interface Delivery {
  readonly greatestBatch: number;
  /** Whether records of different orders keep their order. */
  readonly inOrder: boolean;
  /** Probability that a batch has a record more, which was delivered before or is elsewhere now. */
  readonly duplicates: number;
  /** Batches under way at the same time, whatever their materials. */
  readonly parallel: 1 | 2;
}

/** Orders that landed, from the change stream to the matcher: at least once, in any order. */
export class ChangeStream {
  #waiting: LandedOrder[] = [];
  readonly #all: LandedOrder[] = [];

  append(order: LandedOrder): void {
    this.#all.push(order);
    this.#waiting.push(order);
  }

  get isDrained(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes the next batch off the stream; whatever of it is not dealt with must be put back. */
  take({ greatestBatch, inOrder, duplicates }: Delivery, random: SeededRandom): LandedOrder[] {
    const size = 1 + random.below(greatestBatch);
    const batch: LandedOrder[] = [];
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

  putBack(orders: readonly LandedOrder[]): void {
    const waiting = new Set([...this.#waiting, ...orders]);
    this.#waiting = this.#all.filter((order) => waiting.has(order));
  }
}

/** A change record as the pipe hands it to Kinesis. */
function kinesisRecord(order: LandedOrder, sequenceNumber: string): KinesisStreamRecord {
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

/** An invocation with these orders, numbered as Kinesis does: ascending, far beyond 2^53. */
export function kinesisEvent(orders: readonly LandedOrder[]): KinesisStreamEvent {
  return { Records: orders.map((order, index) => kinesisRecord(order, sequenceNumberOf(index))) };
}

const firstSequenceNumber =
  49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

function sequenceNumberOf(index: number): string {
  return String(firstSequenceNumber + BigInt(index));
}
