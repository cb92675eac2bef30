import type { Order } from '../../src/model/market.js';
import { OracleBook, type OracleOrder } from '../oracle/oracle-book.js';

import { differencesFrom } from './differences.js';
import type { MarketState } from './market-state.js';
import type { PostedOrder, Run } from './run.js';

/**
 * How the market differs from an oracle that is fed in order of acceptance. A cancellation or an
 * amendment happened when it was committed: after the orders that had been dealt with by then, and
 * before all others.
 */
export function explainSequential(run: Run, state: MarketState, material: string): string[] {
  const posted = run.posted.filter(({ order }) => order.material === material);
  return differencesFrom(play(run, posted, material), state, material, run.now);
}

function play(run: Run, posted: readonly PostedOrder[], material: string): OracleBook {
  const oracle = new OracleBook({ saleFeeBasisPoints: run.scenario.saleFeeBasisPoints });
  const placed = <Commit extends { readonly material: string; readonly watermark: string }>(
    commits: readonly Commit[],
  ) =>
    commits
      .filter((commit) => commit.material === material)
      .map((commit) => ({
        ...commit,
        place: posted.filter(({ order }) => order.orderId <= commit.watermark).length,
      }));
  const cancels = placed(run.log.cancels);
  const amendments = placed(run.log.amendments);
  const changeAt = (arrived: number) => {
    for (const { orderId, place, quantity } of amendments) {
      if (place === arrived) oracle.amend(orderId, quantity);
    }
    // Nothing is amended once it is cancelled.
    for (const { orderId, place } of cancels) if (place === arrived) oracle.cancel(orderId);
  };
  changeAt(0);
  for (const [index, { order, periodStart }] of posted.entries()) {
    // An immediate order that was out of reach when later ones were matched is still to be closed.
    const isBefore = ({ orderId, place }: { readonly orderId: string; readonly place: number }) =>
      orderId === order.orderId && (place <= index || order.timeInForce !== 'GTC');
    oracle.arrive(oracleOrder(order), periodStart, {
      stopAfter: cancels.find(isBefore)?.traded,
      reducedTo: amendments.findLast(isBefore)?.quantity,
    });
    changeAt(index + 1);
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
