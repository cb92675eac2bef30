import type { Order } from '../../src/model/market.js';
import { OracleBook, type OracleOrder } from '../oracle/oracle-book.js';
import type { CancelCommit } from './commit-log.js';
import { differencesFrom } from './differences.js';
import type { MarketState } from './market-state.js';
import type { PostedOrder, Run } from './run.js';

/**
 * How the market differs from an oracle that is fed in order of acceptance. A cancellation happened
 * when it was committed: after the orders that had been dealt with by then, and before all others.
 */
export function explainSequential(run: Run, state: MarketState, material: string): string[] {
  const posted = run.posted.filter(({ order }) => order.material === material);
  const cancels = run.log.cancels.filter((cancel) => cancel.material === material);
  const places = cancels.map(
    ({ watermark }) => posted.filter(({ order }) => order.orderId <= watermark).length,
  );
  const oracle = play(run, posted, cancels, places);
  return differencesFrom(oracle, state, material, run.now);
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
