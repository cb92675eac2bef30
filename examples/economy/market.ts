import type { AuditReport, MarketClient } from 'material-market';

/** What the example needs of a market; a `LocalMarket` and a `TestMarket` are some. */
export interface ExampleMarket {
  readonly client: MarketClient;
  /** Resolves when every order that was accepted has been matched. */
  settled(): Promise<void>;
  audit(): Promise<AuditReport>;
}

/** A trade, with what the example knows about its orders. */
export interface TapedTrade {
  readonly material: string;
  /** Number of the trade within its material. */
  readonly sequence: number;
  readonly quantity: number;
  readonly pricePerUnit: number;
  readonly buyOrderId: string;
  readonly sellOrderId: string;
  /** Type of the order that was not in the book before. */
  readonly takerType: 'Buy' | 'Sell';
  /** When it happened: the round, or the line of the file, of the order that brought it about. */
  readonly at: number;
}

/** How far a run is. */
export interface Progress {
  /** What is counted, `round` or `line`. */
  readonly unit: string;
  readonly done: number;
  readonly of: number;
  /** Orders and trades up to now, where they are not what is counted. */
  readonly orders?: number;
  readonly trades?: number;
}

/** What a run is given to be watched and stopped by. */
export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}
