import { toSafeInteger } from '../../core/money.js';
import type {
  OrderClosedStatementLine,
  OrderReducedStatementLine,
  OrderType,
  Page,
  PageRequest,
  StatementLine,
  TradeStatementLine,
} from '../../model/market.js';
import type {
  StatementClosure,
  StatementEntry,
  StatementReduction,
  StatementTrade,
} from '../entities.js';
import type { MarketStore } from '../store.js';
import { decodeCursor, encodeCursor, notACursor } from './cursor.js';
import { defaultPageSize, growingPages } from './paging.js';

/** Why each coin and unit was put into an account's delivery box, latest first. */
export async function listStatement(
  store: MarketStore,
  account: string,
  page: PageRequest,
): Promise<Page<StatementLine>> {
  return pageOfStatement(store, account, page, 'statement', linesOf);
}

/** What can be listed from a statement; a cursor is valid for one of them only. */
type StatementList = 'statement' | 'trades' | 'closed';

/** Maximum number of entries read for one page, however few of them match. */
const maxEntries = 500;

/**
 * One page of what `linesOf` finds in an account's statement, latest first. Its cursor points into
 * an entry, by the number of lines given of it, so that a page may end within one.
 */
export async function pageOfStatement<Line>(
  store: MarketStore,
  account: string,
  { limit = defaultPageSize, cursor }: PageRequest,
  list: StatementList,
  linesOf: (entry: StatementEntry) => readonly Line[],
): Promise<Page<Line>> {
  const from = positionOf(cursor, list);
  const entries = growingPages(
    (page) => store.listStatement(account, page, { upTo: from?.entryId }),
    { first: Math.min(limit + 1, 25), max: 200, total: maxEntries },
  );
  const items: Line[] = [];
  let position = '';
  let entriesRead = 0;
  for await (const entry of entries) {
    entriesRead += 1;
    const { entryId } = entry;
    const lines = linesOf(entry);
    const skipped = entryId === from?.entryId ? from.lines : 0;
    for (const [index, line] of lines.entries()) {
      if (index < skipped) continue;
      if (items.length === limit) return { items, cursor: encodeCursor(position) };
      items.push(line);
      position = `${list}#${index + 1}#${entryId}`;
    }
    // All its lines are on this page, which ends here because enough was read.
    position = `${list}#${lines.length}#${entryId}`;
  }
  const isComplete = entriesRead < maxEntries;
  return { items, cursor: isComplete ? null : encodeCursor(position) };
}

function positionOf(
  cursor: PageRequest['cursor'],
  list: StatementList,
): { readonly entryId: string; readonly lines: number } | undefined {
  const position = decodeCursor(cursor);
  if (position === undefined) return undefined;
  const [, ofList, lines, entryId] =
    /^([a-z]+)#(\d{1,4})#(\d{4}-[\d:.TZ-]+#[\w.:-]+#[\w-]+)$/.exec(position) ?? [];
  if (entryId === undefined || ofList !== list) throw notACursor();
  return { entryId, lines: Number(lines) };
}

/** Latest first: an order is closed after the trades of the same transaction. */
export function linesOf(entry: StatementEntry): StatementLine[] {
  const trades = entry.trades.flatMap((trade) => tradeLines(entry, trade));
  const closures = entry.closures.map((closure) => closureLine(entry, closure));
  const reductions = entry.reductions.map((reduction) => reductionLine(entry, reduction));
  return [...reductions, ...trades, ...closures].reverse();
}

/**
 * Exact in numbers: a trade's value is at most that of its Buy order, which is at most 2^53 − 1, as
 * is what the order can get back. Two lines where an account traded with itself.
 */
function tradeLines(
  { account }: StatementEntry,
  { trade, coinsRefunded }: StatementTrade,
): TradeStatementLine[] {
  const { executedAt: at, material, tradeId, sequence, quantity, pricePerUnit, fee } = trade;
  const common = { at, material, tradeId, sequence, quantity, pricePerUnit };
  const line = (type: OrderType, orderId: string): TradeStatementLine => ({
    line: 'TRADE',
    type,
    orderId,
    ...common,
    ...(type === 'Buy'
      ? { fee: 0, goods: quantity, coins: toSafeInteger(coinsRefunded) }
      : { fee, goods: 0, coins: quantity * pricePerUnit - fee }),
  });
  return [
    ...(trade.buyerAccount === account ? [line('Buy', trade.buyOrderId)] : []),
    ...(trade.sellerAccount === account ? [line('Sell', trade.sellOrderId)] : []),
  ];
}

function closureLine(
  { at, material }: StatementEntry,
  { orderId, status, closeReason, goodsReturned, coinsReturned }: StatementClosure,
): OrderClosedStatementLine {
  return {
    line: 'ORDER_CLOSED',
    at,
    material,
    orderId,
    status,
    closeReason,
    goods: toSafeInteger(goodsReturned),
    coins: toSafeInteger(coinsReturned),
  };
}

function reductionLine(
  { at, material }: StatementEntry,
  { orderId, quantity, goodsReturned, coinsReturned }: StatementReduction,
): OrderReducedStatementLine {
  return {
    line: 'ORDER_REDUCED',
    at,
    material,
    orderId,
    quantity,
    goods: toSafeInteger(goodsReturned),
    coins: toSafeInteger(coinsReturned),
  };
}
