import { isExpired } from '../../core/order.js';
import type { MaterialOrderBook, OrderType, PriceLevel } from '../../model/market.js';
import type { OpenOrder } from '../entities.js';
import type { Market } from '../market.js';
import { toBookOrder } from '../orders.js';
import { type MarketStore, storeForReads } from '../store.js';
import { growingPages } from './paging.js';

/** What bounds the reading of one side of a book. */
interface Bounds {
  /** Maximum number of orders of the side that are read, however many there are. */
  readonly maxOrders?: number;
}

/**
 * Of one side, for a book or a quote. An order is about 260 bytes, so that reading so many takes some
 * 32 read units of the 3,000 a second that the material's partition has, which the matcher needs too.
 */
const maxOrders = 1_000;
const maxPage = 1_000;
/** Some 2 KB: one half of what a read unit pays for. */
const firstPage = 8;

/** The best price levels of both sides. */
export async function getOrderBook(
  market: Market,
  material: string,
  query: { readonly depth: number; readonly consistent: boolean } & Bounds,
): Promise<MaterialOrderBook> {
  const store = storeForReads(market.store, query.consistent);
  const options = { ...query, now: market.now() };
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
  { depth, ...bounds }: { readonly depth: number; readonly now: number } & Bounds,
): Promise<{ readonly levels: readonly PriceLevel[]; readonly isTruncated: boolean }> {
  const levels: PriceLevel[] = [];
  const side = { material, type, expected: depth + 1, ...bounds };
  const isTruncated = await visitRestingOrders(store, side, (order) => {
    const { pricePerUnit, remainingQuantity } = order;
    const level = levels.at(-1);
    if (level?.pricePerUnit === pricePerUnit) {
      // Exact: at most 1,000 orders of 10^9 units.
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
 * Passes the orders that rest on one side to a visitor, best first, until it has enough. Returns
 * whether it stopped early because too many orders would have had to be read.
 *
 * `IOC` and `FOK` orders that are still to be matched are left out: they never rest.
 */
export async function visitRestingOrders(
  store: MarketStore,
  {
    material,
    type,
    now,
    expected = 0,
    maxOrders: total = maxOrders,
  }: {
    readonly material: string;
    readonly type: OrderType;
    readonly now: number;
    /** A lower bound on the number of orders needed. */
    readonly expected?: number;
  } & Bounds,
  visit: (order: OpenOrder) => 'more' | 'enough',
): Promise<boolean> {
  let hasMore = false;
  const pages = growingPages(
    async (page) => {
      const read = await store.listSide(material, type, page);
      hasMore = read.cursor !== null;
      return read;
    },
    { first: Math.max(firstPage, expected), max: maxPage, total },
  );
  for await (const order of pages) {
    const isResting = order.timeInForce === 'GTC' && !isExpired(toBookOrder(order), now);
    if (isResting && visit(order) === 'enough') return false;
  }
  return hasMore;
}
