import * as z from 'zod/mini';
import type { MarketClient } from '../client/market-client.js';
import type { Transport } from '../client/transport/transport.js';
import { type AuditReport, auditStore } from '../engine/audit.js';
import type { Market } from '../engine/market.js';
import { NotedMaterials } from '../engine/noted-materials.js';
import { OrderIdFactory } from '../model/order-id.js';
import { oneOf } from '../model/request.js';
import { defaultMarketRules, type MarketRulesInput, marketRulesSchema } from '../model/rules.js';
import { parseRequest, strictFields } from '../model/validation.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { Agenda } from './agenda.js';
import { TestClock, timeSchema } from './clock.js';
import { MemoryTransport } from './memory-transport.js';
import { NumberedClient } from './numbered-client.js';
import { watchedStore } from './watched-store.js';

/** Options of a {@link TestMarket}. */
export interface TestMarketOptions {
  /**
   * The time at which the market opens: ISO 8601, a `Date`, or milliseconds since the epoch. Give
   * `Date.now()` where the game under test takes its own times, such as `expiresAt`, from the
   * system clock.
   * @default '2026-01-01T00:00:00Z'
   */
  readonly now?: string | number | Date | undefined;
  /** Rules of the market, such as its sale fee. */
  readonly rules?: MarketRulesInput | undefined;
  /**
   * `atOnce`: an order is matched before anything else is asked of the market. `whenSettled`: it
   * waits for {@link TestMarket.settled}, to test the game in the time between the two.
   * @default 'atOnce'
   */
  readonly matching?: 'atOnce' | 'whenSettled' | undefined;
}

const optionsSchema = strictFields(
  {
    now: z.optional(timeSchema),
    rules: z.optional(marketRulesSchema),
    matching: z.optional(oneOf(['atOnce', 'whenSettled'])),
  },
  'must be an object such as { now, rules }',
);

/**
 * The whole market in memory, for unit tests and simulations: the same client, rules and errors,
 * but no process, no port and no waiting, and a clock that moves only when it is told to. Nothing
 * has to be stopped afterwards.
 *
 * The same calls give the same answers, down to the ids.
 *
 * @example
 * ```ts run
 * import { TestMarket } from 'material-market/testing';
 *
 * const market = new TestMarket({ rules: { saleFeeBasisPoints: 250 } });
 * const { client, clock } = market;
 * await client.sell({ account: 'ada', material: 'wheat', quantity: 100, pricePerUnit: 10 });
 * await client.buy({ account: 'bob', material: 'wheat', quantity: 40, pricePerUnit: 12 });
 * clock.advance({ hours: 2 });
 * const { goods, coins } = await client.getDeliveries('bob');
 * console.log(goods, coins); // { wheat: 40 } 80
 * console.log((await market.audit()).ok); // true
 * ```
 */
export class TestMarket {
  /**
   * Calls this market. Where a call has no `clientOrderId` or `collectionId`, it uses a numbered
   * one instead of a random one.
   */
  readonly client: MarketClient;
  /** The time of this market. */
  readonly clock: TestClock;
  /**
   * The transport of {@link TestMarket.client}, for clients of your own, such as one that sometimes
   * loses an answer.
   *
   * @example
   * ```ts
   * const lossy = new MarketClient({
   *   transport: {
   *     send: async (request, options) => {
   *       const answer = await market.transport.send(request, options);
   *       if (isTheFirst(request)) throw new MarketError('NETWORK_ERROR', 'the answer was lost');
   *       return answer;
   *     },
   *   },
   * });
   * ```
   */
  readonly transport: Transport;
  readonly #market: Market;
  readonly #agenda: Agenda;

  /**
   * @throws MarketError `VALIDATION_FAILED` naming every option and rule that is unknown or invalid.
   * @example
   * ```ts
   * const market = new TestMarket({ now: '2026-01-01T00:00:00Z' });
   * ```
   */
  constructor(options: TestMarketOptions = {}) {
    const {
      now: start = '2026-01-01T00:00:00Z',
      matching = 'atOnce',
      rules = defaultMarketRules,
    } = parseRequest(optionsSchema, options, 'TestMarket options');
    this.clock = new TestClock(start);
    const { now } = this.clock;
    const store = new MemoryStore({ now });
    const agenda = new Agenda({ store, rules, now }, { holdsOrders: matching === 'whenSettled' });
    this.#agenda = agenda;
    this.#market = {
      store: watchedStore(store, {
        beforeRead: () => (agenda.isBehind ? agenda.catchUp() : undefined),
        committed: (writes) => agenda.note(writes),
      }),
      rules,
      now,
    };
    this.transport = new MemoryTransport({
      market: this.#market,
      orderIds: new OrderIdFactory(now),
      noted: new NotedMaterials({ notesActivity: false }),
      onFault: (error) => {
        throw error;
      },
    });
    this.client = new NumberedClient({ transport: this.transport });
  }

  /**
   * Resolves when every order that has landed by now has been matched, and every expired order has
   * been closed. With the default `matching` no call needs to wait for that; it is there so that a
   * test can run on a `LocalMarket` too.
   *
   * @example
   * ```ts
   * const market = new TestMarket({ matching: 'whenSettled' });
   * const order = await market.client.sell({ account, material, quantity: 1, pricePerUnit: 10 });
   * await market.client.cancelOrder(order.orderId); // in time, whoever would have bought it
   * await market.settled();
   * ```
   */
  async settled(): Promise<void> {
    this.#agenda.release();
    await this.#agenda.catchUp();
  }

  /**
   * Proves from the tables alone that no coin and no good was lost or made.
   *
   * @example
   * ```ts
   * const { ok, differences } = await market.audit();
   * ```
   */
  audit(): Promise<AuditReport> {
    return auditStore(this.#market.store);
  }
}
