import { isListed } from '../../model/limits.js';
import type { Trade } from '../../model/market.js';
import {
  type Amounts,
  addAmounts,
  amountNames,
  noAmounts,
  type OpenOrder,
  type StatementClosure,
  type StatementEntry,
  type StatementReduction,
  type StatementTrade,
} from '../entities.js';
import { holdingsOf, returnOf } from '../orders.js';
import type { Finding } from './finding.js';
import { type MaterialItems, toldReductionId } from './market-items.js';
import type { OrderTarget } from './order-target.js';
import type { OrderPlan } from './orders.js';
import type { TradeHistory } from './trade-history.js';

/** What a trade or a closed order is to one account, and what the account is due for it. */
interface Line {
  /** Sequence of the trade, id of the closed order, or text for a reduced one. */
  readonly id: number | string;
  readonly at: string;
  readonly credit: Amounts;
  readonly trade?: StatementTrade;
  readonly closure?: StatementClosure;
  readonly reduction?: StatementReduction;
}

/** Lines of one item, which has room for 400 KB. */
const entrySize = 200;

/**
 * Compares each account's box and statement with what the trades and closed orders say: the box holds
 * what the account is due less what it has collected, and the statement has a line for each of them.
 */
export function findAccounts(
  items: MaterialItems,
  history: TradeHistory,
  { targets, uncertain: contradictory }: OrderPlan,
): Finding[] {
  if (!history.isComplete) return [];
  const uncertain = new Set(contradictory);
  const lines = dueLines(items, history, targets, uncertain);
  const accounts = new Set([...lines.keys(), ...items.boxes.keys(), ...items.collected.keys()]);
  return [...accounts].sort().flatMap((account) => {
    if (uncertain.has(account)) return [];
    const due = lines.get(account) ?? [];
    return [...findBox(items, account, due), ...findStatement(items, account, due)];
  });
}

/** Lines by account; adds the accounts whose lines nobody can tell to `uncertain`. */
function dueLines(
  { toldReductions }: MaterialItems,
  { trades }: TradeHistory,
  targets: ReadonlyMap<string, OrderTarget>,
  uncertain: Set<string>,
): Map<string, Line[]> {
  const lines = new Map<string, Line[]>();
  const add = (account: string, line: Line) => {
    const list = lines.get(account);
    if (list) list.push(line);
    else lines.set(account, [line]);
  };
  for (const trade of trades) {
    const { buyerAccount, sellerAccount } = trade;
    const limit = targets.get(trade.buyOrderId)?.order.pricePerUnit;
    if (limit === undefined) uncertain.add(buyerAccount);
    else add(buyerAccount, boughtLine(trade, limit, buyerAccount === sellerAccount));
    if (!targets.has(trade.sellOrderId)) uncertain.add(sellerAccount);
    if (buyerAccount !== sellerAccount || limit === undefined) add(sellerAccount, soldLine(trade));
  }
  for (const { order, closure } of targets.values()) {
    const { orderId, account } = order;
    const told = toldReductions.get(orderId) ?? 0;
    if (told > 0) add(account, reducedLine(order, told, toldReductionId(orderId)));
    const untold = order.reducedQuantity - told;
    if (untold > 0) {
      add(account, reducedLine(order, untold, `${orderId}-${order.reducedQuantity}`));
    }
    if (closure === null) continue;
    const { status, closeReason, closedAt } = closure;
    const { goodsReturned, coinsReturned } = returnOf(order);
    add(account, {
      id: orderId,
      at: closedAt,
      credit: { ...noAmounts, goodsReturned, coinsRefunded: coinsReturned },
      closure: { orderId, status, closeReason, goodsReturned, coinsReturned },
    });
  }
  return lines;
}

/** Several reductions of an order may be one line: what they come to is the same. */
function reducedLine(order: OpenOrder, quantity: number, id: string): Line {
  const { goodsReturned, coinsReturned } = holdingsOf(order, quantity);
  return {
    id,
    at: order.acceptedAt,
    credit: { ...noAmounts, goodsReturned, coinsRefunded: coinsReturned },
    reduction: { orderId: order.orderId, quantity, goodsReturned, coinsReturned },
  };
}

