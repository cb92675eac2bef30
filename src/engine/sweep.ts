import { crosses, isExpired, type OrderType } from '../core/order.js';
import { expiryBuckets } from '../model/expiry.js';
import { acceptanceTimeOf } from '../model/order-id.js';
import { closeOrder } from './close.js';
import type { ExpiringOrder, OpenOrder } from './entities.js';
import type { Market } from './market.js';
import { toBookOrder } from './orders.js';
import { allPages } from './paging.js';
import { wakeMaterial } from './wake.js';

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
  /** Materials woken since their book was crossed and no wake-up had come. */
  readonly woken: readonly string[];
}

/**
 * Closes what has expired, by the path of a cancel, and wakes materials that lie crossed since
 * their wake-up was lost. May be run by several at once.
 */
export async function sweepMarket(
  market: Market,
  { wakeUpGraceMs = 60_000 }: SweepOptions = {},
): Promise<SweepResult> {
  const expired = await sweepExpired(market);
  return { expired, woken: await wakeCrossed(market, market.now() - wakeUpGraceMs) };
}

async function sweepExpired(market: Market): Promise<number> {
  const { store } = market;
  const now = market.now();
  const until = new Date(now).toISOString();
  const progress = await store.getSweepProgress();
  const from = progress ? Date.parse(progress.sweptUntil) : now - firstLookBack;
  let expired = 0;
  for (const bucket of expiryBuckets(from, now)) {
    for (;;) {
      const { items } = await store.listExpiringOrders(bucket, until, { limit: batchSize });
      if (items.length === 0) break;
      const ended = await Promise.all(items.map((expiring) => expire(market, expiring)));
      expired += ended.filter((isExpiry) => isExpiry).length;
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
  return expired;
}

/** False when the order had ended before. */
async function expire(market: Market, { orderId }: ExpiringOrder): Promise<boolean> {
  const record = await market.store.getOrderRecord(orderId);
  if (record?.orderId !== orderId || record.closure) return false;
  const { status } = await closeOrder(market, record, 'EXPIRED', 'EXPIRED');
  return status === 'EXPIRED';
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
