import { crosses, isExpired, type OrderType } from '../core/order.js';
import { expiryBuckets, wakeUpGraceMs } from '../model/expiry.js';
import { acceptanceTimeOf } from '../model/order-id.js';
import { closeOrder } from './close.js';
import type { ExpiringOrder, OpenOrder, OrderRecord } from './entities.js';
import type { Market } from './market.js';
import { wakeMaterial } from './matching/wake-material.js';
import { toBookOrder } from './orders.js';
import { allPages } from './reads/paging.js';

const hour = 3_600_000;
/** Where the first sweep of a market begins. */
const firstLookBack = 24 * hour;
/** Hours end for the sweeper later than on the clock, for orders that land late. */
const lag = hour;
/** Orders that are closed side by side. */
const batchSize = 16;

export interface SweepOptions {
  /**
   * Milliseconds that an order has to wait for its own wake-up before the sweeper takes it for
   * lost.
   * @default 60_000
   */
  readonly wakeUpGraceMs?: number | undefined;
}

/** What a sweep did. */
export interface SweepResult {
  /** Orders closed because their time was over. */
  readonly expired: number;
  /**
   * Materials woken since no wake-up had come: their book was crossed, or an order was open that
   * must not rest.
   */
  readonly woken: readonly string[];
}

/**
 * Closes what has expired, by the path of a cancel, and wakes materials whose wake-up was lost. May
 * be run by several at once.
 */
export async function sweepMarket(
  market: Market,
  options: SweepOptions = {},
): Promise<SweepResult> {
  const { expired, woken } = await sweepDueOrders(market);
  const graceMs = options.wakeUpGraceMs ?? wakeUpGraceMs;
  for (const material of await wakeCrossed(market, market.now() - graceMs)) woken.add(material);
  return { expired, woken: [...woken] };
}

async function sweepDueOrders(
  market: Market,
): Promise<{ readonly expired: number; readonly woken: Set<string> }> {
  const { store } = market;
  const now = market.now();
  const until = new Date(now).toISOString();
  const progress = await store.getSweepProgress();
  const from = progress ? Date.parse(progress.sweptUntil) : now - firstLookBack;
  let expired = 0;
  const woken = new Set<string>();
  for (const bucket of expiryBuckets(from, now)) {
    for (;;) {
      const { items } = await store.listExpiringOrders(bucket, until, { limit: batchSize });
      if (items.length === 0) break;
      const { length } = await closeDueOrders(market, items, woken);
      expired += length;
      await store.transact(
        items.map((expiring) => ({ write: 'deleteExpiringOrder', expiring })),
        { token: crypto.randomUUID() },
      );
    }
  }
  const sweptUntil = new Date(now - (now % hour) - lag).toISOString();
  if (progress === undefined || progress.sweptUntil < sweptUntil) {
    await store.transact([{ write: 'putSweepProgress', progress: { sweptUntil } }], {
      token: crypto.randomUUID(),
    });
  }
  return { expired, woken };
}

/** Gives the orders that have expired; for others, which must not rest, their materials are woken. */
async function closeDueOrders(
  market: Market,
  due: readonly ExpiringOrder[],
  woken: Set<string>,
): Promise<OrderRecord[]> {
  const records = await Promise.all(due.map(({ orderId }) => market.store.getOrderRecord(orderId)));
  const open = records.filter(
    (record, index) =>
      record !== undefined && record.orderId === due[index]?.orderId && record.closure === null,
  ) as OrderRecord[];
  const isOver = ({ expiresAt }: OrderRecord) =>
    expiresAt !== null && Date.parse(expiresAt) <= market.now();
  // One after the other: two of one material would be in each other's way.
  for (const record of open.filter((each) => !isOver(each))) {
    await wakeMaterial(market, { material: record.material, named: [record] });
    woken.add(record.material);
  }
  const ended = await Promise.all(
    open.filter(isOver).map(async (record) => {
      const { status } = await closeOrder(market, record, 'EXPIRED', 'EXPIRED');
      return status === 'EXPIRED' ? [record] : [];
    }),
  );
  return ended.flat();
}

async function wakeCrossed(market: Market, acceptedBefore: number): Promise<string[]> {
  const woken: string[] = [];
  for await (const material of allPages((page) => market.store.listMaterials(page))) {
    if (!(await isCrossedSince(market, material, acceptedBefore))) continue;
    const { transactions } = await wakeMaterial(market, { material, named: [], acceptedBefore });
    if (transactions > 0) woken.push(material);
  }
  return woken;
}

async function isCrossedSince(
  market: Market,
  material: string,
  acceptedBefore: number,
): Promise<boolean> {
  const [bid, ask] = await Promise.all([
    bestOpenOrder(market, material, 'Buy', acceptedBefore),
    bestOpenOrder(market, material, 'Sell', acceptedBefore),
  ]);
  return (
    bid !== undefined && ask !== undefined && crosses('Buy', bid.pricePerUnit, ask.pricePerUnit)
  );
}

async function bestOpenOrder(
  market: Market,
  material: string,
  type: OrderType,
  acceptedBefore: number,
): Promise<OpenOrder | undefined> {
  const now = market.now();
  const best = allPages((page) => market.store.listSide(material, type, { ...page, limit: 8 }));
  for await (const order of best) {
    if (isExpired(toBookOrder(order), now)) continue;
    if (acceptanceTimeOf(order.orderId) < acceptedBefore) return order;
  }
  return undefined;
}
