import type { AuditReport } from '../../src/engine/audit.js';
import { auditStore } from '../../src/engine/audit.js';
import { type Amounts, addAmounts, noAmounts } from '../../src/engine/entities.js';
import { getOrder } from '../../src/engine/reads/get-order.js';
import {
  listAccountTrades,
  listClosedOrders,
  listMaterialTrades,
} from '../../src/engine/reads/lists.js';
import { allPages, collectAll } from '../../src/engine/reads/paging.js';
import { listStatement } from '../../src/engine/reads/statement.js';
import type { MarketStore } from '../../src/engine/store.js';
import { isListed } from '../../src/model/limits.js';
import type { Order, Trade } from '../../src/model/market.js';

/** What an account is told, of the materials in question. */
interface AccountStatement {
  /** Ids of its trades, latest first. */
  readonly trades: readonly string[];
  /** Ids of trades in its statement, latest first; twice where it traded with itself. */
  readonly tradeLines: readonly string[];
  /** Its order history, latest closed first. */
  readonly closedOrders: readonly Order[];
  /** What the lines of its statement add up to, by material. */
  readonly credits: ReadonlyMap<string, { readonly goods: bigint; readonly coins: bigint }>;
}

/** The final state of a market, as its users see it and as the tables have it. */
export interface MarketState {
  readonly orders: ReadonlyMap<string, Order>;
  /** Of each material, in order of their sequence. */
  readonly trades: ReadonlyMap<string, readonly Trade[]>;
  readonly statements: ReadonlyMap<string, AccountStatement>;
  /** What each account was ever owed, by material: in boxes and collected. */
  readonly owed: ReadonlyMap<string, Amounts>;
  /** What lies in the boxes. */
  readonly boxes: ReadonlyMap<string, Amounts>;
  readonly audit: AuditReport;
  /** Orders in the book that no record belongs to. */
  readonly stillTorn: ReadonlySet<string>;
}

export function owedKey(material: string, account: string): string {
  return `${material} to ${account}`;
}

export async function readState(
  store: MarketStore,
  names: {
    readonly orderIds: readonly string[];
    readonly materials: readonly string[];
  },
): Promise<MarketState> {
  const orders = new Map<string, Order>();
  for (const id of names.orderIds) orders.set(id, await getOrder(store, id));
  const trades = new Map<string, Trade[]>();
  for (const material of names.materials) {
    const latestFirst = await collectAll(
      allPages((page) => listMaterialTrades(store, material, page)),
    );
    trades.set(material, latestFirst.reverse());
  }
  const statements = new Map<string, AccountStatement>();
  for (const account of new Set([...orders.values()].map((order) => order.account))) {
    if (isListed(account))
      statements.set(account, await readStatement(store, account, new Set(names.materials)));
  }
  return {
    orders,
    trades,
    statements,
    ...(await readOwed(store, new Set(names.materials))),
    audit: await auditStore(store),
  };
}

async function readStatement(
  store: MarketStore,
  account: string,
  materials: ReadonlySet<string>,
): Promise<AccountStatement> {
  const ofMaterials = <Item extends { readonly material: string }>(items: readonly Item[]) =>
    items.filter(({ material }) => materials.has(material));
  const [trades, lines, closedOrders] = await Promise.all([
    collectAll(allPages((page) => listAccountTrades(store, account, page))),
    collectAll(allPages((page) => listStatement(store, account, page))),
    collectAll(allPages((page) => listClosedOrders(store, account, page))),
  ]);
  const credits = new Map<string, { goods: bigint; coins: bigint }>();
  for (const { material, goods, coins } of ofMaterials(lines)) {
    const before = credits.get(material) ?? { goods: 0n, coins: 0n };
    credits.set(material, {
      goods: before.goods + BigInt(goods),
      coins: before.coins + BigInt(coins),
    });
  }
  return {
    trades: ofMaterials(trades).map(({ tradeId }) => tradeId),
    tradeLines: ofMaterials(lines).flatMap((line) => (line.line === 'TRADE' ? line.tradeId : [])),
    closedOrders: ofMaterials(closedOrders),
    credits,
  };
}

async function readOwed(
  store: MarketStore,
  materials: ReadonlySet<string>,
): Promise<Pick<MarketState, 'owed' | 'boxes' | 'stillTorn'>> {
  const owed = new Map<string, Amounts>();
  const boxes = new Map<string, Amounts>();
  const stillTorn = new Set<string>();
  const recorded = new Set<string>();
  const add = (account: string, material: string, amounts: Amounts) => {
    if (!materials.has(material)) return;
    const key = owedKey(material, account);
    owed.set(key, addAmounts(owed.get(key) ?? noAmounts, amounts));
  };
  for await (const item of store.scan()) {
    if (item.item === 'openOrder') stillTorn.add(item.order.orderId);
    if (item.item === 'orderRecord') recorded.add(item.record.orderId);
    if (item.item === 'box') {
      const { account, material, amounts } = item.box;
      boxes.set(owedKey(material, account), amounts);
      add(account, material, amounts);
    }
    if (item.item === 'receiptPart') {
      for (const { material, amounts } of item.part.taken)
        add(item.part.account, material, amounts);
    }
  }
  for (const orderId of recorded) stillTorn.delete(orderId);
  return { owed, boxes, stillTorn };
}
