import type { OrderType } from '../model/market.js';
import { amountNames, type MaterialHead, type OrderRecord, type TradeBatch } from './entities.js';
import type { DamagedItem, MarketStore } from './store.js';

/** One thing that does not add up. */
export interface AuditDifference {
  /** Of which material; empty where a damaged item does not tell. */
  readonly material: string;
  /** What was compared, such as `coins`, `goods`, or the id of an order. */
  readonly subject: string;
  /** What it should be. */
  readonly expected: string;
  /** What the tables say. */
  readonly found: string;
}

/** What an audit found, from the tables alone. Amounts are decimal strings, exact at any size. */
export interface AuditReport {
  /** Whether everything adds up. */
  readonly ok: boolean;
  /** What does not add up; empty when all is well. */
  readonly differences: readonly AuditDifference[];
  /** Accepted orders. */
  readonly orders: number;
  /** Orders in the book. */
  readonly openOrders: number;
  /** Trades so far. */
  readonly trades: number;
  /** Materials that had an order. */
  readonly materials: number;
  /** Coins of all materials together; each material is compared by itself. */
  readonly coins: {
    /** Limit value of all accepted Buy orders. */
    readonly accepted: string;
    /** Held by open Buy orders. */
    readonly inOpenOrders: string;
    /** In delivery boxes. */
    readonly inBoxes: string;
    /** Handed over to players. */
    readonly collected: string;
    /** Charged to sellers. */
    readonly fees: string;
  };
  /** Units of all materials together; each material is compared by itself. */
  readonly goods: {
    /** Quantity of all accepted Sell orders. */
    readonly accepted: string;
    /** Held by open Sell orders. */
    readonly inOpenOrders: string;
    /** In delivery boxes. */
    readonly inBoxes: string;
    /** Handed over to players. */
    readonly collected: string;
  };
  /** Materials whose best open Buy and Sell cross: matching is under way, or has stopped there. */
  readonly crossed: readonly string[];
}

class Sum {
  accepted = 0n;
  inOpenOrders = 0n;
  inBoxes = 0n;
  collected = 0n;
  fees = 0n;

  get accountedFor(): bigint {
    return this.inOpenOrders + this.inBoxes + this.collected + this.fees;
  }

  add(other: Sum): void {
    this.accepted += other.accepted;
    this.inOpenOrders += other.inOpenOrders;
    this.inBoxes += other.inBoxes;
    this.collected += other.collected;
    this.fees += other.fees;
  }
}

class MaterialAccounts {
  readonly coins = new Sum();
  readonly goods = new Sum();
  readonly records = new Map<string, OrderRecord>();
  readonly openQuantities = new Map<string, number>();
  readonly tradedQuantities = new Map<string, bigint>();
  readonly batches: TradeBatch[] = [];
  /** Orders that were taken out of the book for want of an open record. */
  readonly setAside: string[] = [];
  /** Accounts that collected more than they were owed. */
  readonly overdrawn: string[] = [];
  head: MaterialHead | undefined;
  bestBid: number | undefined;
  bestAsk: number | undefined;
  trades = 0;
}

/**
 * Proves that nothing was lost or made: per material, the coins and goods that came in with
 * accepted orders are those in open orders, delivery boxes, collections and fees; every order's
 * trades add up to what it no longer offers; trades are numbered without gaps.
 *
 * Reads both tables whole. On a market that is trading meanwhile the reads are no snapshot, so
 * differences are only meaningful when intake and matcher are idle.
 */
export async function auditStore(store: MarketStore): Promise<AuditReport> {
  const { materials, damaged } = await readAccounts(store);
  const differences: AuditDifference[] = damaged.map(damagedDifference);
  const coins = new Sum();
  const goods = new Sum();
  const counts = { orders: 0, openOrders: 0, trades: 0 };
  const crossed: string[] = [];
  for (const [material, accounts] of [...materials].sort(([a], [b]) => (a < b ? -1 : 1))) {
    differences.push(...compareMaterial(material, accounts));
    coins.add(accounts.coins);
    goods.add(accounts.goods);
    counts.orders += accounts.records.size;
    counts.openOrders += accounts.openQuantities.size;
    counts.trades += accounts.trades;
    const { bestBid, bestAsk } = accounts;
    if (bestBid !== undefined && bestAsk !== undefined && bestBid >= bestAsk)
      crossed.push(material);
  }
  return {
    ok: differences.length === 0,
    differences,
    ...counts,
    materials: materials.size,
    coins: {
      accepted: String(coins.accepted),
      inOpenOrders: String(coins.inOpenOrders),
      inBoxes: String(coins.inBoxes),
      collected: String(coins.collected),
      fees: String(coins.fees),
    },
    goods: {
      accepted: String(goods.accepted),
      inOpenOrders: String(goods.inOpenOrders),
      inBoxes: String(goods.inBoxes),
      collected: String(goods.collected),
    },
    crossed,
  };
}

