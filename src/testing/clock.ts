import type { Issue } from '../model/errors.js';
import { validationError } from '../model/validation.js';

const unitMs = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} as const;

/** Later times have more digits in ISO 8601, and would no longer sort as text. */
const endOfTime = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A span of time, the sum of its parts, such as `{ hours: 1, minutes: 30 }`.
 * @useDeclaredType
 */
export type Duration = { readonly [Unit in keyof typeof unitMs]?: number | undefined };

/**
 * The time of a market under test. It stands still until it is moved, and never goes back.
 *
 * @example
 * ```ts run
 * import { TestMarket } from 'material-market/testing';
 *
 * const { client, clock } = new TestMarket({ now: '2026-01-01T00:00:00Z' });
 * await client.sell({
 *   account: 'ada', material: 'wheat', quantity: 1, pricePerUnit: 10, expiresAt: clock.in({ hours: 1 }),
 * });
 * clock.advance({ hours: 2 });
 * console.log(clock.in({})); // 2026-01-01T02:00:00.000Z
 * ```
 */
export class TestClock {
  /** Kept exact, so that many small steps add up to what they should. */
  #time: number;

  /** @throws MarketError `VALIDATION_FAILED` for what is not a time from 1970 to 9999. */
  constructor(start: string | number | Date) {
    this.#time = timeOf(start);
  }

  /**
   * The present in whole milliseconds since the epoch, as `Date.now()` tells it. May be handed on
   * as a function, to the code of the game as well.
   *
   * @example
   * ```ts
   * const game = new Game({ market: market.client, now: market.clock.now });
   * ```
   */
  readonly now = (): number => Math.round(this.#time);

  /**
   * The time some way ahead of now, in ISO 8601, as `expiresAt` takes it.
   *
   * @throws MarketError `VALIDATION_FAILED` for a negative time, or one that is not finite.
   * @example
   * ```ts
   * await market.client.buy({ ...order, expiresAt: market.clock.in({ minutes: 30 }) });
   * ```
   */
  in(duration: Duration): string {
    return new Date(Math.round(this.#after(duration))).toISOString();
  }

  /**
   * Lets time pass. What falls due on the way happens at its own time: an order that ends after one
   * of two hours is closed after one.
   *
   * @throws MarketError `VALIDATION_FAILED` for a negative time, or one that is not finite.
   * @example
   * ```ts
   * market.clock.advance({ hours: 2 });
   * ```
   */
  advance(duration: Duration): void {
    this.#time = this.#after(duration);
  }

  /**
   * Lets time pass up to a point.
   *
   * @throws MarketError `VALIDATION_FAILED` for what is not a time, or lies in the past.
   * @example
   * ```ts
   * market.clock.advanceTo('2026-01-02T00:00:00Z');
   * ```
   */
  advanceTo(time: string | number | Date): void {
    const target = timeOf(time);
    if (target < this.now())
      throw notATime(`must not be before ${this.in({})}: time never goes back`);
    this.#time = Math.max(target, this.#time);
  }

  #after(duration: Duration): number {
    const issues: Issue[] = [];
    let time = this.#time;
    for (const [unit, amount = 0] of Object.entries(duration)) {
      if (!(unit in unitMs)) issues.push({ path: unit, message: 'is not a known field' });
      else if (!(amount >= 0)) issues.push({ path: unit, message: 'must be at least 0' });
      else time += amount * unitMs[unit as keyof Duration];
    }
    if (issues.length > 0) throw validationError('duration', issues);
    if (time > endOfTime) throw notATime('must not be after the year 9999');
    return time;
  }
}

function timeOf(value: string | number | Date): number {
  const time = new Date(value).getTime();
  if (!(time >= 0 && time <= endOfTime)) {
    throw notATime('must be a time from 1970 to 9999: ISO 8601, a Date, or milliseconds');
  }
  return time;
}

function notATime(message: string) {
  return validationError('time', [{ path: '', message }]);
}
