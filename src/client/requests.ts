import type { MarketError } from '../model/errors.js';
import type { CandleInterval, Order, OrderType, PageRequest } from '../model/market.js';
import type { OrderRequest } from '../model/request.js';

/** Options that every call takes. */
export interface CallOptions {
  /** Ends the call with an `ABORTED` error. Whether it took effect is then unknown. */
  readonly signal?: AbortSignal | undefined;
}

/** An order to place. Its account must be named. */
export type PlaceOrderRequest = Readonly<OrderRequest> & {
  /** Whose order it is. */
  readonly account: string;
};

/** An order whose type is said by the method that takes it. */
export type OneSidedOrderRequest = Omit<PlaceOrderRequest, 'type'>;

/** What became of one order of many: it was placed, and is the `order`; or not, as `error` says. */
export type PlaceOrderResult =
  | {
      /** The order's idempotency key: the caller's, or the one that was made for it. */
      readonly clientOrderId: string;
      /** The order, as it was accepted. */
      readonly order: Order;
      /** Always left out. */
      readonly error?: never;
    }
  | {
      /** The order's idempotency key: the caller's, or the one that was made for it. */
      readonly clientOrderId: string;
      /** Always left out. */
      readonly order?: never;
      /** Why it was not placed. */
      readonly error: MarketError;
    };

/** Which order to amend, and how. */
export interface AmendOrderRequest {
  /** Which order. */
  readonly orderId: string;
  /** The new quantity, less than before. What has been traded counts. */
  readonly quantity: number;
}

/** Whose orders to list. */
export interface ListOrdersRequest extends PageRequest {
  /** Whose orders. */
  readonly account: string;
  /**
   * Open orders, latest first; or closed ones, latest closed first, each with its `closeReason`.
   * @default 'OPEN'
   */
  readonly status?: 'OPEN' | 'CLOSED' | undefined;
}

/** Whose trades to list: one account's or one material's. */
export type ListTradesRequest = PageRequest &
  (
    | {
        /** Whose trades. */
        readonly account: string;
        /** Always left out. */
        readonly material?: never;
      }
    | {
        /** Trades of which material. */
        readonly material: string;
        /** Always left out. */
        readonly account?: never;
      }
  );

/** Whose statement to list. */
export interface ListStatementRequest extends PageRequest {
  /** Whose statement. */
  readonly account: string;
}

/** Which candles to list. */
export interface ListCandlesOptions extends PageRequest, CallOptions {
  /** Length of a candle. */
  readonly interval: CandleInterval;
  /** Only candles that open at this time or later; ISO 8601. */
  readonly from?: string | Date | undefined;
  /** Only candles that open before this time; ISO 8601. */
  readonly to?: string | Date | undefined;
}

/** How fresh market data has to be. */
export interface MarketDataOptions extends CallOptions {
  /**
   * Whether all orders count that were placed, traded or cancelled before the call. Without it, what
   * happened in the last moments may be missing; the answer costs half as much, and takes less of
   * what the matcher needs. A local market is always consistent.
   * @default false
   */
  readonly consistent?: boolean | undefined;
}

/** How much of an order book to get. */
export interface OrderBookOptions extends MarketDataOptions {
  /**
   * Levels per side, 1 to 100.
   * @default 10
   */
  readonly depth?: number | undefined;
}

/** How to collect. */
export interface CollectOptions extends CallOptions {
  /**
   * Idempotency key of the collection, unique per account, 1 to 128 characters.
   * @default a new one, which is kept over the retries of this call only
   */
  readonly collectionId?: string | undefined;
}

/** What to quote. */
export interface QuoteRequest {
  /** `Buy`: what the units would cost; `Sell`: what they would bring. */
  readonly type: OrderType;
  /** What would be traded. */
  readonly material: string;
  /** Units. */
  readonly quantity: number;
}

/** How to wait for an order. */
export interface WaitForOrderOptions extends CallOptions {
  /**
   * `CLOSED`: filled, cancelled or expired. `TRADED`: traded in part at least, or closed. Or
   * whatever a function says of the order as it is.
   * @default 'CLOSED'
   */
  readonly until?: 'CLOSED' | 'TRADED' | ((order: Order) => boolean) | undefined;
  /**
   * Milliseconds after which a `TIMEOUT` error ends the waiting.
   * @default 30_000
   */
  readonly timeout?: number | undefined;
}
