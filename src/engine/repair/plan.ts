import { isExpired } from '../../core/order.js';
import type { OpenOrder } from '../entities.js';
import { toBookOrder } from '../orders.js';
import { findAccounts } from './accounts.js';
import type { Finding } from './finding.js';
import { crossingOf, findHead } from './head.js';
import type { MarketItems, MaterialItems } from './market-items.js';
import { OrderPlan } from './orders.js';
import { TradeHistory } from './trade-history.js';

const hour = 3_600_000;

/** What is wrong with one material, and what puts it right. */
export interface MaterialPlan {
  readonly material: string;
  /** The version of its head that the findings rest on; 0 for no head. */
  readonly headVersion: number;
  /** In the order in which they are dealt with: the head comes last. */
  readonly findings: readonly Finding[];
  /** Orders that have to be matched once all is put right: empty when none have to. */
  readonly toMatch: readonly OpenOrder[];
}

/**
 * Compares what the tables hold, and brings all of it to what the Ledger's trades and order records
 * say, with the orders that the Ledger does not know of added whole.
 */
export function planRepair(market: MarketItems, now: number): MaterialPlan[] {
  return [...market.materials.values()]
    .sort((a, b) => (a.material < b.material ? -1 : 1))
    .map((items) => planMaterial(market, items, now));
}

function planMaterial(market: MarketItems, items: MaterialItems, now: number): MaterialPlan {
  const { material, head } = items;
  const sweptUntil = market.sweptUntil ?? new Date(now - hour).toISOString();
  const history = new TradeHistory(items);
  const orders = new OrderPlan(market, items, history, sweptUntil);
  const book = [...orders.targets.values()].flatMap(({ order, closure }) => (closure ? [] : order));
  const findings = [
    ...history.findings,
    ...orders.findings,
    ...findAccounts(items, history, orders),
    ...findNote(items),
    ...findHead(items, history, book, now),
  ];
  const live = book.filter((order) => !isExpired(toBookOrder(order), now));
  const changed = findings.flatMap(({ fix }) => fix?.toMatch ?? []);
  const immediate = live.filter(({ timeInForce }) => timeInForce !== 'GTC');
  const isCrossed = crossingOf(live) !== undefined;
  return {
    material,
    headVersion: head?.version ?? 0,
    findings,
    toMatch: isCrossed || immediate.length > 0 ? [...new Set([...changed, ...live])] : changed,
  };
}

function findNote({ material, isNoted, records, openOrders }: MaterialItems): Finding[] {
  if (isNoted || records.size + openOrders.size === 0) return [];
  return [
    {
      material,
      subject: 'note of the material',
      problem: 'is missing, so that the sweeper does not look at its orders',
      fix: { action: 'note it', writes: [{ write: 'putMaterial', material }] },
    },
  ];
}