/** A trade of an account with itself, as the shared one may have, is one line. */
function boughtLine(trade: Trade, limit: number, isOwn: boolean): Line {
  const quantity = BigInt(trade.quantity);
  const coinsRefunded = quantity * BigInt(limit) - tradedValueOf(trade);
  const bought = { ...noAmounts, goodsBought: quantity, coinsRefunded };
  return {
    id: trade.sequence,
    at: trade.executedAt,
    credit: isOwn ? addAmounts(bought, earned(trade)) : bought,
    trade: { trade, coinsRefunded },
  };
}

function soldLine(trade: Trade): Line {
  return {
    id: trade.sequence,
    at: trade.executedAt,
    credit: addAmounts(noAmounts, earned(trade)),
    trade: { trade, coinsRefunded: 0n },
  };
}

function earned(trade: Trade): Pick<Amounts, 'coinsEarned' | 'feesPaid'> {
  const feesPaid = BigInt(trade.fee);
  return { coinsEarned: tradedValueOf(trade) - feesPaid, feesPaid };
}

function tradedValueOf({ quantity, pricePerUnit }: Trade): bigint {
  return BigInt(quantity) * BigInt(pricePerUnit);
}

function findBox(
  { material, boxes, collected }: MaterialItems,
  account: string,
  lines: readonly Line[],
): Finding[] {
  const due = lines.reduce((sum, { credit }) => addAmounts(sum, credit), noAmounts);
  const taken = collected.get(account) ?? noAmounts;
  const amounts = { ...noAmounts };
  for (const name of amountNames) Object.assign(amounts, { [name]: due[name] - taken[name] });
  const box = boxes.get(account) ?? { account, material, version: 0, amounts: noAmounts };
  const subject = `box of ${account}`;
  const tooMuch = amountNames.filter((name) => amounts[name] < 0n);
  if (tooMuch.length > 0) {
    const sums = tooMuch.map((name) => `${-amounts[name]} of ${name}`).join(', ');
    const problem = `was emptied of more than the account is due, by ${sums}`;
    return [{ material, subject, problem, fix: null }];
  }
  const differing = amountNames.filter((name) => amounts[name] !== box.amounts[name]);
  if (differing.length === 0) return [];
  const sums = differing.map(
    (name) => `${box.amounts[name]} of ${name} instead of ${amounts[name]}`,
  );
  return [
    {
      material,
      subject,
      problem: `holds ${sums.join(', ')}`,
      fix: {
        action:
          'set it to what the trades and closed orders of the account say, less what it has collected',
        writes: [{ write: 'replaceBox', expected: box, amounts }],
      },
    },
  ];
}

function findStatement(
  { material, lines: present }: MaterialItems,
  account: string,
  due: readonly Line[],
): Finding[] {
  if (!isListed(account)) return [];
  const missing = due.filter(({ id }) => !present.get(account)?.has(id));
  const byTime = new Map<string, Line[]>();
  for (const line of missing) {
    const list = byTime.get(line.at);
    if (list && list.length < entrySize) list.push(line);
    else byTime.set(line.at, [line]);
  }
  return [...byTime.values()].map((lines) => ({
    material,
    subject: `statement of ${account}`,
    problem: `has no line for ${lines.map(nameOf).join(', ')}`,
    fix: {
      action: 'add what the trades and closed orders say',
      writes: [{ write: 'putStatement', entry: entryOf(account, material, lines) }],
    },
  }));
}

function nameOf({ id, reduction }: Line): string {
  if (reduction) return `reduced order ${reduction.orderId}`;
  return typeof id === 'number' ? `trade ${id}` : `closed order ${id}`;
}

function entryOf(account: string, material: string, lines: readonly Line[]): StatementEntry {
  const [{ at, id }] = lines as [Line, ...Line[]];
  return {
    account,
    material,
    entryId: `${at}#${material}#repaired-${id}`,
    at,
    trades: lines.flatMap(({ trade }) => trade ?? []),
    closures: lines.flatMap(({ closure }) => closure ?? []),
    reductions: lines.flatMap(({ reduction }) => reduction ?? []),
    credit: lines.reduce((sum, { credit }) => addAmounts(sum, credit), noAmounts),
  };
}
