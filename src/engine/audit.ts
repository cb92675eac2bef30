import {
  type AuditDifference,
  compareSums,
  comparing,
  damagedDifference,
} from './auditing/differences.js';
import { addToSums, MaterialSums, Sum } from './auditing/material-sums.js';
import { OrderBalance } from './auditing/order-balance.js';
import { materialOf, OrderDetails } from './auditing/order-details.js';
import type { DamagedItem, MarketStore, ScannedItem } from './store.js';

export type { AuditDifference } from './auditing/differences.js';

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

/** How far an audit has come. */
export interface AuditProgress {
  /** 1, or 2 when the tables are read again for orders that do not add up. */
  readonly reading: 1 | 2;
  /** Items read in this reading. */
  readonly items: number;
  /** Segments that have been read to their end. */
  readonly segmentsDone: number;
  /** All of them. */
  readonly segments: number;
}

export interface StoreAuditOptions {
  /**
   * Parts of each table that are read at the same time.
   * @default 1
   */
  readonly segments?: number | undefined;
  /** Told now and then how far it has come. */
  readonly onProgress?: ((progress: AuditProgress) => void) | undefined;
}

/** Items between two reports of progress. */
const progressStep = 10_000;
/**
 * Groups of orders that are looked at one by one: of 10 million orders, so many groups have 40,000.
 * What is wrong with more than that is not found out order by order.
 */
const maxGroups = 256;

/**
 * Proves that nothing was lost or made: per material, the coins and goods that came in with
 * accepted orders are those in open orders, delivery boxes, collections and fees; every order's
 * trades add up to what it no longer offers; trades are numbered without gaps.
 *
 * Reads both tables whole, and only if orders do not add up once more, to name them. Its memory
 * follows the number of materials and of differences, not that of orders. On a market that is trading
 * meanwhile the reads are no snapshot, so differences are only meaningful when intake and matcher are
 * idle. An audit that is interrupted begins anew.
 */
export async function auditStore(
  store: MarketStore,
  options: StoreAuditOptions = {},
): Promise<AuditReport> {
  const materials = new Map<string, MaterialSums>();
  const sumsOf = (material: string) => entryOf(materials, material, () => new MaterialSums());
  const damaged: DamagedItem[] = [];
  const balance = new OrderBalance();
  await readAll(store, 1, options, (item) => {
    addToSums(sumsOf, item);
    if (item.item === 'damaged') damaged.push(item);
    else if (item.item === 'openOrder') balance.addOpenOrder(item.order);
    else if (item.item === 'trades') balance.addTrades(item.batch);
    else if (item.item === 'orderRecord' && !item.record.isRefused) balance.addRecord(item.record);
  });

  const differences: AuditDifference[] = damaged.map(damagedDifference);
  const groups = balance.suspiciousGroups();
  const details = await readDetails(store, balance, new Set(groups.slice(0, maxGroups)), options);
  const sorted = [...materials].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [material, sums] of sorted) {
    const compare = comparing(differences, material);
    await compareSums(store, material, sums, compare);
    details.get(material)?.compare(compare);
  }
  if (groups.length > maxGroups) {
    const further = `in ${groups.length - maxGroups} more groups of orders`;
    comparing(differences, '')('orders that do not add up', 'none', further);
  }
  return reportOf(sorted, differences);
}

/** What the items of suspicious orders say, by material. */
async function readDetails(
  store: MarketStore,
  balance: OrderBalance,
  groups: ReadonlySet<number>,
  options: StoreAuditOptions,
): Promise<ReadonlyMap<string, OrderDetails>> {
  const details = new Map<string, OrderDetails>();
  if (groups.size === 0) return details;
  await readAll(store, 2, options, (item) => {
    const material = materialOf(item);
    if (material === undefined) return;
    const isAskedFor = (orderId: string) => groups.has(balance.groupOf(material, orderId));
    entryOf(details, material, () => new OrderDetails()).add(item, isAskedFor);
  });
  return details;
}

async function readAll(
  store: MarketStore,
  reading: AuditProgress['reading'],
  { segments = 1, onProgress }: StoreAuditOptions,
  take: (item: ScannedItem) => void,
): Promise<void> {
  let items = 0;
  let segmentsDone = 0;
  const report = () => onProgress?.({ reading, items, segmentsDone, segments });
  const readSegment = async (segment: number) => {
    for await (const item of store.scan({ segment, segments })) {
      take(item);
      items += 1;
      if (items % progressStep === 0) report();
    }
    segmentsDone += 1;
    report();
  };
  await Promise.all(Array.from({ length: segments }, (_, segment) => readSegment(segment)));
}

function reportOf(
  materials: readonly (readonly [string, MaterialSums])[],
  differences: readonly AuditDifference[],
): AuditReport {
  const coins = new Sum();
  const goods = new Sum();
  const counts = { orders: 0, openOrders: 0, trades: 0 };
  const crossed: string[] = [];
  for (const [material, sums] of materials) {
    coins.add(sums.coins);
    goods.add(sums.goods);
    counts.orders += sums.orders;
    counts.openOrders += sums.openOrders;
    counts.trades += sums.trades;
    if (sums.isCrossed) crossed.push(material);
  }
  return {
    ok: differences.length === 0,
    differences,
    ...counts,
    materials: materials.length,
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

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
