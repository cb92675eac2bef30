import type { MarketStore } from '../engine/store.js';
import { isMarketError, MarketError } from '../model/errors.js';
import { decorateStore } from './decorate-store.js';

export interface RepeatOptions {
  /** Calls of one operation at most, the first one included. */
  readonly attempts?: number;
  /** Upper bound of the first pause in milliseconds; doubled with every further one. */
  readonly basePauseMs?: number;
  /** Upper bound of every pause. */
  readonly maxPauseMs?: number;
  /** 0 to 1, as `Math.random`. */
  readonly random?: () => number;
  /** Pauses; where time is not that of the clock on the wall. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

export interface RetryOptions extends RepeatOptions {
  /**
   * Milliseconds left for everything: once it is used up, no call is begun, and those under way are
   * ended where the store can do that.
   */
  readonly remainingTime?: () => number;
  /** Milliseconds that are kept back, to report in. */
  readonly reserveMs?: number;
}

/**
 * The store, with faults that a repetition can heal repeated: after a pause of random length below
 * an exponentially growing bound ("full jitter", AWS Architecture Blog, "Exponential Backoff And
 * Jitter"), a bounded number of times, and only while there is time left.
 */
export function withRetries(store: MarketStore, options: RetryOptions = {}): MarketStore {
  const remainingTime = options.remainingTime ?? (() => Number.POSITIVE_INFINITY);
  const timeLeft = () => remainingTime() - (options.reserveMs ?? 1_000);

  return decorateStore(store, (_, proceed) =>
    repeated(
      async () => {
        const left = timeLeft();
        assertTimeLeft(left);
        const canEnd = store.abortable !== undefined && Number.isFinite(left);
        return canEnd ? within(left, proceed) : proceed();
      },
      options,
      timeLeft,
    ),
  );
}

/** Makes a call again, after a pause, where its fault is one that a repetition can heal. */
export async function repeated<Result>(
  call: () => Promise<Result>,
  options: RepeatOptions = {},
  timeLeft: () => number = () => Number.POSITIVE_INFINITY,
): Promise<Result> {
  const { attempts = 8, random = Math.random } = options;
  const wait = options.wait ?? ((milliseconds) => new Promise((r) => setTimeout(r, milliseconds)));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isMarketError(error) || !error.retryable || attempt === attempts) throw error;
      const pause = random() * pauseBound(attempt, options);
      if (pause >= timeLeft()) throw error;
      await wait(pause);
    }
  }
}

/** Ends a call when its time is over, whatever it is waiting for. */
async function within<Result>(
  milliseconds: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = 'no time is left to wait for the store';
      reject(new MarketError('TIMEOUT', message));
      deadline.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([timeIsUp, call(deadline.signal)]);
  } finally {
    clearTimeout(timer);
  }
}

function pauseBound(attempt: number, options: RepeatOptions): number {
  const { basePauseMs = 25, maxPauseMs = 1_000 } = options;
  return Math.min(basePauseMs * 2 ** (attempt - 1), maxPauseMs);
}

function assertTimeLeft(milliseconds: number): void {
  if (milliseconds > 0) return;
  throw new MarketError('TIMEOUT', 'no time is left for another call to the store');
}