async function readAccounts(
  store: MarketStore,
): Promise<{ readonly materials: Map<string, MaterialAccounts>; readonly damaged: DamagedItem[] }> {
  const damaged: DamagedItem[] = [];
  const materials = new Map<string, MaterialAccounts>();
  const of = (material: string): MaterialAccounts => {
    let accounts = materials.get(material);
    if (accounts === undefined) {
      accounts = new MaterialAccounts();
      materials.set(material, accounts);
    }
    return accounts;
  };
  for await (const item of store.scan()) {
    switch (item.item) {
      case 'damaged':
        damaged.push(item);
        break;
      case 'openOrder': {
        const { material, type, orderId, pricePerUnit, remainingQuantity } = item.order;
        const accounts = of(material);
        accounts.openQuantities.set(orderId, remainingQuantity);
        const held = BigInt(remainingQuantity);
        if (type === 'Sell') accounts.goods.inOpenOrders += held;
        else accounts.coins.inOpenOrders += held * BigInt(pricePerUnit);
        noteBestPrice(accounts, type, pricePerUnit);
        break;
      }
      case 'orderRecord': {
        if (item.record.isRefused) break;
        const { material, type, orderId, quantity, pricePerUnit } = item.record;
        const accounts = of(material);
        accounts.records.set(orderId, item.record);
        if (type === 'Sell') accounts.goods.accepted += BigInt(quantity);
        else accounts.coins.accepted += BigInt(quantity) * BigInt(pricePerUnit);
        break;
      }
      case 'setAsideOrder':
        of(item.setAside.order.material).setAside.push(item.setAside.order.orderId);
        break;
      case 'head':
        of(item.head.material).head = item.head;
        break;
      case 'trades': {
        const accounts = of(item.batch.material);
        accounts.batches.push(item.batch);
        for (const { quantity, buyOrderId, sellOrderId, fee } of item.batch.trades) {
          accounts.trades += 1;
          accounts.coins.fees += BigInt(fee);
          for (const orderId of [buyOrderId, sellOrderId]) {
            const traded = accounts.tradedQuantities.get(orderId) ?? 0n;
            accounts.tradedQuantities.set(orderId, traded + BigInt(quantity));
          }
        }
        break;
      }
      case 'box': {
        const { account, amounts, material } = item.box;
        if (amountNames.some((name) => amounts[name] < 0n)) of(material).overdrawn.push(account);
        of(material).goods.inBoxes += amounts.goodsBought + amounts.goodsReturned;
        of(material).coins.inBoxes += amounts.coinsEarned + amounts.coinsRefunded;
        break;
      }
      case 'receiptPart':
        for (const { material, amounts } of item.part.taken) {
          of(material).goods.collected += amounts.goodsBought + amounts.goodsReturned;
          of(material).coins.collected += amounts.coinsEarned + amounts.coinsRefunded;
        }
        break;
    }
  }
  return { materials, damaged };
}

function damagedDifference({ table, key, reason }: DamagedItem): AuditDifference {
  return {
    material: table === 'orders' ? key.partition : '',
    subject: `item "${key.partition}" / "${key.sort}" of the ${table} table`,
    expected: 'readable',
    found: `damaged: ${reason}`,
  };
}

function noteBestPrice(accounts: MaterialAccounts, type: OrderType, price: number): void {
  if (type === 'Buy') accounts.bestBid = Math.max(accounts.bestBid ?? price, price);
  else accounts.bestAsk = Math.min(accounts.bestAsk ?? price, price);
}

function compareMaterial(material: string, accounts: MaterialAccounts): AuditDifference[] {
  const differences: AuditDifference[] = [];
  const compare = (subject: string, expected: unknown, found: unknown) => {
    if (String(expected) === String(found)) return;
    differences.push({ material, subject, expected: String(expected), found: String(found) });
  };
  compare('coins', accounts.coins.accepted, accounts.coins.accountedFor);
  compare('goods', accounts.goods.accepted, accounts.goods.accountedFor);
  for (const account of accounts.overdrawn)
    compare(`box of ${account}`, 'not overdrawn', 'overdrawn');
  compareSequences(accounts, compare);
  for (const record of accounts.records.values()) compareOrder(accounts, record, compare);
  for (const orderId of accounts.openQuantities.keys()) {
    if (!accounts.records.has(orderId)) compare(`order ${orderId}`, 'a record', 'none');
  }
  for (const orderId of accounts.setAside) compare(`order ${orderId}`, 'in the book', 'set aside');
  for (const orderId of accounts.tradedQuantities.keys()) {
    if (!accounts.records.has(orderId)) compare(`trades of ${orderId}`, 'a record', 'none');
  }
  return differences;
}

type Compare = (subject: string, expected: unknown, found: unknown) => void;

function compareSequences(accounts: MaterialAccounts, compare: Compare): void {
  let next = 1;
  const batches = [...accounts.batches].sort((a, b) => a.trades[0].sequence - b.trades[0].sequence);
  for (const { trades } of batches) {
    for (const { sequence } of trades) {
      compare('trade sequence', next, sequence);
      next = sequence + 1;
    }
  }
  compare('last trade sequence', accounts.head?.sequence ?? 0, next - 1);
}

function compareOrder(accounts: MaterialAccounts, record: OrderRecord, compare: Compare): void {
  const { orderId, quantity, closure } = record;
  const open = accounts.openQuantities.get(orderId);
  const traded = accounts.tradedQuantities.get(orderId) ?? 0n;
  compare(`order ${orderId} in the book`, closure === null, open !== undefined);
  const untraded = open ?? closure?.remainingQuantity ?? 0;
  compare(`traded quantity of order ${orderId}`, quantity - untraded, traded);
  if (closure?.status === 'FILLED') compare(`rest of filled order ${orderId}`, 0, untraded);
}
