import type { SeededRandom } from './random.js';

const maxSteps = 200_000;

interface Waiting {
  /** Number of steps before which it is not its turn. */
  readonly notBefore: number;
  readonly run: () => Promise<void>;
}

/**
 * Runs the calls of many processes one at a time, in an order that a seed decides: every call that
 * reaches it waits for its turn, and all code between two calls runs before the next turn is given.
 */
export class Scheduler {
  /** Virtual time, in milliseconds since the epoch; moves a little with every step. */
  now: number;
  steps = 0;
  #waiting: Waiting[] = [];

  constructor(
    private readonly random: SeededRandom,
    now: number,
  ) {
    this.now = now;
  }

  /** Does `action` when its turn comes, `delay` steps from now at the earliest. */
  perform<Result>(action: () => Promise<Result>, delay = 0): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        notBefore: this.steps + delay,
        run: () => action().then(resolve, reject),
      });
    });
  }

  /** Gives its turn to others. */
  pause(delay = 0): Promise<void> {
    return this.perform(async () => {}, delay);
  }

  /** Gives turns until `main` has ended. */
  async until<Result>(main: Promise<Result>): Promise<Result> {
    let ended = false;
    const end = () => {
      ended = true;
    };
    main.then(end, end);
    for (;;) {
      await allCodeHasRun();
      if (ended) return main;
      if (!(await this.#step())) throw new Error('everybody waits for what never comes');
    }
  }

  /** Gives turns until no call is waiting. */
  async untilQuiet(): Promise<void> {
    do await allCodeHasRun();
    while (await this.#step());
  }

  async #step(): Promise<boolean> {
    const next = this.#takeNext();
    if (next === undefined) return false;
    this.steps += 1;
    this.now += this.random.below(3);
    if (this.steps > maxSteps) throw new Error(`no end after ${maxSteps} steps`);
    await next.run();
    return true;
  }

  #takeNext(): Waiting | undefined {
    const ready = this.#waiting.filter(({ notBefore }) => notBefore <= this.steps);
    const next =
      ready.length > 0
        ? ready[this.random.below(ready.length)]
        : [...this.#waiting].sort((a, b) => a.notBefore - b.notBefore)[0];
    this.#waiting = this.#waiting.filter((other) => other !== next);
    return next;
  }
}

/** A tick comes when the queue of promises is empty; unlike an immediate, it costs no system call. */
function allCodeHasRun(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
