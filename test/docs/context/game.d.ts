/**
 * Names that examples of `material-market` use without declaring them. What an example does not
 * declare or import by itself is imported from here, so that it can be as short as a reader likes.
 */
import type {
  CallOptions,
  MarketClient,
  Order,
  PlaceOrderRequest,
  Transport,
} from 'material-market';
import type { Sql } from 'postgres';

export * from 'material-market';

/** The game's client of its market. */
export declare const market: MarketClient;
/** An order that was placed. */
export declare const order: Order;
/** An order to be placed. */
export declare const request: PlaceOrderRequest;
export declare const options: CallOptions;
/** A transport that another one is made of. */
export declare const inner: Transport;
/** URL of the market's HTTP API. */
export declare const url: string;
/** A line of JSON. */
export declare const line: string;
export declare const account: string;
export declare const material: string;

/** The game's own database. */
export declare const db: Sql;
