import type { OperationId } from '../api/routes.js';
import type {
  CancelledOrder,
  Candle,
  CollectionReceipt,
  Deliveries,
  MaterialOrderBook,
  Order,
  Page,
  PageRequest,
  Quote,
  StatementLine,
  Ticker,
  Trade,
} from '../model/market.js';
import { validationError } from '../model/validation.js';
import { identified } from './identified-request.js';
import {
  type ClientSettings,
  type Environment,
  type MarketClientOptions,
  optionsFromEnvironment,
  transportOf,
} from './options.js';
import { placeOrders } from './order-batches.js';
import { PagedList } from './paged-list.js';
import { RequestSender } from './request-sender.js';
import type {
  CallOptions,
  ListCandlesRequest,
  ListOrdersRequest,
  ListStatementRequest,
  ListTradesRequest,
  OneSidedOrderRequest,
  PlaceOrderRequest,
  PlaceOrderResult,
  QuoteRequest,
  WaitForOrderOptions,
} from './requests.js';
import type { ApiRequest } from './transport/transport.js';
import { isoTime, queryOf, requireParams } from './transport/urls.js';
import { waitForOrder } from './wait-for-order.js';

/**
 * Calls a market from a game's servers. Every call is safe to repeat: posts and collections carry
 * an idempotency key, which is the same in all attempts of a call.
 *
 * @example
 * ```ts
 * const market = new MarketClient({ url: 'http://127.0.0.1:4000' });
 * const order = await market.placeOrder({
 *   account: 'ada', type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10,
 * });
 * ```
 */
export class MarketClient {
  readonly #sender: RequestSender;

  constructor(options: MarketClientOptions) {
    this.#sender = new RequestSender(transportOf(options), options);
  }

