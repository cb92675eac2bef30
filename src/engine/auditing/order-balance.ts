import type { OpenOrder, OrderRecord, TradeBatch } from '../entities.js';

/** So many sums stand for all orders, however many there are. */
const groupCount = 65_536;

/**
 * Whether the records, open orders and trades of all orders agree, in memory that does not grow with
 * them. For each order, quantity = what its trades took + what was amended off + what is left of it; it
 * is in the book if and only if its record is open, and both say the same of amendments. Each order has a random weight, and what its items say is added up,
 * times the weight, over all orders of its group: an order that does not agree leaves a sum that is
 * not zero (but for a chance of one in 2^64), in which the next reading looks for it.
 */
export class OrderBalance {
  readonly #quantities = new Map<number, bigint>();
  readonly #inBook = new Map<number, bigint>();
  /** Of one audit: nobody can prepare orders whose differences cancel out. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  addRecord({ material, orderId, quantity, reducedQuantity, closure }: OrderRecord): void {
    const { group, weight } = this.#placeOf(material, orderId);
    const left = closure?.remainingQuantity ?? 0;
    this.#add(this.#quantities, group, weight * BigInt(quantity - reducedQuantity - left));
    if (closure === null) this.#add(this.#inBook, group, weight * BigInt(1 + reducedQuantity));
    // By itself: what it says of itself cannot be true, whatever the others say.
    else if (closure.status === 'FILLED' && left !== 0) this.#add(this.#inBook, group, 1n);
  }

  addOpenOrder({ material, orderId, remainingQuantity, reducedQuantity }: OpenOrder): void {
    const { group, weight } = this.#placeOf(material, orderId);
    this.#add(this.#quantities, group, -weight * BigInt(remainingQuantity));
    this.#add(this.#inBook, group, -weight * BigInt(1 + reducedQuantity));
  }

  addTrades({ material, trades }: TradeBatch): void {
    for (const { quantity, buyOrderId, sellOrderId } of trades) {
      for (const orderId of [buyOrderId, sellOrderId]) {
        const { group, weight } = this.#placeOf(material, orderId);
        this.#add(this.#quantities, group, -weight * BigInt(quantity));
      }
    }
  }

  groupOf(material: string, orderId: string): number {
    return this.#placeOf(material, orderId).group;
  }

  /** Groups in which something does not agree. */
  suspiciousGroups(): number[] {
    const groups = [this.#quantities, this.#inBook].flatMap((sums) =>
      [...sums].flatMap(([group, sum]) => (sum === 0n ? [] : group)),
    );
    return [...new Set(groups)];
  }

  #placeOf(material: string, orderId: string): { group: number; weight: bigint } {
    const [high, low] = hashOf(`${material} ${orderId}`, this.#seed);
    return { group: low % groupCount, weight: (BigInt(high) << 32n) | BigInt(low) | 1n };
  }

  /** Wraps at 64 bits. */
  #add(sums: Map<number, bigint>, group: number, value: bigint): void {
    sums.set(group, BigInt.asIntN(64, (sums.get(group) ?? 0n) + value));
  }
}

/** 64 bits of a text, in two halves: two multiplicative hashes that are mixed in the end. */
export function hashOf(text: string, seed: number): readonly [high: number, low: number] {
  let first = 0xdeadbeef ^ seed;
  let second = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 2_654_435_761);
    second = Math.imul(second ^ code, 1_597_334_677);
  }
  first =
    Math.imul(first ^ (first >>> 16), 2_246_822_507) ^
    Math.imul(second ^ (second >>> 13), 3_266_489_909);
  second =
    Math.imul(second ^ (second >>> 16), 2_246_822_507) ^
    Math.imul(first ^ (first >>> 13), 3_266_489_909);
  return [second >>> 0, first >>> 0];
}
