import type { Order, Page, PageRequest, Trade } from '../../model/market.js';
import { openOrderView } from '../orders.js';
import type { MarketStore } from '../store.js';
import { decodeCursor, encodeCursor, notACursor } from './cursor.js';
import { getOrder } from './get-order.js';
import { callForEach, defaultPageSize, growingPages } from './paging.js';
import { pageOfStatement } from './statement.js';

const tradesCursor = 'trades#';

/** Trades of a material, latest first. */
export async function listMaterialTrades(
  store: MarketStore,
  material: string,
  { limit = defaultPageSize, cursor }: PageRequest,
): Promise<Page<Trade>> {
  const before = sequenceOf(cursor);
  // A batch has one trade at least, and often many.
  const sizes = { first: Math.ceil(limit / 4), max: limit };
  const batches = growingPages((page) => store.listTrades(material, page, { before }), sizes);
  const items: Trade[] = [];
  for await (const { trades } of batches) {
    const given = trades.filter(({ sequence }) => before === undefined || sequence < before);
    items.push(...given.reverse().slice(0, limit - items.length));
    if (items.length === limit) break;
  }
  // Sequences count from 1 without gaps.
  const last = items.at(-1)?.sequence ?? 1;
  return { items, cursor: last > 1 ? encodeCursor(`${tradesCursor}${last}`) : null };
}

/** The trade that the page before ended with. */
function sequenceOf(cursor: PageRequest['cursor']): number | undefined {
  const position = decodeCursor(cursor);
  if (position === undefined) return undefined;
  const [, digits] = /^trades#([1-9]\d{0,15})$/.exec(position) ?? [];
  const sequence = Number(digits);
  if (!Number.isSafeInteger(sequence)) throw notACursor();
  return sequence;
}

/** Trades of an account, latest first. */
export async function listAccountTrades(
  store: MarketStore,
  account: string,
  page: PageRequest,
): Promise<Page<Trade>> {
  return pageOfStatement(store, account, page, 'trades', ({ trades }) =>
    trades.map(({ trade }) => trade).reverse(),
  );
}

/** Open orders of an account, latest first. */
export async function listAccountOrders(
  store: MarketStore,
  account: string,
  { limit = defaultPageSize, cursor: from }: PageRequest,
): Promise<Page<Order>> {
  const { items, cursor } = await store.listAccountOrders(account, { limit, cursor: from });
  const orders = await callForEach(items, (key) => store.getOpenOrder(key));
  return { items: orders.filter((order) => order !== undefined).map(openOrderView), cursor };
}

/** Closed orders of an account, latest closed first. */
export async function listClosedOrders(
  store: MarketStore,
  account: string,
  page: PageRequest,
): Promise<Page<Order>> {
  const closures = await pageOfStatement(store, account, page, 'closed', (entry) =>
    [...entry.closures].reverse(),
  );
  const items = await callForEach(closures.items, ({ orderId }) => getOrder(store, orderId));
  return { items, cursor: closures.cursor };
}
