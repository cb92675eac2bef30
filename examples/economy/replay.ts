import type { ExampleMarket, RunOptions, TapedTrade } from './market.js';
import type { OrdersFile } from './orders-file.js';
import { TradeTape } from './trade-tape.js';

/** Nobody says whose the orders of a file are. This account may trade with itself. */
const account = 'anonymous';

/** How a file of orders went. */
export interface ReplayOutcome {
  /** Line of the file, by order id. */
  readonly orders: ReadonlyMap<string, number>;
  readonly materials: ReadonlySet<string>;
  readonly trades: readonly TapedTrade[];
}

/**
 * Posts the orders of a file, one after the other, and waits until they are matched. The same file
 * again, in the same market, gives the same orders and trades again and posts nothing new.
 */
export async function replay(
  market: ExampleMarket,
  file: OrdersFile,
  { signal, onProgress }: RunOptions,
): Promise<ReplayOutcome> {
  const orders = new Map<string, number>();
  const of = file.orders.length;
  for (const { line, ...order } of file.orders) {
    const clientOrderId = `file-${file.id}/${line}`;
    const { orderId } = await market.client.placeOrder(
      { ...order, account, clientOrderId },
      { signal },
    );
    orders.set(orderId, line);
    onProgress({ unit: 'order', done: orders.size, of });
  }
  await market.settled();
  signal.throwIfAborted();
  const materials = new Set(file.orders.map(({ material }) => material));
  const tape = new TradeTape(market.client);
  const trades: TapedTrade[] = [];
  for (const material of materials) {
    trades.push(...(await tape.read(material, (orderId) => orders.get(orderId), signal)));
  }
  return { orders, materials, trades };
}
