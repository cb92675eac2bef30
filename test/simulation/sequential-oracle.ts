import type { Order } from '../../src/model/market.js';
import { OracleBook, type OracleOrder } from '../oracle/oracle-book.js';
import type { CancelCommit } from './commit-log.js';
import { differencesFrom } from './differences.js';
import type { MarketState } from './market-state.js';
import type { PostedOrder, Run } from './run.js';

const greatestTries = 300;

/**
 * Whether an oracle that is fed in order of acceptance ends as the market did. A cancellation
 * happened when it was committed: after the orders that had been dealt with by then. Only where an
 * order met another one of its account that was being cancelled, matching had read the book before
 * that and did not need to look again; then the cancellation may also count as a later one.
 */
export function explainSequential(run: Run, state: MarketState, material: string): string[] {
  const posted = run.posted.filter(({ order }) => order.material === material);
  const cancels = run.log.cancels.filter((cancel) => cancel.material === material);
  const places = cancels.map((cancel) => placesOf(cancel, posted));
  let problems: string[] = [];
  let tries = 0;
  for (const choice of choicesOf(places)) {
    if (tries === greatestTries) break;
    const oracle = play(run, posted, cancels, choice);
    const differences = differencesFrom(oracle, state, material, run.now);
    if (differences.length === 0) return [];
    if (tries === 0) problems = differences;
    tries += 1;
  }
  return problems;
}

/** Numbers of orders that had arrived before the cancellation, the likeliest first. */
function placesOf({ watermark, latestLanded }: CancelCommit, posted: readonly PostedOrder[]) {
  const countUpTo = (id: string) => posted.filter(({ order }) => order.orderId <= id).length;
  const [first, last] = [countUpTo(watermark), Math.max(countUpTo(latestLanded), 0)];
  return Array.from({ length: Math.max(last - first, 0) + 1 }, (_, index) => first + index);
}

function* choicesOf(places: readonly (readonly number[])[]): Generator<number[]> {
  const [first, ...rest] = places;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const others of choicesOf(rest)) {
    for (const place of first) yield [place, ...others];
  }
}

function play(
  run: Run,
  posted: readonly PostedOrder[],
  cancels: readonly CancelCommit[],
  places: readonly number[],
): OracleBook {
  const oracle = new OracleBook({ saleFeeBasisPoints: run.scenario.saleFeeBasisPoints });
  const cancelAt = (arrived: number) => {
    for (const [index, { orderId }] of cancels.entries()) {
      if (places[index] === arrived) oracle.cancel(orderId);
    }
  };
  cancelAt(0);
  for (const [index, { order, periodStart }] of posted.entries()) {
    const own = cancels.findIndex(({ orderId }) => orderId === order.orderId);
    // An immediate order that was out of reach when later ones were matched is still to be closed.
    const isCancelledBefore =
      own !== -1 && ((places[own] as number) <= index || order.timeInForce !== 'GTC');
    const stopAfter = isCancelledBefore ? cancels[own]?.traded : undefined;
    oracle.arrive(oracleOrder(order), periodStart, stopAfter);
    cancelAt(index + 1);
  }
  return oracle;
}

export function oracleOrder(order: Order): OracleOrder {
  return {
    id: order.orderId,
    account: order.account,
    type: order.type,
    quantity: order.quantity,
    pricePerUnit: order.pricePerUnit,
    timeInForce: order.timeInForce,
    expiresAt: order.expiresAt === null ? undefined : Date.parse(order.expiresAt),
  };
}
