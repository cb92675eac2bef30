import type { Trade } from '../../model/market.js';
import {
  type Amounts,
  addAmounts,
  type DeliveryBox,
  type MaterialHead,
  noAmounts,
  type OpenOrder,
  type OrderRecord,
  type SetAsideOrder,
  type StatementClosure,
  type StatementEntry,
} from '../entities.js';
import type { DamagedItem, MarketStore } from '../store.js';

/** A closure as an account's statement tells it. */
export type ToldClosure = StatementClosure & {
  readonly account: string;
  readonly closedAt: string;
};

/** Name of what a statement tells of an order's reductions. */
export function toldReductionId(orderId: string): string {
  return `${orderId} reduced`;
}

/** All that the tables hold of one material. */
export class MaterialItems {
  head: MaterialHead | undefined;
  /** Whether there is the note that it has orders. */
  isNoted = false;
  /** By order id. */
  readonly records = new Map<string, OrderRecord>();
  /** By order id. */
  readonly openOrders = new Map<string, OpenOrder>();
  /** By order id. */
  readonly setAside = new Map<string, SetAsideOrder>();
  /** What the trade batches hold, by sequence. */
  readonly trades = new Map<number, Trade>();
  /** What the statements tell of trades, by sequence. */
  readonly toldTrades = new Map<number, Trade>();
  /** What the statements tell of closed orders, by order id. */
  readonly toldClosures = new Map<string, ToldClosure>();
  /** Units that the statements tell of as reduced, by order id. */
  readonly toldReductions = new Map<string, number>();
  /** Lines on the statements, by account: sequences of trades, ids of closed orders. */
  readonly lines = new Map<string, Set<number | string>>();
  readonly boxes = new Map<string, DeliveryBox>();
  /** By account. */
  readonly collected = new Map<string, Amounts>();

  constructor(readonly material: string) {}

  addStatement({ account, at, trades, closures, reductions }: StatementEntry): void {
    const lines = this.lines.get(account) ?? new Set();
    this.lines.set(account, lines);
    for (const { trade } of trades) {
      lines.add(trade.sequence);
      this.toldTrades.set(trade.sequence, trade);
    }
    for (const closure of closures) {
      lines.add(closure.orderId);
      this.toldClosures.set(closure.orderId, { ...closure, account, closedAt: at });
    }
    for (const { orderId, quantity } of reductions) {
      lines.add(toldReductionId(orderId));
      this.toldReductions.set(orderId, (this.toldReductions.get(orderId) ?? 0) + quantity);
    }
  }
}

/** All that the tables hold, by material. */
export interface MarketItems {
  readonly materials: ReadonlyMap<string, MaterialItems>;
  /** Ids of orders that the sweeper has a note of. */
  readonly noted: ReadonlySet<string>;
  /** Items that cannot be read. */
  readonly damaged: readonly DamagedItem[];
  /** How far the sweeper has come; ISO 8601. */
  readonly sweptUntil: string | undefined;
  /**
   * For open orders without a record of their own: the record that their idempotency key has, by
   * order id.
   */
  readonly otherRecords: ReadonlyMap<string, OrderRecord>;
}

/** Reads both tables whole, and keeps all of it but candles in memory. */
export async function readMarketItems(store: MarketStore): Promise<MarketItems> {
  const materials = new Map<string, MaterialItems>();
  const noted = new Set<string>();
  const damaged: DamagedItem[] = [];
  let sweptUntil: string | undefined;
  const of = (material: string): MaterialItems => {
    const items = materials.get(material) ?? new MaterialItems(material);
    materials.set(material, items);
    return items;
  };
  for await (const item of store.scan()) {
    switch (item.item) {
      case 'openOrder':
        of(item.order.material).openOrders.set(item.order.orderId, item.order);
        break;
      case 'orderRecord':
        of(item.record.material).records.set(item.record.orderId, item.record);
        break;
      case 'setAsideOrder': {
        const { order } = item.setAside;
        of(order.material).setAside.set(order.orderId, item.setAside);
        break;
      }
      case 'head':
        of(item.head.material).head = item.head;
        break;
      case 'trades':
        for (const trade of item.batch.trades) {
          of(trade.material).trades.set(trade.sequence, trade);
        }
        break;
      case 'statement':
        of(item.entry.material).addStatement(item.entry);
        break;
      case 'box':
        of(item.box.material).boxes.set(item.box.account, item.box);
        break;
      case 'receiptPart':
        for (const { material, amounts } of item.part.taken) {
          const { collected } = of(material);
          const before = collected.get(item.part.account) ?? noAmounts;
          collected.set(item.part.account, addAmounts(before, amounts));
        }
        break;
      case 'material':
        of(item.material).isNoted = true;
        break;
      case 'expiringOrder':
        noted.add(item.expiring.orderId);
        break;
      case 'damaged':
        damaged.push(item);
        break;
      case 'sweepProgress':
        sweptUntil = item.progress.sweptUntil;
        break;
    }
  }
  const otherRecords = new Map<string, OrderRecord>();
  for (const { records, openOrders, setAside } of materials.values()) {
    for (const orderId of [...openOrders.keys(), ...setAside.keys()]) {
      if (records.has(orderId)) continue;
      const other = await store.getOrderRecord(orderId);
      if (other) otherRecords.set(orderId, other);
    }
  }
  return { materials, noted, damaged, sweptUntil, otherRecords };
}
