import type { AmendedOrder, CancelledOrder, CollectionReceipt, Order } from '../model/market.js';
import { checkCall } from './check-call.js';
import { type IdempotencyKeys, randomKeys } from './idempotency-keys.js';
import { MarketReads } from './market-reads.js';
import {
  type ClientSettings,
  checkClientOptions,
  type Environment,
  environmentOf,
  type MarketClientOptions,
  optionsFromEnvironment,
  transportOf,
} from './options.js';
import { placeOrders } from './order-batches.js';
import type {
  AmendOrderRequest,
  CallOptions,
  CollectOptions,
  OneSidedOrderRequest,
  PlaceOrderRequest,
  PlaceOrderResult,
  WaitForOrderOptions,
} from './requests.js';
import { RequestSender } from './sending/request-sender.js';
import { waitForOrder } from './wait-for-order.js';

/**
 * Calls a market from a game's servers. Every call is safe to repeat: posts and collections carry
 * an idempotency key, which is the same in all attempts of a call.
 *
 * All calls are made in one way:
 * - **First what the call is about.** Where a name or an id says it all, that is text:
 *   `getOrder(orderId)`, `getTicker('wheat')`, `collect('ada')`. Otherwise it is a request object:
 *   `placeOrder({ ... })`, `listOrders({ account })`, `getQuote({ type, material, quantity })`.
 * - **Last the options**, in one object: `getOrderBook('wheat', { depth: 5 })`,
 *   `collect('ada', { collectionId })`. The options of every call have {@link CallOptions.signal}.
 * - **Checked before anything is sent**, in JavaScript too: the call is rejected with
 *   `VALIDATION_FAILED`, which names every field that is missing, unknown or invalid. No call throws
 *   in any other way than by its promise.
 *
 * @example
 * ```ts
 * const market = new MarketClient({ url: 'http://127.0.0.1:4000' });
 * const order = await market.placeOrder({
 *   account: 'ada', type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10,
 * });
 * ```
 */
export class MarketClient extends MarketReads {
  /** @internal */
  protected readonly keys: IdempotencyKeys = randomKeys;

  /**
   * @throws MarketError `VALIDATION_FAILED` naming every option that is unknown or invalid;
   * `CONFIGURATION` when they do not say, or say twice, where the market is.
   */
  constructor(options: MarketClientOptions) {
    super(new RequestSender(transportOf(checkClientOptions(options)), options));
  }

  /**
   * A client configured by the environment variables that the construct's `connect` sets:
   * `MATERIAL_MARKET_INTAKE_FUNCTION` (or `MATERIAL_MARKET_URL`), and for direct reads
   * `MATERIAL_MARKET_ORDERS_TABLE` with `MATERIAL_MARKET_LEDGER_TABLE`.
   *
   * @throws MarketError `CONFIGURATION` naming the variable that is missing; `VALIDATION_FAILED`
   * naming every setting that is unknown or invalid.
   * @example
   * ```ts
   * const market = MarketClient.fromEnvironment();
   * const impatient = MarketClient.fromEnvironment({ timeout: 2_000, maxAttempts: 3 });
   * ```
   */
  static fromEnvironment(
    settings: ClientSettings & {
      /** @default process.env */
      readonly environment?: Environment | undefined;
    } = {},
  ): MarketClient {
    const { environment, others } = environmentOf(settings);
    return new MarketClient({ ...others, ...optionsFromEnvironment(environment) });
  }

  /**
   * Posts an order. Resolves when it has landed durably; trading goes on from there.
   *
   * Repeated with the same `clientOrderId` it gives the first order back, as it stands now. Without
   * one, the call makes its own and keeps it over its retries: give one of yours if your process
   * may end in between and post again.
   *
   * @throws MarketError `VALIDATION_FAILED` naming every offending field, or
   * `CLIENT_ORDER_ID_CONFLICT` when the client order id belongs to a different order.
   * @example
   * ```ts
   * const order = await market.placeOrder({
   *   account: 'ada', type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10,
   *   clientOrderId: 'ada-listing-4711',
   * });
   * ```
   */
  placeOrder(request: PlaceOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#place('placeOrder', request, request?.type, options);
  }

  /**
   * Posts many orders in few requests, up to 100 in each. Orders of one material are accepted in
   * the order of the list. Each one is answered for itself, in the same order.
   *
   * @throws MarketError `ABORTED`, or `VALIDATION_FAILED` when the list or the options are wrong. Any
   * other error is the `error` of the orders that it concerns.
   * @example
   * ```ts
   * const results = await market.placeOrders([
   *   { account: 'ada', type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10 },
   *   { account: 'ada', type: 'Sell', material: 'flour', quantity: 5, pricePerUnit: 42 },
   * ]);
   * for (const { clientOrderId, error } of results) {
   *   if (error) console.error(clientOrderId, error.code, error.message);
   * }
   * ```
   */
  async placeOrders(
    requests: readonly PlaceOrderRequest[],
    options?: CallOptions,
  ): Promise<PlaceOrderResult[]> {
    checkCall('placeOrders', { requests, options });
    return placeOrders(this.sender, requests, { keys: this.keys, signal: options?.signal });
  }

