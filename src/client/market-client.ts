import type { LambdaClient } from '@aws-sdk/client-lambda';
import { environmentVariables } from '../deployment/environment.js';
import { MarketError } from '../model/errors.js';
import type {
  CancelledOrder,
  CollectionReceipt,
  Deliveries,
  MaterialOrderBook,
  Order,
  Page,
  PageRequest,
  Trade,
} from '../model/market.js';
import type { OrderRequest } from '../model/request.js';
import { HttpTransport } from './http-transport.js';
import { LambdaTransport } from './lambda-transport.js';
import { PagedList } from './paged-list.js';
import { type RequestOptions, RequestSender } from './request-sender.js';
import type { Transport } from './transport.js';

/** How a {@link MarketClient} reaches its market. */
export interface MarketClientOptions extends RequestOptions {
  /** URL of the HTTP API: a local market's, or a Function URL without authentication. */
  readonly url?: string | undefined;
  /** Name or ARN of the intake function, to be invoked; instead of a url. */
  readonly functionName?: string | undefined;
  /**
   * The Lambda client to invoke it with.
   * @default one of the environment's region and credentials
   */
  readonly lambdaClient?: LambdaClient | undefined;
  /** Another way to reach the API; instead of a url. */
  readonly transport?: Transport | undefined;
}

/** Options that every call takes. */
export interface CallOptions {
  /** Ends the call with an `ABORTED` error. Whether it took effect is then unknown. */
  readonly signal?: AbortSignal | undefined;
}

/** An order to place. Its account must be named. */
export type PlaceOrderRequest = OrderRequest & { readonly account: string };

/** An order whose type is said by the method that takes it. */
export type OneSidedOrderRequest = Omit<PlaceOrderRequest, 'type'>;

/** Whose trades to list: one account's or one material's. */
export type ListTradesRequest = PageRequest &
  (
    | { readonly account: string; readonly material?: never }
    | { readonly material: string; readonly account?: never }
  );

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
   * A client configured by the environment variables that the construct sets.
   * @throws MarketError `CONFIGURATION` naming the variable that is missing.
   */
  static fromEnvironment(
    environment: Readonly<Record<string, string | undefined>> = process.env,
  ): MarketClient {
    const { intakeFunction, url } = environmentVariables;
    const functionName = environment[intakeFunction];
    if (functionName) return new MarketClient({ functionName });
    if (environment[url]) return new MarketClient({ url: environment[url] });
    throw new MarketError(
      'CONFIGURATION',
      `environment variable ${intakeFunction} (or ${url}) is not set: connect the function to the market, or give MarketClient its options`,
    );
  }

  /**
   * Posts an order. Resolves when it has landed durably; trading goes on from there.
   * @throws MarketError `VALIDATION_FAILED` naming every offending field, or
   * `CLIENT_ORDER_ID_CONFLICT` when the client order id belongs to a different order.
   */
  placeOrder(request: PlaceOrderRequest, options?: CallOptions): Promise<Order> {
    const body = { ...request, clientOrderId: request.clientOrderId ?? crypto.randomUUID() };
    return this.#sender.send({ method: 'POST', path: '/orders', body }, options?.signal);
  }

  /** Posts a Sell order; the game has taken the goods from the player before. */
  sell(request: OneSidedOrderRequest, options?: CallOptions): Promise<Order> {
    return this.placeOrder({ ...request, type: 'Sell' }, options);
  }

  /** Posts a Buy order; the game has taken `quantity × pricePerUnit` coins before. */
  buy(request: OneSidedOrderRequest, options?: CallOptions): Promise<Order> {
    return this.placeOrder({ ...request, type: 'Buy' }, options);
  }

  /**
   * An order by id, open or closed.
   * @throws MarketError `ORDER_NOT_FOUND` for an order that never was.
   */
  getOrder(orderId: string, options?: CallOptions): Promise<Order> {
    return this.#get(['orders', orderId], {}, options);
  }

  /**
   * Cancels an open order: what it still holds goes to its account's delivery box.
   * @throws MarketError `ORDER_NOT_OPEN` when it was filled or has expired.
   */
  cancelOrder(orderId: string, options?: CallOptions): Promise<CancelledOrder> {
    return this.#sender.send(
      { method: 'DELETE', path: pathOf(['orders', orderId]) },
      options?.signal,
    );
  }

  /** Open orders of an account, latest first; one just placed may be missing for moments. */
  listOrders(
    request: PageRequest & { readonly account: string },
    options?: CallOptions,
  ): PagedList<Order> {
    return this.#list(['accounts', request.account, 'orders'], request, options);
  }

  /** Trades of an account or of a material, latest first. */
  listTrades(request: ListTradesRequest, options?: CallOptions): PagedList<Trade> {
    const owner =
      request.account === undefined
        ? ['materials', request.material]
        : ['accounts', request.account];
    return this.#list([...owner, 'trades'], request, options);
  }

  /** The best price levels of both sides of a material's book. */
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
    return this.#get(['materials', material, 'book'], { depth: options.depth }, options);
  }

  /** What waits for an account. */
  getDeliveries(account: string, options?: CallOptions): Promise<Deliveries> {
    return this.#get(['accounts', account, 'deliveries'], {}, options);
  }

  /**
   * Empties an account's delivery boxes, once per collection id: repeated with the same id it
   * gives the same receipt. Credit the player from the receipt, and store the id with the credit.
   */
  collect(
    account: string,
    options: CallOptions & {
      /** @default a new one, which is kept over the retries of this call only */
      readonly collectionId?: string | undefined;
    } = {},
  ): Promise<CollectionReceipt> {
    const collectionId = options.collectionId ?? crypto.randomUUID();
    return this.#sender.send(
      {
        method: 'POST',
        path: pathOf(['accounts', account, 'collections']),
        body: { collectionId },
      },
      options.signal,
    );
  }

  #get<Result>(
    segments: readonly string[],
    query: Readonly<Record<string, string | number | undefined>>,
    options: CallOptions = {},
  ): Promise<Result> {
    return this.#sender.send(
      { method: 'GET', path: pathOf(segments), query: queryOf(query) },
      options.signal,
    );
  }

  #list<Item>(
    segments: readonly string[],
    { limit, cursor }: PageRequest,
    options: CallOptions | undefined,
  ): PagedList<Item> {
    return new PagedList(
      (at) => this.#get<Page<Item>>(segments, { limit, cursor: at ?? undefined }, options),
      cursor ?? null,
    );
  }
}

function transportOf(options: MarketClientOptions): Transport {
  const { url, functionName, lambdaClient, transport } = options;
  if (transport) return transport;
  if (functionName) return new LambdaTransport({ functionName, client: lambdaClient });
  if (url) return new HttpTransport(url);
  throw new MarketError('CONFIGURATION', 'MarketClient needs a url, functionName or transport');
}

function pathOf(segments: readonly string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
}

function queryOf(
  query: Readonly<Record<string, string | number | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
