import type { MarketStore } from '../../src/engine/store.js';
import { MarketError } from '../../src/model/errors.js';
import { decorateStore, type StoreCall } from '../../src/store/decorate-store.js';
import { writesOf } from './decorated-stores.js';
import type { SeededRandom } from './random.js';
import type { Scheduler } from './scheduler.js';

/** What can go wrong with a call to the store. */
export const faults = [
  'throttled',
  'conflict',
  /** It is done, and answered, some time later. */
  'slow',
  /** No answer, and nothing was done. */
  'timeout',
  /** No answer, though it was done. */
  'answer-lost',
  /** No answer, and it is done some time later. */
  'late-commit',
  'crash-before',
  'crash-after',
  /** The process ends; what it had sent is done some time later. */
  'crash-late',
  /** The process is taken for dead, and continues some time later with outdated reads. */
  'stall',
] as const;

export type Fault = (typeof faults)[number];

/** Draws faults until a budget is used up, so that every scenario ends. */
export class FaultSource {
  constructor(
    private readonly random: SeededRandom,
    private readonly options: { kinds: readonly Fault[]; probability: number; budget: number },
  ) {
    this.#left = options.budget;
  }

  #left: number;

  draw(): Fault | undefined {
    const [first, ...rest] = this.options.kinds;
    if (first === undefined || this.#left === 0) return undefined;
    if (!this.random.chance(this.options.probability)) return undefined;
    this.#left -= 1;
    return this.random.pick([first, ...rest]);
  }

  /** A number of steps: mostly a few, sometimes so many that everybody else is done before. */
  delay(): number {
    return this.random.chance(0.2) ? 2_000 : this.random.below(60);
  }
}

export type Outcome<Result> =
  | { readonly end: 'answered'; readonly result: Result }
  | { readonly end: 'failed'; readonly error: unknown }
  | { readonly end: 'crashed' };

/** A process that calls a store over a network, and may die at any of its calls. */
export class SimulatedProcess {
  #isDead = false;
  #die: () => void = () => {};
  readonly #death = new Promise<void>((resolve) => {
    this.#die = resolve;
  });

  constructor(
    private readonly store: MarketStore,
    private readonly scheduler: Scheduler,
    private readonly faults: FaultSource,
  ) {}

  /** Runs `work` to its end, or to the end of the process. */
  async run<Result>(work: (store: MarketStore) => Promise<Result>): Promise<Outcome<Result>> {
    const faulty = decorateStore(this.store, (call, proceed) => this.#call(call, proceed));
    const ended: Promise<Outcome<Result>> = work(faulty).then(
      (result) => ({ end: 'answered', result }),
      (error: unknown) => ({ end: 'failed', error }),
    );
    return Promise.race([ended, this.#death.then(() => ({ end: 'crashed' }) as const)]);
  }

  async #call<Result>(call: StoreCall, proceed: () => Promise<Result>): Promise<Result> {
    if (this.#isDead) return never();
    const result = await this.#callAlive(call, proceed);
    return this.#isDead ? never() : result;
  }

  async #callAlive<Result>(call: StoreCall, proceed: () => Promise<Result>): Promise<Result> {
    const { scheduler, faults } = this;
    const isRead = writesOf(call).length === 0;
    const fault = faults.draw();
    switch (fault) {
      case undefined:
        return scheduler.perform(proceed);
      case 'throttled':
      case 'conflict':
        await scheduler.pause();
        throw new MarketError(fault === 'throttled' || isRead ? 'THROTTLED' : 'CONTENTION', fault);
      case 'slow':
        return scheduler.perform(proceed, faults.delay());
      case 'timeout':
        await scheduler.pause();
        throw new MarketError('TIMEOUT', fault);
      case 'answer-lost':
        await scheduler.perform(proceed).catch(() => {});
        throw new MarketError('TIMEOUT', fault);
      case 'late-commit':
        if (!isRead) this.#later(proceed);
        await scheduler.pause();
        throw new MarketError('TIMEOUT', fault);
      case 'crash-before':
        await scheduler.pause();
        return this.#crash();
      case 'crash-after':
        await scheduler.perform(proceed).catch(() => {});
        return this.#crash();
      case 'crash-late':
        if (!isRead) this.#later(proceed);
        await scheduler.pause();
        return this.#crash();
      case 'stall':
        this.#die();
        await scheduler.pause(faults.delay());
        return scheduler.perform(proceed);
    }
  }

  #crash(): Promise<never> {
    this.#isDead = true;
    this.#die();
    return never();
  }

  #later<Result>(proceed: () => Promise<Result>): void {
    this.scheduler.perform(proceed, this.faults.delay()).catch(() => {});
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
