import type { TimeInForce } from '../core/order.js';
import { idempotencyHashOf } from './order-id.js';

const hour = 3_600_000;
/** The notes of one hour are spread over this many partitions. */
const shards = 4;

/** A wake-up that takes longer than this is taken for lost. */
export const wakeUpGraceMs = 60_000;

/**
 * When the sweeper has to look at an order: at its expiry, or, for an order that must not rest, when
 * its wake-up should have closed it. Null for an order that may rest for ever.
 */
export function dueTimeOf(order: {
  readonly timeInForce: TimeInForce;
  readonly expiresAt: string | null;
  readonly acceptedAt: string;
}): string | null {
  if (order.timeInForce === 'GTC') return order.expiresAt;
  return new Date(Date.parse(order.acceptedAt) + wakeUpGraceMs).toISOString();
}

/** Where an order's expiry is noted: under its hour, in one of several shards. */
export function expiryBucketOf(order: { orderId: string; expiresAt: string }): string {
  const shard = Number.parseInt(idempotencyHashOf(order.orderId).slice(-4), 16) % shards;
  return bucketOf(Date.parse(order.expiresAt), shard);
}

/** The buckets of all orders that expire from one time to another, in order of hours. */
export function expiryBuckets(from: number, to: number): string[] {
  const buckets: string[] = [];
  for (let time = startOfHour(from); time <= to; time += hour) {
    for (let shard = 0; shard < shards; shard += 1) buckets.push(bucketOf(time, shard));
  }
  return buckets;
}

/** When the hour of a bucket begins. */
export function startOfBucket(bucket: string): number {
  return Date.parse(`${bucket.slice(0, bucket.indexOf('#'))}:00:00.000Z`);
}

function startOfHour(time: number): number {
  return time - (time % hour);
}

function bucketOf(time: number, shard: number): string {
  return `${new Date(startOfHour(time)).toISOString().slice(0, 13)}#${shard}`;
}
