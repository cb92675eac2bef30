import type { OpenOrder } from '../entities.js';
import type { MarketWrite } from '../store.js';

/** One thing that is not as the rest of the market says. */
export interface Finding {
  readonly material: string;
  /** Such as `order 019a…`, `box of ada`, `head`. */
  readonly subject: string;
  /** What is wrong; a sentence without its full stop. */
  readonly problem: string;
  /** What puts it right, and why so; null for what only a person can decide. */
  readonly fix: Fix | null;
}

/** One transaction, with conditions on what was read. */
export interface Fix {
  /** What it does, and why; a sentence without its full stop. */
  readonly action: string;
  readonly writes: readonly MarketWrite[];
  /** The order that it puts into the book, or changes there: it has to be matched. */
  readonly toMatch?: OpenOrder;
}
