import { allPages } from '../reads/paging.js';
import type { DamagedItem, MarketStore } from '../store.js';
import type { MaterialSums } from './material-sums.js';

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

export type Compare = (subject: string, expected: unknown, found: unknown) => void;

/** Adds what differs to the list. */
export function comparing(differences: AuditDifference[], material: string): Compare {
  return (subject, expected, found) => {
    if (String(expected) === String(found)) return;
    differences.push({ material, subject, expected: String(expected), found: String(found) });
  };
}

export function damagedDifference({ table, key, reason }: DamagedItem): AuditDifference {
  return {
    material: table === 'orders' ? key.partition : '',
    subject: `item "${key.partition}" / "${key.sort}" of the ${table} table`,
    expected: 'readable',
    found: `damaged: ${reason}`,
  };
}

/** What the sums of a material say, but for its orders one by one. */
export async function compareSums(
  store: MarketStore,
  material: string,
  sums: MaterialSums,
  compare: Compare,
): Promise<void> {
  compare('coins', sums.coins.accepted, sums.coins.accountedFor);
  compare('goods', sums.goods.accepted, sums.goods.accountedFor);
  for (const account of sums.overdrawn) compare(`box of ${account}`, 'not overdrawn', 'overdrawn');
  if (!sums.isUnbroken) await compareSequences(store, material, compare);
  compare('last trade sequence', sums.sequence, sums.lastSequence);
  for (const orderId of sums.setAside) compare(`order ${orderId}`, 'in the book', 'set aside');
}

/** Where the numbering of trades breaks off: from the latest batch down to the first. */
async function compareSequences(
  store: MarketStore,
  material: string,
  compare: Compare,
): Promise<void> {
  let later: number | undefined;
  for await (const { trades } of allPages((page) => store.listTrades(material, page))) {
    const next = trades[0].sequence + trades.length;
    if (later !== undefined) compare('trade sequence', next, later);
    later = trades[0].sequence;
  }
  if (later !== undefined) compare('trade sequence', 1, later);
}