  /**
   * Posts a Sell order; the game has taken the goods from the player before.
   *
   * @throws MarketError as {@link MarketClient.placeOrder}.
   * @example
   * ```ts
   * await market.sell({ account: 'ada', material: 'wheat', quantity: 100, pricePerUnit: 10 });
   * ```
   */
  sell(request: OneSidedOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#place('sell', request, 'Sell', options);
  }

  /**
   * Posts a Buy order; the game has taken `quantity × pricePerUnit` coins from the player before.
   *
   * @throws MarketError as {@link MarketClient.placeOrder}.
   * @example
   * ```ts
   * await market.buy({
   *   account: 'bob', material: 'wheat', quantity: 30, pricePerUnit: 12, timeInForce: 'IOC',
   * });
   * ```
   */
  buy(request: OneSidedOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#place('buy', request, 'Buy', options);
  }

  /**
   * Waits until an order is closed or has traded, asking for it every now and then.
   *
   * @throws MarketError `TIMEOUT` when it takes too long; the order is not touched by that.
   * @example
   * ```ts
   * const filled = await market.waitForOrder(order.orderId, { until: 'CLOSED', timeout: 10_000 });
   * ```
   */
  async waitForOrder(orderId: string, options: WaitForOrderOptions = {}): Promise<Order> {
    checkCall('waitForOrder', { orderId, options });
    const { signal } = options;
    return waitForOrder(() => this.getOrder(orderId, { signal }), options);
  }

  /**
   * Cancels an open order: what it still holds goes to its account's delivery box. Repeated, it
   * gives the same answer.
   *
   * @throws MarketError `ORDER_NOT_OPEN` when it was filled or has expired, `ORDER_NOT_FOUND` when
   * it never was.
   * @example
   * ```ts
   * const { returned } = await market.cancelOrder(order.orderId);
   * console.log(`${returned.goods} units and ${returned.coins} coins wait to be collected`);
   * ```
   */
  async cancelOrder(orderId: string, options?: CallOptions): Promise<CancelledOrder> {
    checkCall('cancelOrder', { orderId, options });
    return this.sender.send({ operation: 'cancelOrder', params: { orderId } }, options);
  }

  /**
   * Reduces an open order to a smaller quantity. It keeps its place in the queue, and what it held
   * for the difference goes to its account's delivery box. The quantity counts what has been traded:
   * of an order for 10 of which 4 were traded, 7 leaves 3 to trade. Where as much has been traded
   * already, the order is cancelled. Repeated, it gives the same answer.
   *
   * @throws MarketError `ORDER_NOT_OPEN` when it was filled, cancelled or has expired,
   * `ORDER_NOT_FOUND` when it never was, `VALIDATION_FAILED` for more than its quantity.
   * @example
   * ```ts
   * const { remainingQuantity, returned } = await market.amendOrder({ orderId: order.orderId, quantity: 7 });
   * console.log(`${remainingQuantity} left to trade, ${returned.goods} units came back`);
   * ```
   */
  async amendOrder(request: AmendOrderRequest, options?: CallOptions): Promise<AmendedOrder> {
    checkCall('amendOrder', { request, options });
    const { orderId, quantity } = request;
    return this.sender.send(
      { operation: 'amendOrder', params: { orderId }, body: { quantity } },
      options,
    );
  }

  /**
   * Empties an account's delivery boxes, once per collection id: repeated with the same id it
   * gives the same receipt. Credit the player from the receipt, and store the id with the credit.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid account or collection id.
   * @example
   * ```ts
   * const receipt = await market.collect('ada', { collectionId: 'ada-login-2026-11-22' });
   * console.log(receipt.coins, receipt.goods);
   * ```
   */
  async collect(account: string, options?: CollectOptions): Promise<CollectionReceipt> {
    checkCall('collect', { account, options });
    const collectionId = options?.collectionId ?? this.keys.collectionId();
    return this.sender.send(
      { operation: 'collect', params: { account }, body: { collectionId } },
      options,
    );
  }

  async #place(
    name: 'placeOrder' | 'sell' | 'buy',
    request: OneSidedOrderRequest,
    type: PlaceOrderRequest['type'],
    options: CallOptions | undefined,
  ): Promise<Order> {
    checkCall(name, { request, options });
    const clientOrderId = request.clientOrderId ?? this.keys.clientOrderId();
    const body = { ...request, type, clientOrderId };
    return this.sender.send({ operation: 'placeOrder', body }, options);
  }
}
