import { acceptOrder } from '../../src/engine/accept.js';
import { amendOrder } from '../../src/engine/amend.js';
import { auditStore } from '../../src/engine/audit.js';
import { cancelOrder } from '../../src/engine/close.js';
import { collectDeliveries } from '../../src/engine/deliveries.js';
import type { Market } from '../../src/engine/market.js';
import { FenceLostError, wakeMaterial } from '../../src/engine/matching/wake-material.js';
import type { MarketStore } from '../../src/engine/store.js';
import type { Order } from '../../src/model/market.js';
import { OrderIdFactory } from '../../src/model/order-id.js';
import { marketRulesSchema } from '../../src/model/rules.js';
import { decorateStore } from '../../src/store/decorate-store.js';
import { MemoryStore } from '../../src/store/memory/memory-store.js';
import { OracleBook } from '../oracle/oracle-book.js';
import { leavesHalfFilled } from './commit-log.js';
import { writesOf } from './decorated-stores.js';
import { differencesFrom } from './differences.js';
import { readState } from './market-state.js';
import { oracleOrder } from './sequential-oracle.js';
import { epoch, type Posting } from './simulated-market.js';

/** One thing that one process does; repeated in a new process when it crashes. */
export type Act =
  | { readonly does: 'post'; readonly label: string; readonly posting: Posting }
  | { readonly does: 'wake'; readonly labels: readonly string[] }
  | { readonly does: 'cancel'; readonly label: string }
  | { readonly does: 'amend'; readonly label: string; readonly quantity: number }
  | { readonly does: 'collect'; readonly account: string; readonly collectionId: string }
  | { readonly does: 'wait'; readonly milliseconds: number };

export interface Script {
  readonly name: string;
  readonly saleFeeBasisPoints?: number;
  /** Done before, without crashes. */
  readonly before?: readonly Act[];
  readonly acts: readonly Act[];
}

/** Where the process that makes the call of that number crashes. */
export interface CrashPoint {
  readonly call: number;
  /** Before the call; after it, with the answer lost; or so many calls before it takes effect. */
  readonly takesEffect: 'never' | 'at once' | { readonly callsLater: number };
  /** What goes on after the crash: the same again, or first all that follows. */
  readonly redelivery: 'next' | 'last';
}

class Crash extends Error {
  override readonly name = 'Crash';
  constructor(readonly point: CrashPoint) {
    super(`crashed at call ${point.call}`);
  }
}

/**
 * Runs a script with at most one crash, and compares the outcome with that of a sequential book.
 */
export class ScriptRun {
  #now = epoch;
  #calls = 0;
  #isCounting = false;
  readonly #store: MarketStore;
  readonly #orderIds = new OrderIdFactory(() => this.#now);
  readonly #orders = new Map<string, Order>();
  readonly #oracles = new Map<string, OracleBook>();
  #late: { readonly at: number; readonly proceed: () => Promise<unknown> }[] = [];
  /** What is wrong; empty when nothing is. */
  readonly problems: string[] = [];

  constructor(
    private readonly script: Script,
    private readonly crashes: readonly CrashPoint[] = [],
  ) {
    this.#store = new MemoryStore({ now: () => this.#now });
  }

  /** Calls to the store that the acts made. */
  get calls(): number {
    return this.#calls;
  }

  async play(): Promise<this> {
    for (const act of this.script.before ?? []) await this.#act(act);
    this.#isCounting = true;
    const postponed: Act[] = [];
    for (const act of this.script.acts) {
      const crash = await this.#crashIn(act);
      if (crash?.redelivery === 'last' && act.does === 'wake') postponed.push(act);
      else if (crash) await this.#untilDone(act);
    }
    for (const act of postponed) await this.#untilDone(act);
    for (const { proceed } of this.#late) await proceed().catch(() => {});
    await this.#compare();
    return this;
  }

  async #untilDone(act: Act): Promise<void> {
    while (await this.#crashIn(act));
  }

  /** The crash that an act did not survive; losing the fence has the same consequences. */
  async #crashIn(act: Act): Promise<Pick<CrashPoint, 'redelivery'> | undefined> {
    try {
      await this.#act(act);
      return undefined;
    } catch (error) {
      if (!(error instanceof Crash || error instanceof FenceLostError)) throw error;
      await this.#expectConservation();
      return error instanceof Crash ? error.point : { redelivery: 'next' };
    }
  }

  async #act(act: Act): Promise<void> {
    this.#now += 1;
    const market: Market = {
      store: this.#process(),
      rules: marketRulesSchema.parse({ saleFeeBasisPoints: this.script.saleFeeBasisPoints ?? 0 }),
      now: () => this.#now,
    };
    switch (act.does) {
      case 'post':
        return this.#post(market, act);
      case 'wake': {
        const named = act.labels.map((label) => this.#order(label));
        const materials = new Set(named.map(({ material }) => material));
        for (const material of materials) {
          const own = named.filter((order) => order.material === material);
          await wakeMaterial(market, { material, named: own });
        }
        return;
      }
      case 'cancel': {
        const { orderId, material } = this.#order(act.label);
        await cancelOrder(market, orderId);
        this.#oracle(material).cancel(orderId);
        return;
      }
      case 'amend': {
        const { orderId, material } = this.#order(act.label);
        await amendOrder(market, orderId, act.quantity);
        this.#oracle(material).amend(orderId, act.quantity);
        return;
      }
      case 'collect':
        await collectDeliveries(market, act.account, act.collectionId);
        return;
      case 'wait':
        this.#now += act.milliseconds;
    }
  }

