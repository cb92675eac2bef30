import type { MaterialHead, OpenOrder } from '../entities.js';
import type { Market } from '../market.js';
import { FenceLostError, type WakeUp, wakeMaterial } from '../matching/wake-material.js';

/** Milliseconds of the sweeper's time in which nothing more is begun. */
const reserveMs = 5_000;

export interface SweepOptions {
  /**
   * Milliseconds that an order has to wait for its own wake-up before the sweeper takes it for
   * lost.
   * @default 60_000
   */
  readonly wakeUpGraceMs?: number | undefined;
  /**
   * Milliseconds that are left for the sweep; it ends before they are over.
   * @default no limit
   */
  readonly remainingTime?: (() => number) | undefined;
  /** Told of everything that could not be dealt with. */
  readonly onFailure?: ((failure: SweepFailure) => void) | undefined;
  /** Told of every order that was taken out of the book because it has no open record. */
  readonly onSetAside?: ((order: OpenOrder) => void) | undefined;
}

/** Something that a sweep could not deal with, and left for the next one. */
export interface SweepFailure {
  readonly what:
    | 'order'
    | 'material'
    | 'notes of due orders'
    | 'notes of activity'
    | 'list of materials'
    | 'progress';
  /** Which one: the id of the order, the name of the material, the key of the notes. */
  readonly name: string;
  readonly error: unknown;
}

/** What an attempt gives that did not succeed: it is left for the next sweep. */
export const left = Symbol('left');

/** One sweep: its clock, and what came of it. */
export class SweepRun {
  readonly startedAt: number;
  /** Orders that were accepted before have waited long enough for their own wake-ups. */
  readonly acceptedBefore: number;
  readonly woken = new Set<string>();
  expired = 0;
  failed = 0;
  ordersSetAside = 0;
  isComplete = true;
  readonly #timeForOrders: number;
  readonly #failedMaterials = new Set<string>();

  constructor(
    readonly market: Market,
    readonly wakeUpGraceMs: number,
    private readonly options: Omit<SweepOptions, 'wakeUpGraceMs'>,
  ) {
    this.startedAt = market.now();
    this.acceptedBefore = this.startedAt - wakeUpGraceMs;
    this.#timeForOrders = (options.remainingTime?.() ?? 0) / 2;
  }

  /** Whether something more can be begun; if not, the sweep stays incomplete. */
  hasTime(): boolean {
    return this.#hasTime(reserveMs);
  }

  /** The same for due orders, which take half of the time at most: materials have the other half. */
  hasTimeForOrders(): boolean {
    return this.#hasTime(Math.max(reserveMs, this.#timeForOrders));
  }

  /**
   * Does one thing, by itself: a failure is counted and told, and holds up nothing else. That
   * somebody else has matched meanwhile is no failure, and neither is it that time ran out. Nothing
   * is begun in the last `keptMs`.
   */
  async attempt<Result>(
    what: SweepFailure['what'],
    name: string,
    work: () => Promise<Result>,
    { keptMs = reserveMs }: { readonly keptMs?: number } = {},
  ): Promise<Result | typeof left> {
    if (!this.#hasTime(keptMs)) return left;
    try {
      return await work();
    } catch (error) {
      const isOrdinary = error instanceof FenceLostError || !this.#hasTime(keptMs);
      if (!isOrdinary) this.fail({ what, name, error });
      return left;
    }
  }

  /** An attempt on a material, which is made once in a sweep where it fails. */
  async attemptMaterial<Result>(
    material: string,
    work: () => Promise<Result>,
  ): Promise<Result | typeof left> {
    if (this.#failedMaterials.has(material)) return left;
    const result = await this.attempt('material', material, work);
    if (result === left) this.#failedMaterials.add(material);
    return result;
  }

  /** Matches a material whose own wake-ups did not come. */
  async wake(wakeUp: WakeUp): Promise<void> {
    const { transactions, setAside } = await wakeMaterial(this.market, wakeUp);
    if (transactions > 0) this.woken.add(wakeUp.material);
    this.ordersSetAside += setAside.length;
    for (const order of setAside) this.options.onSetAside?.(order);
  }

  fail(failure: SweepFailure): void {
    this.failed += 1;
    this.options.onFailure?.(failure);
  }

  /**
   * Whether a matcher moved the material's head within the grace. It takes in whatever a lost
   * wake-up would have brought, and a second one would only cost it its fence. A time that lies far
   * ahead is that of a wrong clock, and says nothing.
   */
  isAtWork(head: MaterialHead | undefined): boolean {
    if (!head?.movedAt) return false;
    const movedAt = Date.parse(head.movedAt);
    return movedAt > this.acceptedBefore && movedAt <= this.market.now() + this.wakeUpGraceMs;
  }

  #hasTime(kept: number): boolean {
    const { remainingTime } = this.options;
    if (remainingTime === undefined || remainingTime() > kept) return true;
    this.isComplete = false;
    return false;
  }
}
