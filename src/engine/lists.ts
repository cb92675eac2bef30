import { isExpired } from '../core/order.js';
import type {
  MaterialOrderBook,
  Order,
  OrderType,
  Page,
  PageRequest,
  PriceLevel,
  Trade,
} from '../model/market.js';
import type { OpenOrder } from './entities.js';
import { openOrderView, toBookOrder } from './orders.js';
import type { MarketStore } from './store.js';

/** Trades of a material, latest first. */
export async function listMaterialTrades(
  store: MarketStore,
  material: string,
  page: PageRequest,
): Promise<Page<Trade>> {
  const { items, cursor } = await store.listTrades(material, page);
  return { items: items.flatMap(({ trades }) => [...trades].reverse()), cursor };
}

/** Trades of an account, latest first. */
export async function listAccountTrades(
  store: MarketStore,
  account: string,
  page: PageRequest,
): Promise<Page<Trade>> {
  const { items, cursor } = await store.listStatement(account, page);
  return { items: items.flatMap(({ trades }) => [...trades].reverse()), cursor };
}

/** Open orders of an account, latest first. */
export async function listAccountOrders(
  store: MarketStore,
  account: string,
  page: PageRequest,
): Promise<Page<Order>> {
  const { items, cursor } = await store.listAccountOrders(account, page);
  const orders = await Promise.all(items.map((key) => store.getOpenOrder(key)));
  return { items: orders.filter((order) => order !== undefined).map(openOrderView), cursor };
}

/** The best price levels of both sides. Orders past their end of life do not count. */
export async function getOrderBook(
  store: MarketStore,
  material: string,
  options: { readonly depth: number; readonly now: number },
): Promise<MaterialOrderBook> {
  const [buys, sells] = await Promise.all([
    bestLevels(store, material, 'Buy', options),
    bestLevels(store, material, 'Sell', options),
  ]);
  return { material, buys, sells };
}

async function bestLevels(
  store: MarketStore,
  material: string,
  type: OrderType,
  { depth, now }: { readonly depth: number; readonly now: number },
): Promise<PriceLevel[]> {
  const levels: PriceLevel[] = [];
  for await (const order of ordersOfSide(store, material, type, depth)) {
    if (isExpired(toBookOrder(order), now)) continue;
    const level = levels.at(-1);
    if (level?.pricePerUnit === order.pricePerUnit) {
      levels[levels.length - 1] = {
        pricePerUnit: level.pricePerUnit,
        quantity: level.quantity + order.remainingQuantity,
        orders: level.orders + 1,
      };
    } else if (levels.length === depth) {
      break;
    } else {
      const { pricePerUnit, remainingQuantity: quantity } = order;
      levels.push({ pricePerUnit, quantity, orders: 1 });
    }
  }
  return levels;
}

/** Open orders best first, in pages that grow while more are asked for. */
async function* ordersOfSide(
  store: MarketStore,
  material: string,
  type: OrderType,
  expected: number,
): AsyncGenerator<OpenOrder, void, undefined> {
  let limit = Math.max(16, expected + 1);
  let cursor: string | null = null;
  do {
    const page: Page<OpenOrder> = await store.listSide(material, type, { limit, cursor });
    yield* page.items;
    limit = Math.min(limit * 2, 1000);
    cursor = page.cursor;
  } while (cursor !== null);
}
