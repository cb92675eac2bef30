/** Names that examples of `material-market/testing` use without declaring them. */
import type { ApiRequest, MarketClient } from 'material-market';
import type { TestMarket } from 'material-market/testing';

export * from 'material-market';
export * from 'material-market/testing';

export declare const market: TestMarket;
export declare const account: string;
export declare const material: string;
/** An order to be placed. */
export declare const order: {
  readonly account: string;
  readonly material: string;
  readonly quantity: number;
  readonly pricePerUnit: number;
};
export declare function isTheFirst(request: ApiRequest): boolean;
/** A game under test. */
export declare class Game {
  constructor(options: { readonly market: MarketClient; readonly now: () => number });
}
