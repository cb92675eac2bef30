import { type BookOrder, type BookPosition, comparePriority, type OrderType } from './order.js';

/**
 * One side of an order book, best first. It can be the first part of a longer side: then `reach` is
 * the position up to which it is known.
 */
export class BookSide {
  readonly #orders: BookOrder[];

  constructor(
    readonly type: OrderType,
    orders: readonly BookOrder[] = [],
    /** Last known position, or undefined when the whole side is known. */
    readonly reach?: BookPosition | undefined,
  ) {
    this.#orders = [...orders].sort((a, b) => comparePriority(type, a, b));
  }

  get orders(): readonly BookOrder[] {
    return this.#orders;
  }

  isKnownAt(position: BookPosition): boolean {
    return this.reach === undefined || comparePriority(this.type, position, this.reach) <= 0;
  }

  /** The best price, or the closest bound on it where the best order lies beyond the reach. */
  bestPrice(): number | null {
    const best = this.#orders[0];
    if (best !== undefined && this.isKnownAt(best)) return best.pricePerUnit;
    return this.reach?.pricePerUnit ?? null;
  }

  insert(order: BookOrder): void {
    let low = 0;
    let high = this.#orders.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#orders[middle] as BookOrder;
      if (comparePriority(this.type, other, order) < 0) low = middle + 1;
      else high = middle;
    }
    this.#orders.splice(low, 0, order);
  }

  removeBest(): void {
    this.#orders.shift();
  }

  replaceBest(order: BookOrder): void {
    this.#orders[0] = order;
  }
}
