import { isDeepStrictEqual } from 'node:util';
import { isNothing, noAmounts } from '../../src/engine/entities.js';
import type { Order, Trade } from '../../src/model/market.js';
import type { OracleBook, OracleTrade } from '../oracle/oracle-book.js';
import { type MarketState, owedKey } from './market-state.js';

/** How a market differs from an oracle; empty when it does not. */
export function differencesFrom(
  oracle: OracleBook,
  state: MarketState,
  material: string,
  now: number,
): string[] {
  oracle.expire(now);
  const problems: string[] = [];
  const compare = (what: string, expected: unknown, found: unknown) => {
    if (isDeepStrictEqual(expected, found)) return;
    problems.push(`${material}, ${what}: expected ${describe(expected)}, found ${describe(found)}`);
  };
  const trades = state.trades.get(material) ?? [];
  compare('trades', oracle.trades, trades.map(asOracleTrade));
  const unswept: Order[] = [];
  for (const [id, expected] of oracle.states) {
    const order = state.orders.get(id);
    if (order === undefined) continue;
    compare(`quantity of ${id}`, expected.quantity, order.quantity);
    compare(`rest of ${id}`, expected.remaining, order.remainingQuantity);
    // An expired order is out of the market also before it is closed, whoever does that.
    if (expected.reason === 'EXPIRED' && order.closeReason === null) {
      unswept.push(order);
      continue;
    }
    if (expected.reason === 'EXPIRED' && isCancelledAfterItsEnd(order)) continue;
    compare(`status of ${id}`, expected.status, order.status);
    compare(`close reason of ${id}`, expected.reason, order.closeReason);
  }
  for (const [account, box] of oracle.boxes) {
    const expected = { ...box };
    for (const order of unswept.filter((one) => one.account === account)) {
      const rest = BigInt(order.remainingQuantity);
      if (order.type === 'Sell') expected.goodsReturned -= rest;
      else expected.coinsRefunded -= rest * BigInt(order.pricePerUnit);
    }
    const key = owedKey(material, account);
    compare(`owed to ${account}`, expected, state.owed.get(key) ?? noAmounts);
  }
  for (const [key, amounts] of state.owed) {
    const [of, account] = key.split(' to ');
    if (of !== material || oracle.boxes.has(account as string)) continue;
    if (!isNothing(amounts)) problems.push(`${key}: expected nothing, found ${describe(amounts)}`);
  }
  return problems;
}

function isCancelledAfterItsEnd({ closeReason, closedAt, expiresAt }: Order): boolean {
  return (
    closeReason === 'CANCEL_REQUESTED' &&
    closedAt !== null &&
    expiresAt !== null &&
    closedAt >= expiresAt
  );
}

export function asOracleTrade(trade: Trade): OracleTrade {
  const { buyOrderId, sellOrderId, takerType, quantity, pricePerUnit, fee } = trade;
  return { buyOrderId, sellOrderId, takerType, quantity, pricePerUnit, fee };
}

export function describe(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? `${member}n` : member,
  );
}
