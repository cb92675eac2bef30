import { isDeepStrictEqual } from 'node:util';
import { OracleBook, type OracleState } from '../oracle/oracle-book.js';
import { asOracleTrade, describe, differencesFrom } from './differences.js';
import type { MarketState } from './market-state.js';
import type { PostedOrder, Run, Span } from './run.js';
import { oracleOrder } from './sequential-oracle.js';

const maxVisits = 20_000;

type Operation =
  | { readonly does: 'post'; readonly posted: PostedOrder; readonly span: Span }
  | { readonly does: 'cancel'; readonly orderId: string; readonly span: Span }
  | {
      readonly does: 'amend';
      readonly orderId: string;
      readonly quantity: number;
      readonly span: Span;
    };

/**
 * Whether some order of acceptance explains the outcome: one in which whatever was answered before
 * another operation was asked for comes before it (Herlihy and Wing, 1990). Orders that were posted
 * at the same time may arrive in any order, while at one price they queue by their ids.
 */
export function explainConcurrent(
  run: Run,
  state: MarketState,
  material: string,
): string[] | 'inconclusive' {
  const search = new Search(run, state, material);
  const oracle = new OracleBook({
    saleFeeBasisPoints: run.scenario.saleFeeBasisPoints,
    queue: 'id',
  });
  if (search.finds(oracle, new Set())) return [];
  if (search.isExhausted) return 'inconclusive';
  return [`${material}: no order of acceptance explains ${search.describe()}`];
}

class Search {
  readonly #operations: readonly Operation[];
  readonly #trades: ReturnType<typeof asOracleTrade>[];
  readonly #visited = new Set<string>();

  constructor(
    private readonly run: Run,
    private readonly state: MarketState,
    private readonly material: string,
  ) {
    this.#trades = (state.trades.get(material) ?? []).map(asOracleTrade);
    const posts = run.posted
      .filter(({ order }) => order.material === material)
      .map((posted) => ({ does: 'post', posted, span: posted.span }) as const);
    this.#operations = [...posts, ...cancelsOf(run, posts), ...amendmentsOf(run, posts)];
  }

  get isExhausted(): boolean {
    return this.#visited.size > maxVisits;
  }

  /** Whether the operations that are left can follow in some order. */
  finds(oracle: OracleBook, done: ReadonlySet<Operation>): boolean {
    const left = this.#operations.filter((operation) => !done.has(operation));
    if (left.length === 0) {
      return differencesFrom(oracle, this.state, this.material, this.run.now).length === 0;
    }
    // Which orders arrived, how some of them ended and what was traded says all about the book.
    const closed = [...oracle.states.values()].filter(({ reason }) => reason !== null);
    const key = [
      ...this.#operations.map((one) => (done.has(one) ? 1 : 0)),
      oracle.trades.length,
      ...closed.map(({ order, reason }) => `${order.id} ${reason}`).sort(),
      ...[...oracle.states.values()].map(({ order, quantity }) => `${order.id} ${quantity}`).sort(),
    ].join(' ');
    if (this.isExhausted || this.#visited.has(key)) return false;
    this.#visited.add(key);
    const firstAnswer = Math.min(...left.map(({ span }) => span.to));
    return left
      .filter(({ span }) => span.from <= firstAnswer)
      .some((next) => this.#findsAfter(oracle, done, next));
  }

  #findsAfter(oracle: OracleBook, done: ReadonlySet<Operation>, next: Operation): boolean {
    if (next.does === 'cancel') {
      const after = oracle.clone();
      if (!after.states.has(next.orderId)) return false;
      // Not open: it was cancelled before it was matched, or after its end.
      if (!after.cancel(next.orderId)) {
        const { reason } = after.states.get(next.orderId) as OracleState;
        if (reason !== 'CANCEL_REQUESTED' && reason !== 'EXPIRED') return false;
      }
      return this.finds(after, new Set([...done, next]));
    }
    if (next.does === 'amend') {
      const after = oracle.clone();
      if (!after.states.has(next.orderId)) return false;
      after.amend(next.orderId, next.quantity);
      return this.finds(after, new Set([...done, next]));
    }
    const { order, periodStart } = next.posted;
    const final = this.state.orders.get(order.orderId);
    const traded = (final?.quantity ?? 0) - (final?.remainingQuantity ?? 0);
    const stops = final?.status === 'CANCELLED' ? [undefined, traded] : [undefined];
    const amended = this.#operations.flatMap((one) =>
      one.does === 'amend' && one.orderId === order.orderId ? one.quantity : [],
    );
    return stops.some((stopAfter) =>
      [undefined, ...amended].some((reducedTo) => {
        const after = oracle.clone();
        after.arrive(oracleOrder(order), periodStart, { stopAfter, reducedTo });
        return this.#isPossible(after) && this.finds(after, new Set([...done, next]));
      }),
    );
  }

  /** Whether what happened so far is the beginning of what happened in the end. */
  #isPossible({ trades, states }: OracleBook): boolean {
    if (!isDeepStrictEqual(trades, this.#trades.slice(0, trades.length))) return false;
    return [...states.values()].every((state) => state.reason === null || this.#ended(state));
  }

  #ended({ order, reason, remaining }: OracleState): boolean {
    const final = this.state.orders.get(order.id);
    if (final?.remainingQuantity !== remaining) return false;
    if (final.closeReason === reason) return true;
    // Past its end, but not yet closed, or cancelled before somebody did that.
    return reason === 'EXPIRED' && [null, 'CANCEL_REQUESTED'].includes(final.closeReason);
  }

  describe(): string {
    const operations = this.#operations.map((operation) => {
      const { from, to } = operation.span;
      const what =
        operation.does === 'post'
          ? this.state.orders.get(operation.posted.order.orderId)
          : `${operation.does} ${operation.orderId}`;
      return `steps ${from} to ${to}: ${describe(what)}`;
    });
    return [...operations, ...this.#trades.map(describe)].join('\n  ');
  }
}

/**
 * One for each order that was cancelled, however often it was asked for. It may come before orders
 * that were accepted earlier: until they are matched, what they would trade with can be cancelled.
 */
function cancelsOf(run: Run, posts: readonly { readonly posted: PostedOrder }[]): Operation[] {
  return posts.flatMap(({ posted: { order, span } }) => {
    const attempts = run.cancelled.filter(
      ({ orderId, answer }) => orderId === order.orderId && answer !== undefined,
    );
    if (attempts.length === 0) return [];
    const to = Math.min(...attempts.map((attempt) => attempt.span.to));
    return { does: 'cancel', orderId: order.orderId, span: { from: span.from, to } } as const;
  });
}

/** One for each answer: an order may be amended again and again, each time to less. */
function amendmentsOf(run: Run, posts: readonly { readonly posted: PostedOrder }[]): Operation[] {
  return posts.flatMap(({ posted: { order, span } }) =>
    run.amended.flatMap(({ orderId, quantity, answer, span: { to } }) =>
      orderId === order.orderId && answer !== undefined
        ? [{ does: 'amend', orderId, quantity, span: { from: span.from, to } } as const]
        : [],
    ),
  );
}
