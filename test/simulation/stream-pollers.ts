import { createMatcher } from '../../src/matcher/handler.js';
import { isPoison, kinesisEvent, type Streamed } from './change-stream.js';
import { canHeal, type World } from './world.js';

const millisecondsOfAnInvocation = 30_000;

/** What takes batches off the stream and invokes the matcher, as Lambda's pollers do. */
export class StreamPollers {
  #batchesUnderWay = 0;

  constructor(private readonly world: World) {}

  /** Delivers until `isOver` and nothing is left to deliver. */
  async run(isOver: () => boolean): Promise<void> {
    const { parallel } = this.world.scenario.delivery;
    await Promise.all(Array.from({ length: parallel }, () => this.#poll(isOver)));
  }

  async #poll(isOver: () => boolean): Promise<void> {
    const { scenario, stream, random, scheduler } = this.world;
    while (!isOver() || !stream.isDrained || this.#batchesUnderWay > 0) {
      await scheduler.pause(random.below(12));
      const isLate = !isOver() && random.chance(0.5);
      if (isLate || stream.isDrained) continue;
      const batch = stream.take(scenario.delivery, random);
      this.#batchesUnderWay += 1;
      stream.putBack(await this.#invokeMatcher(batch));
      this.#batchesUnderWay -= 1;
    }
  }

  /**
   * What of the batch has to be delivered again. When nothing but a record that cannot be read is
   * left of it, all that follows is given up, as Lambda does: whatever else was in it is matched.
   */
  async #invokeMatcher(batch: readonly Streamed[]): Promise<readonly Streamed[]> {
    const { scheduler, market, scenario, retry, surprises } = this.world;
    const event = kinesisEvent(batch);
    const poisoned = new Set(
      event.Records.filter((_, index) => isPoison(batch[index] as Streamed)).map(
        ({ kinesis }) => kinesis.sequenceNumber,
      ),
    );
    let isUnreadableOnly = true;
    const deadline = scheduler.now + millisecondsOfAnInvocation;
    const outcome = await this.world.inProcess((store) => {
      const matcher = createMatcher({
        market: { ...market, store },
        concurrency: scenario.concurrency,
        retry,
        onFailure: ({ error, sequenceNumber }) => {
          const isExpected = poisoned.has(sequenceNumber);
          if (canHeal(error) || !isExpected) isUnreadableOnly = false;
          if (!canHeal(error) && !isExpected) surprises.push(error);
        },
      });
      return matcher(event, { getRemainingTimeInMillis: () => deadline - scheduler.now });
    });
    if (outcome.end === 'crashed') return batch;
    if (outcome.end === 'failed') throw outcome.error;
    const lowest = outcome.result.batchItemFailures[0]?.itemIdentifier;
    if (lowest === undefined || isUnreadableOnly) return [];
    const isLeft = event.Records.map(
      ({ kinesis }) => BigInt(kinesis.sequenceNumber) >= BigInt(lowest),
    );
    return batch.filter((_, index) => isLeft[index]);
  }
}
