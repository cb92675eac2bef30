import { closeOrder } from '../engine/close.js';
import type { ExpiringOrder, OpenOrder } from '../engine/entities.js';
import type { Market } from '../engine/market.js';
import { getRecord } from '../engine/reads/get-order.js';
import type { MarketWrite } from '../engine/store.js';
import { SortedMap } from '../store/memory/sorted-map.js';
import { WakeUps } from './wake-ups.js';

/** Orders that are to be matched at one moment, by material. */
interface Arrivals {
  readonly at: number;
  readonly orders: Map<string, OpenOrder[]>;
}

/** Sorts after every time in ISO 8601. */
const endOfTime = '~';

/**
 * What the market still has to do: match orders that have landed, and close those that have expired. It
 * is done before the next read, in order of time, and each step as of the time at which it was due, so
 * that it makes no difference when it really runs.
 */
export class Agenda {
  readonly #market: Market;
  readonly #holdsOrders: boolean;
  #held: OpenOrder[] = [];
  /** In order of time. */
  #arrivals: Arrivals[] = [];
  readonly #wakeUps = new Map<string, WakeUps>();
  /** By time and id. */
  readonly #expiring = new SortedMap<ExpiringOrder>();
  #nextExpiry = Number.POSITIVE_INFINITY;
  #underWay: Promise<void> | undefined;

  /** With `holdsOrders`, orders wait to be {@link Agenda.release}d before they are matched. */
  constructor(market: Market, { holdsOrders }: { readonly holdsOrders: boolean }) {
    this.#market = market;
    this.#holdsOrders = holdsOrders;
  }

  /** Notes what a committed transaction leaves to do. */
  note(writes: readonly MarketWrite[]): void {
    for (const write of writes) {
      if (write.write !== 'insertOpenOrder') continue;
      const { order } = write;
      if (this.#holdsOrders) this.#held.push(order);
      else this.#addArrival(order);
      const { orderId, expiresAt } = order;
      if (expiresAt !== null) this.#addExpiring({ orderId, expiresAt });
    }
  }

  /** Lets orders that were held back arrive now. */
  release(): void {
    for (const order of this.#held.splice(0)) this.#addArrival(order);
  }

  /** Whether a read would now return an outdated state. */
  get isBehind(): boolean {
    return (
      this.#underWay !== undefined ||
      this.#arrivals.length > 0 ||
      this.#nextExpiry <= this.#market.now()
    );
  }

  /** Does all that is due. */
  async catchUp(): Promise<void> {
    // Orders that arrive during earlier work are due as well.
    while (this.isBehind) {
      this.#underWay ??= this.#doWhatIsDue().finally(() => {
        this.#underWay = undefined;
      });
      await this.#underWay;
    }
  }

  async #doWhatIsDue(): Promise<void> {
    for (const { at, orders } of this.#takeArrivals()) {
      await this.#closeExpired(at);
      for (const [material, named] of orders) {
        await this.#wakeUpsOf(material).arrive(this.#marketAt(at), named);
      }
    }
    // Orders that arrived meanwhile are matched before later expiries.
    await this.#closeExpired(this.#arrivals[0]?.at ?? this.#market.now());
  }

  async #closeExpired(until: number): Promise<void> {
    while (this.#nextExpiry <= until) {
      const expiring = this.#takeFirstExpiring();
      const market = this.#marketAt(Date.parse(expiring.expiresAt));
      const record = await getRecord(market.store, expiring.orderId);
      await closeOrder(market, record, 'EXPIRED', 'EXPIRED');
      await market.store.transact([{ write: 'deleteExpiringOrder', expiring }], {
        token: crypto.randomUUID(),
      });
    }
  }

  #wakeUpsOf(material: string): WakeUps {
    let wakeUps = this.#wakeUps.get(material);
    if (wakeUps === undefined) {
      wakeUps = new WakeUps(material);
      this.#wakeUps.set(material, wakeUps);
    }
    return wakeUps;
  }

  #addArrival(order: OpenOrder): void {
    const at = this.#market.now();
    let arrivals = this.#arrivals.at(-1);
    if (arrivals?.at !== at) {
      arrivals = { at, orders: new Map() };
      this.#arrivals.push(arrivals);
    }
    const named = arrivals.orders.get(order.material);
    if (named) named.push(order);
    else arrivals.orders.set(order.material, [order]);
  }

  #takeArrivals(): Arrivals[] {
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    return arrivals;
  }

  #addExpiring(expiring: ExpiringOrder): void {
    this.#expiring.set(keyOf(expiring), expiring);
    this.#nextExpiry = Math.min(this.#nextExpiry, Date.parse(expiring.expiresAt));
  }

  #takeFirstExpiring(): ExpiringOrder {
    const [first, second] = firstTwo(this.#expiring.ascending('', endOfTime));
    if (first === undefined) throw new Error('nothing expires');
    this.#expiring.delete(keyOf(first));
    this.#nextExpiry = second ? Date.parse(second.expiresAt) : Number.POSITIVE_INFINITY;
    return first;
  }

  #marketAt(time: number): Market {
    return { ...this.#market, now: () => time };
  }
}

function keyOf({ expiresAt, orderId }: ExpiringOrder): string {
  return `${expiresAt}#${orderId}`;
}

function firstTwo<Value>(entries: Iterable<[string, Value]>): (Value | undefined)[] {
  const found: Value[] = [];
  for (const [, value] of entries) {
    found.push(value);
    if (found.length === 2) break;
  }
  return found;
}
