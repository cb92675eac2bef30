import type { MaterialHead, OpenOrder } from '../../src/engine/entities.js';
import type { MarketStore, MarketWrite } from '../../src/engine/store.js';
import { replacing } from './decorated-stores.js';

/** A cancellation, and how far matching had come when it took effect. */
export interface CancelCommit {
  readonly orderId: string;
  readonly material: string;
  /** Latest order that had been dealt with. */
  readonly watermark: string;
  /** Latest order that had landed. */
  readonly latestLanded: string;
  /** What the order had traded. */
  readonly traded: number;
}

/** A committed amendment, which leaves the order open. */
export interface AmendmentCommit {
  readonly orderId: string;
  readonly material: string;
  /** Latest order that had been dealt with. */
  readonly watermark: string;
  /** What the order is for since. */
  readonly quantity: number;
}

/** What was committed to a store, in the order in which it took effect. */
export class CommitLog {
  /** In the order in which they took effect, as amendments do. */
  readonly cancels: CancelCommit[] = [];
  readonly amendments: AmendmentCommit[] = [];
  /** Ids of all orders that landed. */
  readonly landed: string[] = [];
  /** What no transaction may do. */
  readonly breaches: string[] = [];
  readonly heads = new Map<string, MaterialHead>();
  readonly #open = new Map<string, OpenOrder>();
  readonly #latestLanded = new Map<string, string>();
  readonly #tokens = new Set<string>();

  constructor(private readonly onLanded: (order: OpenOrder) => void) {}

  /** The store, which records every commit. */
  watch(store: MarketStore): MarketStore {
    const transact: MarketStore['transact'] = async (writes, options) => {
      await store.transact(writes, options);
      // A repeated transaction was done only once.
      if (this.#tokens.has(options.token)) return;
      this.#tokens.add(options.token);
      this.#note(writes);
    };
    return replacing(store, { transact });
  }

  /** Orders of a material's side that are open now, the best priced first. */
  openOrders(material: string, type: OpenOrder['type']): OpenOrder[] {
    return [...this.#open.values()]
      .filter((order) => order.material === material && order.type === type)
      .sort((a, b) => (type === 'Sell' ? 1 : -1) * (a.pricePerUnit - b.pricePerUnit));
  }

  #note(writes: readonly MarketWrite[]): void {
    for (const write of writes) {
      if (leavesHalfFilled(write)) {
        this.breaches.push(`fill-or-kill order ${write.order.orderId} was half filled`);
      }
      if (write.write === 'putHead') this.heads.set(write.head.material, write.head);
      if (write.write === 'insertOpenOrder') this.#noteLanding(write.order);
      if (write.write === 'reduceOrderRecord') this.#noteAmendment(write.order);
      if (write.write === 'deleteOpenOrder') this.#open.delete(write.expected.orderId);
      if (write.write === 'closeOrderRecord' && write.closure.status === 'CANCELLED') {
        const { orderId, material, quantity, reducedQuantity } = write.order;
        this.cancels.push({
          orderId,
          material,
          watermark: this.heads.get(material)?.watermark ?? '',
          latestLanded: this.#latestLanded.get(material) ?? '',
          traded: quantity - reducedQuantity - write.closure.remainingQuantity,
        });
      }
    }
  }

  #noteAmendment({ orderId, material, quantity, reducedQuantity }: OpenOrder): void {
    this.amendments.push({
      orderId,
      material,
      watermark: this.heads.get(material)?.watermark ?? '',
      quantity: quantity - reducedQuantity,
    });
  }

  #noteLanding(order: OpenOrder): void {
    this.landed.push(order.orderId);
    this.#open.set(order.orderId, order);
    const latest = this.#latestLanded.get(order.material) ?? '';
    if (order.orderId > latest) this.#latestLanded.set(order.material, order.orderId);
    this.onLanded(order);
  }
}

/** A fill-or-kill order must not be seen with a part of it traded. */
export function leavesHalfFilled(
  write: MarketWrite,
): write is Extract<MarketWrite, { write: 'updateOpenOrder' }> {
  if (write.write !== 'updateOpenOrder' || write.order.timeInForce !== 'FOK') return false;
  const { quantity, reducedQuantity, remainingQuantity } = write.order;
  return remainingQuantity < quantity - reducedQuantity;
}
