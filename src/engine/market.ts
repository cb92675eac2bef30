import type { MarketRules } from '../model/rules.js';
import type { MarketStore } from './store.js';

/** What the operations of a market work on. */
export interface Market {
  readonly store: MarketStore;
  readonly rules: MarketRules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
