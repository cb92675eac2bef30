import { isExpired } from '../../core/order.js';
import type { MaterialOrderBook, OrderType, PriceLevel } from '../../model/market.js';
import type { OpenOrder } from '../entities.js';
import { toBookOrder } from '../orders.js';
import type { MarketStore } from '../store.js';
import { growingPages } from './paging.js';

/** Orders of one side that one request reads at most, however deep the book is. */
const greatestOrders = 5_000;
const greatestPage = 1_000;
const firstPage = 16;

/** The best price levels of both sides. */
export async function getOrderBook(
  store: MarketStore,
  material: string,
  options: { readonly depth: number; readonly now: number },
): Promise<MaterialOrderBook> {
  const [buys, sells] = await Promise.all([
    bestLevels(store, material, 'Buy', options),
    bestLevels(store, material, 'Sell', options),
  ]);
  return {
    material,
    buys: buys.levels,
    sells: sells.levels,
    isTruncated: buys.isTruncated || sells.isTruncated,
  };
}

async function bestLevels(
  store: MarketStore,
  material: string,
  type: OrderType,
  { depth, now }: { readonly depth: number; readonly now: number },
): Promise<{ readonly levels: readonly PriceLevel[]; readonly isTruncated: boolean }> {
  const levels: PriceLevel[] = [];
  const side = { material, type, now, expected: depth + 1 };
  const isTruncated = await visitRestingOrders(store, side, (order) => {
    const { pricePerUnit, remainingQuantity } = order;
    const level = levels.at(-1);
    if (level?.pricePerUnit === pricePerUnit) {
      // Far within the exact range: 5,000 orders of 10^9 units at most.
      const quantity = level.quantity + remainingQuantity;
      levels[levels.length - 1] = { pricePerUnit, quantity, orders: level.orders + 1 };
    } else if (levels.length === depth) {
      return 'enough';
    } else {
      levels.push({ pricePerUnit, quantity: remainingQuantity, orders: 1 });
    }
    return 'more';
  });
  return { levels, isTruncated };
}

/**
 * Shows a visitor the orders that rest on one side, best first, until it has enough. Answers
 * whether it was stopped before that, since too many orders would have had to be read.
 *
 * An `IOC` or `FOK` order that still waits to be matched does not rest: nobody can take it.
 */
export async function visitRestingOrders(
  store: MarketStore,
  {
    material,
    type,
    now,
    expected = 0,
  }: {
    readonly material: string;
    readonly type: OrderType;
    readonly now: number;
    /** How many orders will be needed at least. */
    readonly expected?: number;
  },
  visit: (order: OpenOrder) => 'more' | 'enough',
): Promise<boolean> {
  let hasMore = false;
  const pages = growingPages(
    async (page) => {
      const read = await store.listSide(material, type, page);
      hasMore = read.cursor !== null;
      return read;
    },
    { first: Math.max(firstPage, expected), greatest: greatestPage, total: greatestOrders },
  );
  for await (const order of pages) {
    const isResting = order.timeInForce === 'GTC' && !isExpired(toBookOrder(order), now);
    if (isResting && visit(order) === 'enough') return false;
  }
  return hasMore;
}
