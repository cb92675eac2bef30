import { crosses } from '../core/order.js';
import type { OpenOrder } from '../engine/entities.js';
import type { Market } from '../engine/market.js';
import { wakeMaterial } from '../engine/matching/wake-material.js';

/** Bounds what a wake-up has to read and to go through. */
const maxBacklog = 20;

/**
 * Matches the orders of one material. Most orders trade with nobody when they arrive: those wait,
 * and arrive together with the next one that might. What comes of it is the same, since they do not
 * cross each other nor the book, and are matched in order of acceptance in any case.
 */
export class WakeUps {
  readonly #material: string;
  #waiting: OpenOrder[] = [];
  /** No open order that has arrived is better priced than these; one as good may be gone. */
  #bestBid: number | null = null;
  #bestAsk: number | null = null;

  constructor(material: string) {
    this.#material = material;
  }

  /** Brings the book to where it is after these orders, given in order of acceptance. */
  async arrive(market: Market, orders: readonly OpenOrder[]): Promise<void> {
    let mustWake = false;
    for (const order of orders) {
      this.#waiting.push(order);
      mustWake = this.#mayNotRest(order) || mustWake;
      this.#noteBest(order);
    }
    if (!mustWake && this.#waiting.length < maxBacklog) return;
    const material = this.#material;
    const named = this.#waiting;
    this.#waiting = [];
    await wakeMaterial(market, { material, named });
    const head = await market.store.getHead(material);
    this.#bestBid = head?.bestBid ?? null;
    this.#bestAsk = head?.bestAsk ?? null;
  }

  #mayNotRest({ type, pricePerUnit, timeInForce }: OpenOrder): boolean {
    const opposite = type === 'Buy' ? this.#bestAsk : this.#bestBid;
    return timeInForce !== 'GTC' || (opposite !== null && crosses(type, pricePerUnit, opposite));
  }

  #noteBest({ type, pricePerUnit }: OpenOrder): void {
    if (type === 'Buy') this.#bestBid = Math.max(this.#bestBid ?? pricePerUnit, pricePerUnit);
    else this.#bestAsk = Math.min(this.#bestAsk ?? pricePerUnit, pricePerUnit);
  }
}
