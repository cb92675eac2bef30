import { MarketClient } from '../client/market-client.js';
import { type AuditReport, auditStore } from '../engine/audit.js';
import type { SweepResult } from '../engine/sweep.js';
import { checkLocalMarketOptions, type LocalMarketOptions } from './options.js';
import { type Runtime, startRuntime } from './runtime.js';
import type { DeadLetter } from './wake-up/wake-up-pipeline.js';

/**
 * The whole market on this machine: the intake behind HTTP, the tables in an embedded engine, and
 * the same way from change stream to matcher as on AWS.
 *
 * @example
 * ```ts run
 * import { LocalMarket } from 'material-market/local';
 *
 * const local = await LocalMarket.start();
 * await local.client.sell({ account: 'ada', material: 'wheat', quantity: 100, pricePerUnit: 10 });
 * await local.client.buy({ account: 'bob', material: 'wheat', quantity: 40, pricePerUnit: 12 });
 * await local.settled();
 * const { goods, coins } = await local.client.getDeliveries('bob');
 * console.log(goods, coins); // { wheat: 40 } 80
 * await local.stop();
 * ```
 */
export class LocalMarket {
  /** Calls this market, over HTTP. */
  readonly client: MarketClient;
  /** Base URL of the HTTP API, without a slash at the end. */
  readonly url: string;
  readonly #runtime: Runtime;

  private constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.url = runtime.url;
    this.client = new MarketClient({ url: runtime.url });
  }

  /**
   * Starts a market. It ends when this process ends, however that happens.
   *
   * @throws MarketError `VALIDATION_FAILED` naming every option that is unknown or invalid;
   * `CONFIGURATION` when an option cannot be used, such as a port that is taken, a folder that is
   * in use, or a platform without an embedded engine.
   *
   * @example Data that outlives the process, and a sale fee of 2.5 %
   * ```ts
   * const local = await LocalMarket.start({
   *   dataDir: './market-data',
   *   port: 4000,
   *   rules: { saleFeeBasisPoints: 250 },
   * });
   * ```
   *
   * @example On Amazon's DynamoDB Local
   * ```ts
   * const local = await LocalMarket.start({ dynamodbEndpoint: 'http://127.0.0.1:8000' });
   * ```
   */
  static async start(options: LocalMarketOptions = {}): Promise<LocalMarket> {
    return new LocalMarket(await startRuntime(checkLocalMarketOptions(options)));
  }

  /**
   * Wake-ups that failed in every attempt and were given up; on AWS they would be at the failure
   * destination. Empty unless something is wrong.
   *
   * @example
   * ```ts
   * for (const { material, error } of local.deadLetters) console.error(material, error);
   * ```
   */
  get deadLetters(): readonly DeadLetter[] {
    return this.#runtime.pipeline.deadLetters;
  }

  /**
   * Resolves when every order that has landed by now has been through its wake-up: whatever can
   * trade has traded.
   *
   * @example
   * ```ts
   * const order = await local.client.sell({ account, material, quantity: 1, pricePerUnit: 10 });
   * await local.settled();
   * const { status } = await local.client.getOrder(order.orderId);
   * ```
   */
  settled(): Promise<void> {
    return this.#runtime.pipeline.settled();
  }

  /**
   * Closes expired orders, as the market does by itself every few seconds. For tests that set the
   * clock.
   *
   * @example
   * ```ts
   * let time = Date.now();
   * const local = await LocalMarket.start({ now: () => time });
   * time += 3_600_000;
   * const { expired } = await local.sweep();
   * ```
   */
  sweep(): Promise<SweepResult> {
    return this.#runtime.sweeping.sweep();
  }

  /**
   * Proves from the tables alone that no coin and no good was lost or made. Only meaningful while
   * nothing is traded: await {@link LocalMarket.settled} first.
   *
   * @example
   * ```ts
   * const { ok, differences } = await local.audit();
   * ```
   */
  audit(): Promise<AuditReport> {
    return auditStore(this.#runtime.market.store);
  }

  /**
   * Stops taking requests, waits for matching in progress, and frees its process and its port.
   * Orders not matched by then are matched after the next start on the same `dataDir`. May be
   * called again.
   *
   * @example
   * ```ts
   * process.once('SIGINT', () => local.stop());
   * ```
   */
  stop(): Promise<void> {
    return this.#runtime.stop();
  }

  /**
   * Stops the market at the end of a block.
   *
   * @example
   * ```ts
   * await using local = await LocalMarket.start();
   * ```
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
