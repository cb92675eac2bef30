import { comparePrices, isExpired, type OrderType } from '../../core/order.js';
import type { OpenOrder } from '../entities.js';
import { toBookOrder } from '../orders.js';
import type { MarketStore } from '../store.js';

/**
 * What an open order is to a wake-up: `resting` was dealt with before, `arriving` is to be matched
 * now, `unseen` waits for a wake-up of its own.
 */
export type Standing = 'resting' | 'arriving' | 'unseen';

const firstPage = 10;
const maxPage = 1000;

/** Reads one side of a material's book, best first, only as far as it is asked to. */
export class SideReader {
  readonly #orders: OpenOrder[] = [];
  #cursor: string | null = null;
  #isComplete = false;
  #pageSize: number;
  #restingQuantity = 0;
  #arrivingQuantity = 0;
  #bestPrice: number | undefined;

  constructor(
    private readonly store: MarketStore,
    private readonly material: string,
    readonly type: OrderType,
    private readonly standingOf: (order: OpenOrder) => Standing,
    private readonly now: number,
    /** How many orders are known to have arrived: a hint for the first page. */
    expected: number,
  ) {
    this.#pageSize = Math.min(Math.max(firstPage, expected), 250);
  }

  async readMore(): Promise<void> {
    const page = await this.store.listSide(this.material, this.type, {
      limit: this.#pageSize,
      cursor: this.#cursor,
    });
    this.#pageSize = Math.min(this.#pageSize * 2, maxPage);
    this.#cursor = page.cursor;
    this.#isComplete = page.cursor === null;
    for (const order of page.items) this.#add(order);
  }

  get orders(): readonly OpenOrder[] {
    return this.#orders;
  }

  /** Where reading stopped, or undefined if the whole side was read. */
  get reach(): OpenOrder | undefined {
    return this.#isComplete ? undefined : this.#orders.at(-1);
  }

  /**
   * Whether what lies beyond the reach could take part in trading against `other`. It cannot when
   * it is priced past the best of the other side, and neither when better orders, dealt with
   * before, are enough for all that arrived on the other side.
   */
  couldTradeBeyondReach(other: SideReader): boolean {
    const reach = this.reach;
    if (reach === undefined) return false;
    if (this.#bestPrice === undefined) return true;
    if (other.#bestPrice === undefined) return false;
    if (comparePrices(this.type, reach.pricePerUnit, other.#bestPrice) > 0) return false;
    return this.#restingQuantity === 0 || this.#restingQuantity < other.#arrivingQuantity;
  }

  #add(order: OpenOrder): void {
    this.#orders.push(order);
    if (isExpired(toBookOrder(order), this.now)) return;
    const standing = this.standingOf(order);
    if (standing === 'unseen') return;
    this.#bestPrice ??= order.pricePerUnit;
    if (standing === 'resting') this.#restingQuantity += order.remainingQuantity;
    else this.#arrivingQuantity += order.remainingQuantity;
  }
}
