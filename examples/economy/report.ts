import { createHash } from 'node:crypto';
import type { AuditReport } from 'material-market';
import type { TapedTrade } from './market.js';
import type { Style } from './style.js';
import { alignColumns, count, price, sparkline, things, truncate } from './text.js';

const longestName = 24;
const chartWidth = 24;
const maxProblems = 10;

/** A run in figures, all of them from the tables: the last line of `--json`. */
export interface Summary {
  readonly ordersAccepted: number;
  readonly trades: number;
  readonly openOrders: number;
  readonly audit: AuditReport;
  readonly seconds: number;
}

export function summarize(audit: AuditReport, seconds: number): Summary {
  const { orders: ordersAccepted, trades, openOrders } = audit;
  return { ordersAccepted, trades, openOrders, audit, seconds: Math.round(seconds * 10) / 10 };
}

/** A line for each material in which something was traded. */
export function materialsTable(
  materials: Iterable<string>,
  trades: readonly TapedTrade[],
  style: Style,
): string {
  const end = trades.reduce((latest, { at }) => Math.max(latest, at), 1);
  const rows: string[][] = [];
  let idle = 0;
  for (const material of materials) {
    const own = trades.filter((trade) => trade.material === material);
    if (own.length === 0) idle += 1;
    else rows.push([truncate(material, longestName), ...figuresOf(own), chartOf(own, end)]);
  }
  const header = ['Material', 'Trades', 'Volume', 'Avg price', 'Price over time'];
  const [heading = '', ...lines] = alignColumns(
    [header, ...rows],
    ['left', 'right', 'right', 'right'],
  );
  if (idle > 0) lines.push(style.dim(`and ${things(idle, 'material')} without a trade`));
  return [style.bold(heading), ...lines].join('\n');
}

/** Average price, weighted by volume. */
export function averagePrice(trades: readonly TapedTrade[]): number {
  const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    trades.reduce((sum, { quantity, pricePerUnit }) => sum + quantity * pricePerUnit, 0) / volume
  );
}

/** The same for the same trades, and for no others. */
export function fingerprint(
  trades: readonly TapedTrade[],
  nameOf: (orderId: string) => string,
): string {
  const hash = createHash('sha256');
  const sorted = [...trades].sort((a, b) =>
    a.material === b.material ? a.sequence - b.sequence : a.material < b.material ? -1 : 1,
  );
  for (const { material, quantity, pricePerUnit, buyOrderId, sellOrderId, at } of sorted) {
    const parties = [nameOf(buyOrderId), nameOf(sellOrderId)];
    hash.update(JSON.stringify([material, at, quantity, pricePerUnit, ...parties]));
  }
  return hash.digest('hex').slice(0, 16);
}

/** What is wrong with a market in which every accepted order should be there and be matched. */
export function problemsOf(audit: AuditReport, ordersAccepted: number): string[] {
  const { orders, differences, crossed } = audit;
  const lost = ordersAccepted - orders;
  return [
    ...(audit.ok || differences.length > 0 ? [] : ['the audit failed']),
    ...differences.map(
      ({ material, subject, expected, found }) =>
        `${material}: ${subject} should be ${expected}, found ${found}`,
    ),
    ...(lost > 0 ? [`${things(lost, 'order')} that were accepted are not there`] : []),
    ...crossed.map((material) => `${material}: open orders could trade with each other`),
  ];
}

/** What an audit found, in words. */
export function auditInWords(
  audit: AuditReport,
  problems: readonly string[],
  style: Style,
): string {
  const { coins, goods } = audit;
  const verdict =
    problems.length === 0
      ? style.good('Audit: it all adds up, no coin and no unit was lost or made.')
      : style.bad('Audit: something does not add up.');
  const rows = [
    ['', 'Coins', 'Goods'],
    ['came in with orders', count(coins.accepted), count(goods.accepted)],
    ['= held by open orders', count(coins.inOpenOrders), count(goods.inOpenOrders)],
    ['+ waiting in delivery boxes', count(coins.inBoxes), count(goods.inBoxes)],
    ['+ collected by players', count(coins.collected), count(goods.collected)],
    ['+ fees', count(coins.fees), ''],
  ];
  const rest = problems.length - maxProblems;
  return [
    verdict,
    ...alignColumns(rows, ['left', 'right', 'right']).map((line) => `  ${line}`),
    ...problems.slice(0, maxProblems),
    ...(rest > 0 ? [`and ${things(rest, 'problem')} more`] : []),
  ].join('\n');
}

function figuresOf(trades: readonly TapedTrade[]): string[] {
  const volume = trades.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
  return [count(trades.length), count(volume), price(averagePrice(trades))];
}

function chartOf(trades: readonly TapedTrade[], end: number): string {
  const columns = Math.min(chartWidth, end);
  const byColumn = Array.from({ length: columns }, (): TapedTrade[] => []);
  for (const trade of trades) {
    byColumn[Math.floor(((trade.at - 1) / end) * columns)]?.push(trade);
  }
  return sparkline(byColumn.map((own) => (own.length > 0 ? averagePrice(own) : undefined)));
}
