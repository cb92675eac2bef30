import * as z from 'zod/mini';
import { parseRequest, strictFields, validationError } from '../model/validation.js';

const unitMs = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} as const;

type Unit = keyof typeof unitMs;

const amount = z.optional(z.number('must be a number').check(z.gte(0, 'must be at least 0')));

const durationSchema = strictFields(
  { days: amount, hours: amount, minutes: amount, seconds: amount, milliseconds: amount },
  'must be an object such as { hours: 1 }',
);

/** Later times have more digits in ISO 8601, and would no longer sort as text. */
const endOfTime = Date.parse('9999-12-31T23:59:59.999Z');

/** A time without a zone would depend on the machine that the test runs on. */
const timeTexts = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** A time that a clock can show. */
export const timeSchema = z.custom<string | number | Date>((value) => {
  const isText = typeof value === 'string';
  if (isText ? !z.safeParse(timeTexts, value).success : !isMoment(value)) return false;
  const time = new Date(value as string | number | Date).getTime();
  return time >= 0 && time <= endOfTime;
}, 'must be a time from 1970 to 9999: ISO 8601 with a time zone, a Date, or milliseconds');

function isMoment(value: unknown): boolean {
  return typeof value === 'number' || typeof (value as Date | null)?.getTime === 'function';
}

/**
 * A span of time, the sum of its parts, such as `{ hours: 1, minutes: 30 }`.
 * @useDeclaredType
 */
export type Duration = { readonly [Part in Unit]?: number | undefined };

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
   * The current time in whole milliseconds since the epoch, as `Date.now()` returns it. It can be
   * passed as a function, also to the code of the game.
   *
   * @example
   * ```ts
   * const game = new Game({ market: market.client, now: market.clock.now });
   * ```
   */
  readonly now = (): number => Math.round(this.#time);

  /**
   * A time after now, in ISO 8601, as `expiresAt` takes it.
   *
   * @throws MarketError `VALIDATION_FAILED` for an unknown unit, or an amount that is negative or not finite.
   * @example
   * ```ts
   * await market.client.buy({ ...order, expiresAt: market.clock.in({ minutes: 30 }) });
   * ```
   */
  in(duration: Duration): string {
    return new Date(Math.round(this.#after(duration))).toISOString();
  }

  /**
   * Lets time pass. What falls due in between happens at its own time: an order that expires after
   * one hour is closed then, also when you advance by two.
   *
   * @throws MarketError `VALIDATION_FAILED` for an unknown unit, or an amount that is negative or not finite.
   * @example
   * ```ts
   * market.clock.advance({ hours: 2 });
   * ```
   */
  advance(duration: Duration): void {
    this.#time = this.#after(duration);
  }

  /**
   * Lets time pass until the given time.
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
    const parts = parseRequest(durationSchema, duration, 'duration');
    let time = this.#time;
    for (const [unit, amount = 0] of Object.entries(parts)) time += amount * unitMs[unit as Unit];
    if (time > endOfTime) throw notATime('must not be after the year 9999');
    return time;
  }
}

function timeOf(value: string | number | Date): number {
  parseRequest(timeSchema, value, 'time');
  return new Date(value).getTime();
}

function notATime(message: string) {
  return validationError('time', [{ path: '', message }]);
}