  /**
   * A client configured by the environment variables that the construct's `connect` sets:
   * `MATERIAL_MARKET_INTAKE_FUNCTION` (or `MATERIAL_MARKET_URL`), and for direct reads
   * `MATERIAL_MARKET_ORDERS_TABLE` with `MATERIAL_MARKET_LEDGER_TABLE`.
   *
   * @throws MarketError `CONFIGURATION` naming the variable that is missing.
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
    const { environment = process.env, ...others } = settings;
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
  async placeOrder(request: PlaceOrderRequest, options?: CallOptions): Promise<Order> {
    const body = identified(request);
    return this.#send({ operation: 'placeOrder', body }, options);
  }

  /**
   * Posts many orders in few requests, up to 100 in each. Orders of one material are accepted in
   * the order of the list. Each one is answered for itself, in the same order.
   *
   * @throws MarketError only `ABORTED`: anything else is the `error` of the orders it befell.
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
  placeOrders(
    requests: readonly PlaceOrderRequest[],
    options?: CallOptions,
  ): Promise<PlaceOrderResult[]> {
    return placeOrders(this.#sender, requests.map(identified), options?.signal);
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
    return this.placeOrder({ ...request, type: 'Sell' }, options);
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
    return this.placeOrder({ ...request, type: 'Buy' }, options);
  }

  /**
   * An order by id, open or closed; `closeReason` says why it is closed.
   *
   * @throws MarketError `ORDER_NOT_FOUND` for an order that never was.
   * @example
   * ```ts
   * const { status, remainingQuantity } = await market.getOrder(order.orderId);
   * ```
   */
  getOrder(orderId: string, options?: CallOptions): Promise<Order> {
    return this.#get('getOrder', { orderId }, {}, options);
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
  waitForOrder(orderId: string, options: WaitForOrderOptions = {}): Promise<Order> {
    return waitForOrder(() => this.getOrder(orderId, options), options);
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
    return this.#send({ operation: 'cancelOrder', params: { orderId } }, options);
  }

  /**
   * Orders of an account: open ones, or closed ones. An order just placed or closed may be missing
   * for moments.
   *
   * @throws MarketError `VALIDATION_FAILED` for an account or cursor that can be none.
   * @example
   * ```ts
   * for await (const order of market.listOrders({ account: 'ada' })) console.log(order.status);
   * const page = await market.listOrders({ account: 'ada', status: 'CLOSED', limit: 20 });
   * ```
   */
  listOrders(request: ListOrdersRequest, options?: CallOptions): PagedList<Order> {
    const { account, status, ...page } = request;
    return this.#list('listOrders', { account }, page, options, { status });
  }

  /**
   * Trades of an account or of a material, latest first.
   *
   * @throws MarketError `VALIDATION_FAILED` for an account, material or cursor that can be none.
   * @example
   * ```ts
   * for await (const trade of market.listTrades({ material: 'wheat' })) console.log(trade.pricePerUnit);
   * ```
   */
  listTrades(request: ListTradesRequest, options?: CallOptions): PagedList<Trade> {
    const { account, material } = request;
    if (account !== undefined && material !== undefined) {
      const message = 'is one too many: list the trades of an account or of a material';
      throw validationError('request', [{ path: 'material', message }]);
    }
    return request.account === undefined
      ? this.#list('listMaterialTrades', { material: request.material }, request, options)
      : this.#list('listAccountTrades', { account: request.account }, request, options);
  }

  /**
   * Why each coin and good came into an account's delivery box: its trades, with refund and fee,
   * and its closed orders, with what they gave back; latest first.
   *
   * @throws MarketError `VALIDATION_FAILED` for an account or cursor that can be none.
   * @example
   * ```ts
   * for await (const line of market.listStatement({ account: 'ada' })) {
   *   console.log(line.at, line.line, line.material, line.goods, line.coins);
   * }
   * ```
   */
  listStatement(request: ListStatementRequest, options?: CallOptions): PagedList<StatementLine> {
    return this.#list('listStatement', { account: request.account }, request, options);
  }

  /**
   * The best price levels of both sides of a material's book; empty for a material that nobody
   * trades.
   *
   * @throws MarketError `VALIDATION_FAILED` for a material or depth that can be none.
   * @example
   * ```ts
   * const { buys, sells } = await market.getOrderBook('wheat', { depth: 5 });
   * console.log('spread', sells[0]?.pricePerUnit, buys[0]?.pricePerUnit);
   * ```
   */
  getOrderBook(
    material: string,
    options: CallOptions & {
      /**
       * Levels per side, 1 to 100.
       * @default 10
       */
      readonly depth?: number | undefined;
    } = {},
  ): Promise<MaterialOrderBook> {
    return this.#get('getOrderBook', { material }, { depth: options.depth }, options);
  }

  /**
   * What buying or selling would cost or bring if it took the book as it is now. The book may have
   * changed by the time an order arrives: its limit price is what protects the player.
   *
   * @throws MarketError `VALIDATION_FAILED` for a type, material or quantity that can be none.
   * @example
   * ```ts
   * const quote = await market.getQuote({ type: 'Buy', material: 'wheat', quantity: 50 });
   * if (quote.fillableQuantity === 50) console.log(`${quote.coins} coins`);
   * ```
   */
  getQuote(request: QuoteRequest, options?: CallOptions): Promise<Quote> {
    const { material, ...query } = request;
    return this.#get('getQuote', { material }, query, options);
  }

  /**
   * Last price, best prices, and the trading of the last day.
   *
   * @throws MarketError `VALIDATION_FAILED` for a material that can be none.
   * @example
   * ```ts
   * const { lastPrice, day } = await market.getTicker('wheat');
   * ```
   */
  getTicker(material: string, options?: CallOptions): Promise<Ticker> {
    return this.#get('getTicker', { material }, {}, options);
  }

  /**
   * Candles of a material, latest first, the one under way included. Periods without a trade have
   * none.
   *
   * @throws MarketError `VALIDATION_FAILED` for a material, interval or time that can be none.
   * @example
   * ```ts
   * const { items } = await market.listCandles('wheat', { interval: '1h', limit: 24 });
   * ```
   */
  listCandles(
    material: string,
    request: ListCandlesRequest,
    options?: CallOptions,
  ): PagedList<Candle> {
    const { interval, from, to, ...page } = request;
    const range = { interval, from: isoTime(from), to: isoTime(to) };
    return this.#list('listCandles', { material }, page, options, range);
  }

  /**
   * What waits for an account.
   *
   * @throws MarketError `VALIDATION_FAILED` for an account that can be none.
   * @example
   * ```ts
   * const { coins, goods } = await market.getDeliveries('ada');
   * ```
   */
  getDeliveries(account: string, options?: CallOptions): Promise<Deliveries> {
    return this.#get('getDeliveries', { account }, {}, options);
  }

  /**
   * Empties an account's delivery boxes, once per collection id: repeated with the same id it
   * gives the same receipt. Credit the player from the receipt, and store the id with the credit.
   *
   * @throws MarketError `VALIDATION_FAILED` for an account or collection id that can be none.
   * @example
   * ```ts
   * const receipt = await market.collect('ada', { collectionId: 'ada-login-2026-11-22' });
   * console.log(receipt.coins, receipt.goods);
   * ```
   */
  async collect(
    account: string,
    options: CallOptions & {
      /** @default a new one, which is kept over the retries of this call only */
      readonly collectionId?: string | undefined;
    } = {},
  ): Promise<CollectionReceipt> {
    const collectionId = options.collectionId ?? crypto.randomUUID();
    return this.#send(
      { operation: 'collect', params: { account }, body: { collectionId } },
      options,
    );
  }

  #get<Result>(
    operation: OperationId,
    params: Readonly<Record<string, string>>,
    query: Readonly<Record<string, string | number | undefined>>,
    options: CallOptions | undefined,
  ): Promise<Result> {
    return this.#send({ operation, params, query: queryOf(query) }, options);
  }

  async #send<Result>(request: ApiRequest, options: CallOptions | undefined): Promise<Result> {
    requireParams(request.params ?? {});
    return this.#sender.send(request, { signal: options?.signal });
  }

  #list<Item>(
    operation: OperationId,
    params: Readonly<Record<string, string>>,
    { limit, cursor }: PageRequest,
    options: CallOptions | undefined,
    query: Readonly<Record<string, string | undefined>> = {},
  ): PagedList<Item> {
    return new PagedList((at) => {
      const page = { ...query, limit, cursor: at ?? undefined };
      return this.#get<Page<Item>>(operation, params, page, options);
    }, cursor ?? null);
  }
}
