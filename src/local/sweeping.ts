import { sweeperTimeoutSeconds } from '../deployment/sweeper.js';
import type { SweepResult } from '../engine/sweep.js';
import { isMarketError } from '../model/errors.js';
import type { SweeperHandler } from '../sweeper/handler.js';
import { lambdaContext } from './wake-up/lambda-context.js';

/** Invokes the sweeper at intervals, one invocation after the other. */
export class Sweeping {
  readonly #sweeper: SweeperHandler;
  readonly #timer: NodeJS.Timeout;
  #underWay: Promise<unknown> = Promise.resolve();
  #isBusy = false;

  constructor(sweeper: SweeperHandler, intervalMs: number, onError: (error: unknown) => void) {
    this.#sweeper = sweeper;
    this.#timer = setInterval(() => {
      if (this.#isBusy) return;
      this.sweep().catch((error: unknown) => {
        // The next sweep does what this one had no time for.
        if (!isMarketError(error) || error.code !== 'TIMEOUT') onError(error);
      });
    }, intervalMs);
    this.#timer.unref();
  }

  /** Sweeps once more after the sweeps in progress, and resolves with the result. */
  sweep(): Promise<SweepResult> {
    this.#isBusy = true;
    const sweep = this.#underWay.then(() =>
      this.#sweeper({}, lambdaContext('material-market-sweeper', sweeperTimeoutSeconds)),
    );
    const ended = sweep.then(
      () => {},
      () => {},
    );
    this.#underWay = ended;
    ended.then(() => {
      if (this.#underWay === ended) this.#isBusy = false;
    });
    return sweep;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
  }
}
