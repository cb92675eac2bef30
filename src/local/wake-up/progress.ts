/** A place in one shard of the change stream. */
export interface StreamPosition {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

interface ReadRecord {
  readonly sequenceNumber: string;
  isProcessed: boolean;
}

interface Waiter {
  readonly records: Set<ReadRecord>;
  readonly resolve: () => void;
}

/** Which records of the change stream were read and processed; read in order, finished in any. */
export class Progress {
  /** By shard: the records read, without those that {@link Progress.positions} has passed. */
  readonly #read = new Map<string, ReadRecord[]>();
  readonly #positions = new Map<string, string>();
  readonly #unprocessed = new Set<ReadRecord>();
  readonly #waiters = new Set<Waiter>();
  #isAbandoned = false;

  /** Notes a record as read; the function returned notes it as processed. */
  read({ shardId, sequenceNumber }: StreamPosition): () => void {
    const record: ReadRecord = { sequenceNumber, isProcessed: false };
    const shard = this.#read.get(shardId);
    if (shard) shard.push(record);
    else this.#read.set(shardId, [record]);
    this.#unprocessed.add(record);
    return () => this.#processed(record);
  }

  /** Resolves when all records read so far are processed, or when they never will be. */
  async processed(): Promise<void> {
    if (this.#unprocessed.size === 0 || this.#isAbandoned) return;
    const records = new Set(this.#unprocessed);
    await new Promise<void>((resolve) => {
      this.#waiters.add({ records, resolve });
    });
  }

  /** Nothing further will be processed. */
  abandon(): void {
    this.#isAbandoned = true;
    for (const { resolve } of this.#waiters) resolve();
  }

  /** By shard, the last record before which every record is processed, and itself too. */
  positions(): StreamPosition[] {
    for (const [shardId, records] of this.#read) {
      const first = records.findIndex(({ isProcessed }) => !isProcessed);
      const passed = records.splice(0, first < 0 ? records.length : first).at(-1);
      if (passed) this.#positions.set(shardId, passed.sequenceNumber);
    }
    return [...this.#positions].map(([shardId, sequenceNumber]) => ({ shardId, sequenceNumber }));
  }

  #processed(record: ReadRecord): void {
    record.isProcessed = true;
    this.#unprocessed.delete(record);
    for (const waiter of this.#waiters) {
      if (!waiter.records.delete(record) || waiter.records.size > 0) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}
