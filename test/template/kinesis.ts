import type { KinesisStreamRecord } from 'aws-lambda';
import { KinesisStream, type ShardRecord } from '../../src/local/wake-up/kinesis.js';
import type { PipedRecord } from '../../src/local/wake-up/pipe.js';
import { region } from './aws.js';

/** As many records as one PutRecords call takes. */
const greatestBatch = 500;

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

  constructor(arn: string, shardCount: number | undefined) {
    this.arn = arn;
    this.#stream = new KinesisStream(arn, shardCount);
  }

  read(reader: (records: readonly ShardRecord[]) => void): void {
    this.#readers.push(reader);
  }

  putRecords(records: readonly PipedRecord[]): void {
    if (records.length > greatestBatch) throw new Error(`${records.length} records are too many`);
    if (this.fault) throw this.fault;
    const put = records.map((record) => this.#put(record));
    this.records.push(...put.map(({ record }) => record));
    this.#unread.push(...put);
    if (!this.isHeld) this.release();
  }

  /** Gives readers all at once what was put while the stream was held. */
  release(): void {
    this.isHeld = false;
    const records = this.#unread.splice(0);
    for (const reader of this.#readers) reader(records);
  }

  #put(piped: PipedRecord): ShardRecord {
    const { record, ...place } = this.#stream.put(piped);
    return { ...place, record: { ...record, eventSourceARN: this.arn, awsRegion: region } };
  }
}
