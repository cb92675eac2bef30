import type { OpenOrder } from '../../src/engine/entities.js';
import type { Market } from '../../src/engine/market.js';
import { FenceLostError } from '../../src/engine/matching/wake-material.js';
import type { MarketStore } from '../../src/engine/store.js';
import { isMarketError } from '../../src/model/errors.js';
import { marketRulesSchema } from '../../src/model/rules.js';
import { type RetryOptions, withRetries } from '../../src/store/retries.js';
import { ChangeStream } from './change-stream.js';
import { CommitLog } from './commit-log.js';
import { replacing, withShortPages } from './decorated-stores.js';
import { SeededRandom } from './random.js';
import { accounts, materials, type Scenario } from './scenario.js';
import { Scheduler } from './scheduler.js';
import { FaultSource, type Outcome, SimulatedProcess } from './simulated-process.js';

export interface Surroundings {
  /** Makes the store, given the clock. */
  readonly storeAt: (now: () => number) => MarketStore;
  /** Keeps the names of scenarios apart that share a store. */
  readonly suffix?: string;
  /** When it begins, in milliseconds since the epoch. */
  readonly beginning?: number;
}

/**
 * What all processes of a scenario share: time, random numbers, faults, the store and its stream.
 */
export class World {
  readonly random: SeededRandom;
  readonly scheduler: Scheduler;
  readonly stream = new ChangeStream();
  readonly log = new CommitLog((order) => this.stream.append(order));
  readonly store: MarketStore;
  readonly market: Market;
  readonly beginning: number;
  readonly suffix: string;
  /** What the market promised and did not keep, as far as it shows on the way. */
  readonly surprises: unknown[] = [];
  /** Orders in the book that have no record. */
  readonly torn: OpenOrder[] = [];
  #whenPlanning: (() => void)[] = [];
  readonly #faults: FaultSource;

  constructor(
    readonly scenario: Scenario,
    { storeAt, suffix = '', beginning = Date.parse('2026-11-01T00:00:00Z') }: Surroundings,
  ) {
    this.suffix = suffix;
    this.beginning = beginning;
    this.random = new SeededRandom(scenario.seed);
    this.scheduler = new Scheduler(this.random, beginning);
    this.#faults = new FaultSource(this.random, scenario.faults);
    const now = () => this.scheduler.now;
    this.store = storeAt(now);
    this.market = {
      store: this.#watchPlans(withShortPages(this.log.watch(this.store), scenario.pageSize)),
      rules: marketRulesSchema.parse({ saleFeeBasisPoints: scenario.saleFeeBasisPoints }),
      now,
    };
  }

  materialOf(index: number): string {
    return `${materials[index]}${this.suffix}`;
  }

  accountOf(index: number): string {
    if (index === 0) return accounts[0];
    return `${accounts[1 + ((index - 1) % this.scenario.traders)]}${this.suffix}`;
  }

  /** Does something as soon as a matcher has read the head that its plan will rest on. */
  whenPlanning(act: () => void): void {
    this.#whenPlanning.push(act);
  }

  #watchPlans(store: MarketStore): MarketStore {
    const getHead: MarketStore['getHead'] = async (material) => {
      const head = await store.getHead(material);
      const acts = this.#whenPlanning;
      this.#whenPlanning = [];
      for (const act of acts) act();
      return head;
    };
    return replacing(store, { getHead });
  }

  /** Does some work in a process of its own, which may crash. */
  inProcess<Result>(work: (store: MarketStore) => Promise<Result>): Promise<Outcome<Result>> {
    return new SimulatedProcess(this.market.store, this.scheduler, this.#faults).run(work);
  }

  /** What a client does: the same again, in one process after the other, until it is answered. */
  async untilAnswered<Answer>(work: (market: Market) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const outcome = await this.inProcess((store) =>
        work({ ...this.market, store: withRetries(store, this.retry) }),
      );
      if (outcome.end === 'answered') return outcome.result;
      if (outcome.end === 'failed' && !canHeal(outcome.error)) throw outcome.error;
    }
  }

  get retry(): Omit<RetryOptions, 'remainingTime'> {
    return {
      attempts: this.scenario.attempts,
      random: () => this.random.next(),
      wait: async (milliseconds) => {
        this.scheduler.now += Math.ceil(milliseconds);
        await this.scheduler.pause();
      },
    };
  }
}

/** Whether a repetition may succeed. */
export function canHeal(error: unknown): boolean {
  return error instanceof FenceLostError || (isMarketError(error) && error.retryable);
}
