import { isExpired } from '../../core/order.js';
import { initialHead, type MaterialHead, type OpenOrder } from '../entities.js';
import { standing } from '../matching/wake-material.js';
import { toBookOrder } from '../orders.js';
import type { Finding } from './finding.js';
import type { MaterialItems } from './market-items.js';
import type { TradeHistory } from './trade-history.js';

/** What is wrong with the head of a material whose book is to hold these orders. */
export function findHead(
  { material, head }: MaterialItems,
  history: TradeHistory,
  book: readonly OpenOrder[],
  now: number,
): Finding[] {
  const before = head ?? initialHead(material);
  const problems: string[] = [];
  const actions: string[] = [];
  let next: MaterialHead = { ...before, version: before.version + 1 };
  const sequence = history.last?.sequence ?? 0;
  const isBehind = before.sequence < sequence;
  const isAhead = before.sequence > sequence && history.isComplete;
  if (isBehind || isAhead) {
    problems.push(`counts ${before.sequence} trades, while the Ledger has ${sequence}`);
    actions.push('count the trades that there are');
    const { pricePerUnit = null, executedAt = null } = history.last ?? {};
    next = { ...next, sequence, lastPrice: pricePerUnit, lastTradeAt: executedAt };
  }
  const resting = book.filter(
    (order) =>
      standing(order, before, before.watermark) === 'resting' &&
      !isExpired(toBookOrder(order), now),
  );
  const crossed = crossingOf(resting);
  if (crossed) {
    problems.push(`says that all is matched, while ${crossed}`);
    actions.push('have all orders matched anew, in order of their acceptance');
    next = { ...next, bestBid: null, bestAsk: null };
  }
  if (problems.length === 0) return [];
  const fix = {
    action: actions.join(', and '),
    writes: [{ write: 'putHead', head: next }],
  } as const;
  return [{ material, subject: 'head', problem: problems.join(', and '), fix }];
}

/** Which prices of these orders cross, in words; undefined when none do. */
export function crossingOf(orders: readonly OpenOrder[]): string | undefined {
  let bid: number | undefined;
  let ask: number | undefined;
  for (const { type, pricePerUnit } of orders) {
    if (type === 'Buy') bid = Math.max(bid ?? pricePerUnit, pricePerUnit);
    else ask = Math.min(ask ?? pricePerUnit, pricePerUnit);
  }
  if (bid === undefined || ask === undefined || bid < ask) return undefined;
  return `its Buy at ${bid} and its Sell at ${ask} cross`;
}
