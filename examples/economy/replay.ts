import { isMarketError } from 'material-market';
import type { ExampleMarket, RunOptions, TapedTrade } from './market.js';
import type { ChangeRow, NewRow, OrdersFile } from './orders-file.js';
import { TradeTape } from './trade-tape.js';

/** How a file of orders went. */
export interface ReplayOutcome {
  /** Row of the file, by order id. */
  readonly orders: ReadonlyMap<string, NewRow>;
  readonly materials: ReadonlySet<string>;
  readonly trades: readonly TapedTrade[];
  /** Rows that changed an order, and those that came too late for it. */
  readonly changes: { readonly made: number; readonly late: number };
}

/**
 * Posts the orders of a file and makes its changes, one after the other, and waits until all orders
 * are matched. The same file again, in the same market, gives the same orders and trades again and
 * posts nothing new.
 */
export async function replay(
  market: ExampleMarket,
  file: OrdersFile,
  options: RunOptions,
): Promise<ReplayOutcome> {
  const { signal } = options;
  const orders = await playRows(market, file, options);
  await market.settled();
  signal.throwIfAborted();
  const news = [...orders.rows.values()];
  const materials = new Set(news.map(({ order }) => order.material));
  const tape = new TradeTape(market.client);
  const trades: TapedTrade[] = [];
  for (const material of materials) {
    const lineOf = (orderId: string) => orders.rows.get(orderId)?.line;
    trades.push(...(await tape.read(material, lineOf, signal)));
  }
  return { orders: orders.rows, materials, trades, changes: orders.changes };
}

async function playRows(
  market: ExampleMarket,
  file: OrdersFile,
  { signal, onProgress }: RunOptions,
) {
  const { client } = market;
  const rows = new Map<string, NewRow>();
  const ids = new Map<NewRow, string>();
  const quantities = new Map<NewRow, number>();
  const changes = { made: 0, late: 0 };
  let isMatched = true;
  for (const [index, row] of file.rows.entries()) {
    if (row.action === 'new') {
      const clientOrderId = `file-${file.id}/${row.line}`;
      const { orderId } = await client.placeOrder({ ...row.order, clientOrderId }, { signal });
      rows.set(orderId, row);
      ids.set(row, orderId);
      quantities.set(row, row.order.quantity);
      isMatched = false;
    } else {
      // What the order may have traded with before is in the file before this row.
      if (!isMatched) await market.settled();
      isMatched = true;
      const left = row.action === 'cancel' ? 0 : (quantities.get(row.of) ?? 0) - row.by;
      quantities.set(row.of, left);
      const isMade = await change(client, row, { orderId: ids.get(row.of) ?? '', left, signal });
      changes[isMade ? 'made' : 'late'] += 1;
    }
    onProgress({ unit: 'line', done: index + 1, of: file.rows.length });
  }
  return { rows, changes };
}

/** Whether the order was still open, or had been changed so before. */
async function change(
  client: ExampleMarket['client'],
  row: ChangeRow,
  { orderId, left, signal }: { orderId: string; left: number; signal: AbortSignal },
): Promise<boolean> {
  try {
    if (row.action === 'cancel' || left <= 0) await client.cancelOrder(orderId, { signal });
    else await client.amendOrder({ orderId, quantity: left }, { signal });
    return true;
  } catch (error) {
    if (!isMarketError(error)) throw error;
    // Of a file that is replayed again: a later row has made it even smaller.
    if (error.code === 'VALIDATION_FAILED') return true;
    if (error.code === 'ORDER_NOT_OPEN') return false;
    throw error;
  }
}
