import type { OpenOrder } from '../entities.js';
import type { Market } from '../market.js';
import { type MarketWrite, tryTransact } from '../store.js';

/** The orders that a transaction could not close because their records are not open. */
export function ordersWithoutOpenRecord(rejected: readonly MarketWrite[]): OpenOrder[] {
  return rejected.flatMap((write) => (write.write === 'closeOrderRecord' ? [write.order] : []));
}

/**
 * Takes an order without an open record out of the book, so that the others of its material can be
 * matched. False when it is not as it seemed: it was closed or changed meanwhile.
 */
export async function setAside(market: Market, expected: OpenOrder): Promise<boolean> {
  const setAsideAt = new Date(market.now()).toISOString();
  const rejected = await tryTransact(market.store, [
    { write: 'deleteOpenOrder', expected },
    { write: 'checkNoOpenRecord', order: expected },
    { write: 'putSetAsideOrder', setAside: { order: expected, setAsideAt } },
  ]);
  return rejected.length === 0;
}
