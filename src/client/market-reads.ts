import type { OperationId } from '../api/routes.js';
import type {
  Candle,
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
import { type CallName, checkCall } from './check-call.js';
import { PagedList } from './paged-list.js';
import type {
  CallOptions,
  ListCandlesOptions,
  ListOrdersRequest,
  ListStatementRequest,
  ListTradesRequest,
  MarketDataOptions,
  OrderBookOptions,
  QuoteRequest,
} from './requests.js';
import type { RequestSender } from './sending/request-sender.js';
import { isoTime, queryOf } from './transport/urls.js';

/**
 * The calls of a `MarketClient` that change nothing, for code that is to read only.
 *
 * @example
 * ```ts
 * async function showPrice(reads: MarketReads) {
 *   const { lastPrice } = await reads.getTicker('wheat');
 *   console.log(lastPrice);
 * }
 * ```
 */
export abstract class MarketReads {
  /** @internal */
  protected readonly sender: RequestSender;

  /** @internal */
  constructor(sender: RequestSender) {
    this.sender = sender;
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
  async getOrder(orderId: string, options?: CallOptions): Promise<Order> {
    checkCall('getOrder', { orderId, options });
    return this.sender.send({ operation: 'getOrder', params: { orderId } }, options);
  }

  /**
   * Orders of an account: open ones, or closed ones. An order just placed or closed may be missing
   * for moments.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid account or cursor.
   * @example
   * ```ts
   * for await (const order of market.listOrders({ account: 'ada' })) console.log(order.status);
   * const page = await market.listOrders({ account: 'ada', status: 'CLOSED', limit: 20 });
   * ```
   */
  listOrders(request: ListOrdersRequest, options?: CallOptions): PagedList<Order> {
    return this.#list('listOrders', { request, options }, () => {
      const { account, status, ...page } = request;
      return { operation: 'listOrders', params: { account }, query: { status }, page };
    });
  }

  /**
   * Trades of an account or of a material, latest first.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid account, material or cursor.
   * @example
   * ```ts
   * for await (const trade of market.listTrades({ material: 'wheat' })) console.log(trade.pricePerUnit);
   * ```
   */
  listTrades(request: ListTradesRequest, options?: CallOptions): PagedList<Trade> {
    const isOfAccount = request?.account !== undefined;
    const operation = isOfAccount ? 'listAccountTrades' : 'listMaterialTrades';
    return this.#list(operation, { request, options }, () => {
      const { account, material, ...page } = request;
      const params = account === undefined ? { material } : { account };
      return { operation, params, page };
    });
  }

  /**
   * Why each coin and good came into an account's delivery box: its trades, with refund and fee,
   * and its closed orders, with what they gave back; latest first.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid account or cursor.
   * @example
   * ```ts
   * for await (const line of market.listStatement({ account: 'ada' })) {
   *   console.log(line.at, line.line, line.material, line.goods, line.coins);
   * }
   * ```
   */
  listStatement(request: ListStatementRequest, options?: CallOptions): PagedList<StatementLine> {
    return this.#list('listStatement', { request, options }, () => {
      const { account, ...page } = request;
      return { operation: 'listStatement', params: { account }, page };
    });
  }

  /**
   * The best price levels of both sides of a material's book; empty for a material that nobody
   * trades. What happened in the last moments may be missing, unless it is `consistent`.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid material or depth.
   * @example
   * ```ts
   * const { buys, sells } = await market.getOrderBook('wheat', { depth: 5 });
   * console.log('spread', sells[0]?.pricePerUnit, buys[0]?.pricePerUnit);
   * ```
   */
  async getOrderBook(material: string, options?: OrderBookOptions): Promise<MaterialOrderBook> {
    checkCall('getOrderBook', { material, options });
    const query = queryOf({ depth: options?.depth, consistent: options?.consistent });
    return this.sender.send({ operation: 'getOrderBook', params: { material }, query }, options);
  }

  /**
   * What buying or selling would cost or bring if it took the book as it is now. The book may have
   * changed by the time an order arrives: its limit price is what protects the player. What happened
   * in the last moments may be missing, unless it is `consistent`.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid type, material or quantity.
   * @example
   * ```ts
   * const quote = await market.getQuote({ type: 'Buy', material: 'wheat', quantity: 50 });
   * if (quote.fillableQuantity === 50) console.log(`${quote.coins} coins`);
   * ```
   */
  async getQuote(request: QuoteRequest, options?: MarketDataOptions): Promise<Quote> {
    checkCall('getQuote', { request, options });
    const { material, ...order } = request;
    const query = queryOf({ ...order, consistent: options?.consistent });
    return this.sender.send({ operation: 'getQuote', params: { material }, query }, options);
  }

  /**
   * Last price, best prices, and the trading of the last day. What happened in the last moments may be
   * missing, unless it is `consistent`.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid material.
   * @example
   * ```ts
   * const { lastPrice, day } = await market.getTicker('wheat');
   * ```
   */
  async getTicker(material: string, options?: MarketDataOptions): Promise<Ticker> {
    checkCall('getTicker', { material, options });
    const query = queryOf({ consistent: options?.consistent });
    return this.sender.send({ operation: 'getTicker', params: { material }, query }, options);
  }

  /**
   * Candles of a material, latest first, the one under way included. Periods without a trade have
   * none.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid material, interval or time.
   * @example
   * ```ts
   * const { items } = await market.listCandles('wheat', { interval: '1h', limit: 24 });
   * ```
   */
  listCandles(material: string, options: ListCandlesOptions): PagedList<Candle> {
    return this.#list('listCandles', { material, options }, () => {
      const { interval, from, to, limit, cursor } = options;
      return {
        operation: 'listCandles',
        params: { material },
        query: { interval, from: isoTime(from), to: isoTime(to) },
        page: { limit, cursor },
      };
    });
  }

  /**
   * What waits for an account.
   *
   * @throws MarketError `VALIDATION_FAILED` for an invalid account.
   * @example
   * ```ts
   * const { coins, goods } = await market.getDeliveries('ada');
   * ```
   */
  async getDeliveries(account: string, options?: CallOptions): Promise<Deliveries> {
    checkCall('getDeliveries', { account, options });
    return this.sender.send({ operation: 'getDeliveries', params: { account } }, options);
  }

  /** A list whose arguments are wrong says so when it is read, as the other calls do. */
  #list<Item>(
    name: CallName,
    args: { readonly options: CallOptions | undefined; readonly [name: string]: unknown },
    describe: () => ListedRequest,
  ): PagedList<Item> {
    try {
      checkCall(name, args);
    } catch (problem) {
      return new PagedList(() => Promise.reject(problem));
    }
    const { operation, params, query, page } = describe();
    const { limit, cursor } = page;
    return new PagedList((at) => {
      const request = { operation, params, query: queryOf({ ...query, limit, cursor: at }) };
      return this.sender.send<Page<Item>>(request, args.options);
    }, cursor ?? null);
  }
}

/** What a list asks the market for. */
interface ListedRequest {
  readonly operation: OperationId;
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly page: PageRequest;
}
