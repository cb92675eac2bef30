import type {
  Context,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  KinesisStreamRecord,
} from 'aws-lambda';
import pLimit from 'p-limit';
import type { OpenOrder } from '../engine/entities.js';
import type { Market } from '../engine/market.js';
import type { NamedOrder, WakeUp, WakeUpResult } from '../engine/matching/wake-material.js';
import { type RetryOptions, withRetries } from '../store/retries.js';
import { namedOrderOf } from './change-record.js';
import { wakeAfterRivals } from './lost-fence.js';

export interface MatcherOptions {
  readonly market: Market;
  /** Told of every material that could not be dealt with. */
  readonly onFailure: (failure: MatcherFailure) => void;
  /** Told of every order that was taken out of the book because it has no open record. */
  readonly onSetAside?: (order: OpenOrder) => void;
  readonly observer?: MatcherObserver;
  /** Materials of one batch that are matched at the same time. */
  readonly concurrency?: number;
  /** How calls to the store are repeated. */
  readonly retry?: Omit<RetryOptions, 'remainingTime'>;
}

export interface MatcherFailure {
  readonly material: string;
  /** First record that is to be delivered again. */
  readonly sequenceNumber: string;
  readonly error: unknown;
}

/** A material that was dealt with. */
interface MatchedMaterial {
  readonly material: string;
  readonly named: readonly NamedOrder[];
  readonly trades: number;
  /** Orders taken out of the book because they have no open record. */
  readonly setAside: readonly OpenOrder[];
}

/** Is told of every batch, once it is dealt with. */
export interface MatcherObserver {
  onBatch(batch: {
    readonly matched: readonly MatchedMaterial[];
    readonly failed: readonly MatcherFailure[];
    /** How often another matcher got ahead on a material. */
    readonly lostFences: number;
  }): void;
}

export type MatcherHandler = (
  event: KinesisStreamEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<KinesisStreamBatchResponse>;

/**
 * Handler of a Kinesis stream whose partition key is the material: wakes each material of the
 * batch once. A material that fails does not hold up the others; the lowest of the failed sequence
 * numbers is where Lambda resumes.
 */
export function createMatcher(options: MatcherOptions): MatcherHandler {
  const { market, onFailure, onSetAside, observer, concurrency = 8, retry } = options;
  return async (event, context) => {
    const store = withRetries(market.store, {
      ...retry,
      remainingTime: () => context.getRemainingTimeInMillis(),
    });
    const limit = pLimit(concurrency);
    const matched: MatchedMaterial[] = [];
    let lostFences = 0;
    const onLostFence = () => {
      lostFences += 1;
    };
    const wake = (wakeUp: WakeUp) =>
      wakeAfterRivals({ ...market, store }, wakeUp, { ...retry, onLostFence });
    const failures = await Promise.all(
      [...byMaterial(event.Records)].map(([material, records]) =>
        limit(() => matchRecords(wake, material, records, matched)),
      ),
    );
    const failed = failures.filter((failure) => failure !== undefined);
    for (const failure of failed) onFailure(failure);
    for (const order of matched.flatMap(({ setAside }) => setAside)) onSetAside?.(order);
    observer?.onBatch({ matched, failed, lostFences });
    const lowest = failed.map(({ sequenceNumber }) => sequenceNumber).reduce(lowerOf, '');
    return { batchItemFailures: lowest === '' ? [] : [{ itemIdentifier: lowest }] };
  };
}

function byMaterial(
  records: readonly KinesisStreamRecord[],
): Map<string, [KinesisStreamRecord, ...KinesisStreamRecord[]]> {
  const groups = new Map<string, [KinesisStreamRecord, ...KinesisStreamRecord[]]>();
  for (const record of records) {
    const group = groups.get(record.kinesis.partitionKey);
    if (group) group.push(record);
    else groups.set(record.kinesis.partitionKey, [record]);
  }
  return groups;
}

/**
 * Wakes one material for its records. One that cannot be read does not keep the others from being
 * matched: when Lambda gives it up, it may give up all that is left of its batch.
 */
async function matchRecords(
  wake: (wakeUp: WakeUp) => Promise<WakeUpResult>,
  material: string,
  records: readonly [KinesisStreamRecord, ...KinesisStreamRecord[]],
  matched: MatchedMaterial[],
): Promise<MatcherFailure | undefined> {
  const named: NamedOrder[] = [];
  let unreadable: MatcherFailure | undefined;
  for (const record of records) {
    try {
      named.push(namedOrderOf(record));
    } catch (error) {
      unreadable ??= { material, sequenceNumber: record.kinesis.sequenceNumber, error };
    }
  }
  try {
    if (named.length > 0) {
      const { trades, setAside } = await wake({ material, named });
      matched.push({ material, named, trades, setAside });
    }
    return unreadable;
  } catch (error) {
    return { material, sequenceNumber: records[0].kinesis.sequenceNumber, error };
  }
}

function lowerOf(a: string, b: string): string {
  if (a === '') return b;
  return BigInt(a) < BigInt(b) ? a : b;
}