  async #post(market: Market, { label, posting }: Extract<Act, { does: 'post' }>): Promise<void> {
    const { landedLateBy = 0, ...order } = posting;
    const stampedAt = this.#now - landedLateBy;
    const orderIds = landedLateBy ? new OrderIdFactory(() => stampedAt) : this.#orderIds;
    const accepted = await acceptOrder(market, orderIds, {
      ...order,
      account: order.account ?? label,
      material: order.material ?? 'wheat',
      timeInForce: order.timeInForce ?? 'GTC',
      clientOrderId: label,
    });
    this.#orders.set(label, accepted);
    this.#oracle(accepted.material).arrive(oracleOrder(accepted), this.#now);
  }

  /** A store for one process, which fails at every call from the crash on. */
  #process(): MarketStore {
    let crash: CrashPoint | undefined;
    return decorateStore(this.#store, async (call, proceed) => {
      const writes = writesOf(call);
      if (crash) throw new Crash(crash);
      if (writes.some(leavesHalfFilled)) this.problems.push('a fill-or-kill order is half filled');
      await this.#letLateOnesIn();
      if (!this.#isCounting) return proceed();
      const number = this.#calls;
      this.#calls += 1;
      const point = this.crashes.find((one) => one.call === number);
      if (point === undefined) return proceed();
      crash = point;
      const { takesEffect } = point;
      if (takesEffect === 'at once') await proceed().catch(() => {});
      if (typeof takesEffect === 'object' && writes.length > 0) {
        this.#late.push({ at: this.#calls + takesEffect.callsLater, proceed });
      }
      throw new Crash(point);
    });
  }

  async #letLateOnesIn(): Promise<void> {
    const due = this.#late.filter(({ at }) => at <= this.#calls);
    this.#late = this.#late.filter(({ at }) => at > this.#calls);
    for (const { proceed } of due) await proceed().catch(() => {});
  }

  async #expectConservation(): Promise<void> {
    const { differences } = await auditStore(this.#store);
    for (const difference of differences) {
      this.problems.push(`audit at the crash: ${JSON.stringify(difference)}`);
    }
  }

  async #compare(): Promise<void> {
    const materials = [...this.#oracles.keys()];
    const orderIds = [...this.#orders.values()].map(({ orderId }) => orderId);
    const state = await readState(this.#store, { orderIds, materials });
    for (const [material, oracle] of this.#oracles) {
      this.problems.push(...differencesFrom(oracle, state, material, this.#now));
    }
    for (const difference of state.audit.differences) {
      this.problems.push(`audit: ${JSON.stringify(difference)}`);
    }
    for (const material of state.audit.crossed) this.problems.push(`${material} is crossed`);
  }

  #order(label: string): Order {
    const order = this.#orders.get(label);
    if (order === undefined) throw new Error(`${label} was not posted`);
    return order;
  }

  #oracle(material: string): OracleBook {
    const oracle =
      this.#oracles.get(material) ??
      new OracleBook({ saleFeeBasisPoints: this.script.saleFeeBasisPoints ?? 0, queue: 'id' });
    this.#oracles.set(material, oracle);
    return oracle;
  }
}

const effects: readonly CrashPoint['takesEffect'][] = [
  'never',
  'at once',
  ...[1, 2, 3, 4, 5, 1_000].map((callsLater) => ({ callsLater })),
];

/** Every point at which a script can crash, given the number of its calls. */
export function crashPointsOf(script: Script, calls: number): CrashPoint[] {
  // What follows may only go first where its outcome does not depend on what was matched before.
  const isFree = script.acts.every(
    (act) => act.does === 'wake' || (act.does === 'post' && !act.posting.landedLateBy),
  );
  const redeliveries: CrashPoint['redelivery'][] = isFree ? ['next', 'last'] : ['next'];
  return Array.from({ length: calls }, (_, call) =>
    effects.flatMap((takesEffect) =>
      redeliveries.map((redelivery) => ({ call, takesEffect, redelivery })),
    ),
  ).flat();
}

/** Every two points, the second one being at most `span` calls after the first. */
export function pairsOf(points: readonly CrashPoint[], span: number): CrashPoint[][] {
  const sparse = points.filter(
    ({ takesEffect, redelivery }) =>
      redelivery === 'next' && (typeof takesEffect === 'string' || takesEffect.callsLater === 2),
  );
  return sparse.flatMap((first) =>
    sparse
      .filter(({ call }) => call > first.call && call <= first.call + span)
      .map((second) => [first, second]),
  );
}
