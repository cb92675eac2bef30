import type { KinesisStreamRecord } from 'aws-lambda';
import { KinesisStream, type ShardRecord } from '../../src/local/wake-up/kinesis.js';
import type { PipedRecord } from '../../src/local/wake-up/pipe.js';
import { region } from './aws.js';
import type { Clock } from './clock.js';

/** As many records as one PutRecords call takes. */
const maxBatch = 500;

/** A Kinesis stream of the template, and who reads it. */
export class Kinesis {
  readonly arn: string;
  /** All records that were put. */
  readonly records: KinesisStreamRecord[] = [];
  /** Set to have calls fail. */
  fault: Error | undefined;
  /** Set to have readers wait. */
  isHeld = false;
  readonly #unread: ShardRecord[] = [];
  readonly #stream: KinesisStream;
  readonly #readers: ((records: readonly ShardRecord[]) => void)[] = [];
  readonly #clock: Clock;

  constructor(arn: string, shardCount: number | undefined, clock: Clock) {
    this.arn = arn;
    this.#clock = clock;
    this.#stream = new KinesisStream(arn, shardCount);
  }

  read(reader: (records: readonly ShardRecord[]) => void): void {
    this.#readers.push(reader);
  }

  putRecords(records: readonly PipedRecord[]): void {
    if (records.length > maxBatch) throw new Error(`${records.length} records are too many`);
    if (this.fault) throw this.fault;
    const put = records.map((record) => this.#put(record));
    this.records.push(...put.map(({ record }) => record));
    this.#unread.push(...put);
    if (!this.isHeld) this.release();
  }

  /** Gives readers all at once what was put while the stream was held. */
  release(): void {
    this.isHeld = false;
    this.releaseOlderThan(0);
  }

  /**
   * Gives readers the records that have waited for as many milliseconds, as to a reader that lags.
   */
  releaseOlderThan(milliseconds: number): void {
    const until = (this.#clock.now() - milliseconds) / 1000;
    const isLeft = ({ record }: ShardRecord) => record.kinesis.approximateArrivalTimestamp > until;
    const left = this.#unread.findIndex(isLeft);
    const records = this.#unread.splice(0, left < 0 ? this.#unread.length : left);
    if (records.length === 0) return;
    for (const reader of this.#readers) reader(records);
  }

  #put(piped: PipedRecord): ShardRecord {
    const { record, ...place } = this.#stream.put(piped);
    const kinesis = { ...record.kinesis, approximateArrivalTimestamp: this.#clock.now() / 1000 };
    const here = { eventSourceARN: this.arn, awsRegion: region };
    return { ...place, record: { ...record, kinesis, ...here } };
  }
}
