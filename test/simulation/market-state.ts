import type { AuditReport } from '../../src/engine/audit.js';
import { auditMarket } from '../../src/engine/audit.js';
import { type Amounts, addAmounts, noAmounts } from '../../src/engine/entities.js';
import { getOrder } from '../../src/engine/get-order.js';
import { listAccountTrades, listMaterialTrades } from '../../src/engine/lists.js';
import { allPages, collectAll } from '../../src/engine/paging.js';
import type { MarketStore } from '../../src/engine/store.js';
import type { Order, Trade } from '../../src/model/market.js';

/** What a market holds in the end, as its users can see it, and what the tables say. */
export interface MarketState {
  readonly orders: ReadonlyMap<string, Order>;
  /** Of each material, in order of their sequence. */
  readonly trades: ReadonlyMap<string, readonly Trade[]>;
  /** Ids of trades in the statements of each account. */
  readonly statements: ReadonlyMap<string, readonly string[]>;
  /** What each account was ever owed, by material: in boxes and collected. */
  readonly owed: ReadonlyMap<string, Amounts>;
  /** What lies in the boxes. */
  readonly boxes: ReadonlyMap<string, Amounts>;
  readonly audit: AuditReport;
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
  const statements = new Map<string, string[]>();
  for (const account of new Set([...orders.values()].map((order) => order.account))) {
    const entries = await collectAll(allPages((page) => listAccountTrades(store, account, page)));
    const ids = entries.filter(({ material }) => trades.has(material)).map((one) => one.tradeId);
    statements.set(account, ids);
  }
  return {
    orders,
    trades,
    statements,
    ...(await readOwed(store, new Set(names.materials))),
    audit: await auditMarket(store),
  };
}

async function readOwed(
  store: MarketStore,
  materials: ReadonlySet<string>,
): Promise<Pick<MarketState, 'owed' | 'boxes'>> {
  const owed = new Map<string, Amounts>();
  const boxes = new Map<string, Amounts>();
  const add = (account: string, material: string, amounts: Amounts) => {
    if (!materials.has(material)) return;
    const key = owedKey(material, account);
    owed.set(key, addAmounts(owed.get(key) ?? noAmounts, amounts));
  };
  for await (const item of store.scan()) {
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
  return { owed, boxes };
}
