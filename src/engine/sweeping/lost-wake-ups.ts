import { crosses, isExpired, type OrderType } from '../../core/order.js';
import {
  type ActivityNote,
  activityNoteOf,
  activityShards,
  endOfActivity,
  lastLandingOf,
} from '../../model/activity.js';
import { MarketError } from '../../model/errors.js';
import { acceptanceTimeOf } from '../../model/order-id.js';
import type { MaterialHead, OpenOrder } from '../entities.js';
import { toBookOrder } from '../orders.js';
import { allPages, callForEach, collectAll, growingPages } from '../reads/paging.js';
import { maxTransactionWrites } from '../store.js';
import { left, type SweepRun } from './sweep-run.js';

/**
 * Looks at the materials that had orders lately, and wakes those that lie crossed. Begins with a
 * material, and gives the one to begin with next time, where the time was over.
 */
export async function wakeForgotten(run: SweepRun, first: string | null): Promise<string | null> {
  const notBegun: string[] = [];
  await callForEach(inTurn(await activeMaterials(run), first), async ([material, notes]) => {
    if (!run.hasTime()) notBegun.push(material);
    else await run.attemptMaterial(material, () => lookAfter(run, material, notes));
  });
  return notBegun[0] ?? null;
}

/**
 * Notes activity for every material there is: for orders that landed when the intake did not note
 * it yet. Until the notes are deleted, the last intake of that kind has ended.
 */
export async function noteAllMaterials(run: SweepRun): Promise<boolean> {
  const { store } = run.market;
  const noted = await run.attempt('list of materials', 'all', async () => {
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.listMaterials>> = await store.listMaterials({
        limit: maxTransactionWrites,
        cursor,
      });
      if (page.items.length > 0) {
        await store.transact(
          page.items.map((material) => ({
            write: 'putActivityNote',
            note: activityNoteOf(material, run.startedAt),
          })),
          { token: crypto.randomUUID() },
        );
      }
      cursor = page.cursor;
    } while (cursor !== null);
  });
  return noted !== left;
}

type ActiveMaterial = readonly [material: string, notes: readonly ActivityNote[]];

async function activeMaterials(run: SweepRun): Promise<ActiveMaterial[]> {
  const shards = Array.from({ length: activityShards }, (_, shard) => shard);
  const listed = await Promise.all(
    shards.map((shard) =>
      run.attempt('notes of activity', String(shard), () =>
        collectAll(allPages((page) => run.market.store.listActivityNotes(shard, page))),
      ),
    ),
  );
  const byMaterial = new Map<string, ActivityNote[]>();
  for (const note of listed.flatMap((notes) => (notes === left ? [] : notes))) {
    if (!note.material || Number.isNaN(Date.parse(note.since))) {
      const name = `${note.since}#${note.material}`;
      const error = new MarketError('INTERNAL', `${name} is not a note of activity`);
      run.fail({ what: 'notes of activity', name, error });
      continue;
    }
    const notes = byMaterial.get(note.material);
    if (notes) notes.push(note);
    else byMaterial.set(note.material, [note]);
  }
  return [...byMaterial]
    .filter(([, notes]) => notes.some((note) => isUnderWay(run, note) || isOver(run, note)))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function inTurn(materials: readonly ActiveMaterial[], first: string | null): ActiveMaterial[] {
  const index = first === null ? 0 : materials.findIndex(([material]) => material >= first);
  const from = Math.max(index, 0);
  return [...materials.slice(from), ...materials.slice(0, from)];
}

/** Whether orders of its period may just have waited too long. Sweeps come once per grace or so. */
function isUnderWay(run: SweepRun, note: ActivityNote): boolean {
  return run.startedAt < endOfActivity(note) + 3 * run.wakeUpGraceMs;
}

/** Whether all orders of its period have landed, and have waited long enough. */
function isOver(run: SweepRun, note: ActivityNote): boolean {
  return run.acceptedBefore >= lastLandingOf(note);
}

/**
 * Wakes a material if it lies crossed, and deletes the notes of periods that need no more looks:
 * those that were over when nothing was found, or when a matcher read that committed since.
 */
async function lookAfter(
  run: SweepRun,
  material: string,
  notes: readonly ActivityNote[],
): Promise<void> {
  const { market } = run;
  const head = await market.store.getHead(material);
  const open = notes.filter((note) => !wasMatchedAfter(run, head, note));
  const isLeftAlone = open.length === 0 || run.isAtWork(head);
  if (!isLeftAlone && (await isCrossed(run, material))) {
    await run.wake({ material, named: [], acceptedBefore: run.acceptedBefore });
  }
  const finished = notes.filter(
    (note) => !open.includes(note) || (!isLeftAlone && isOver(run, note)),
  );
  if (finished.length === 0) return;
  await market.store.transact(
    finished.slice(0, maxTransactionWrites).map((note) => ({ write: 'deleteActivityNote', note })),
    { token: crypto.randomUUID() },
  );
}

/**
 * Whether a plan was committed that was read when all orders of the note's period had landed: its
 * watermark is the id of an order that was accepted after that. Of one that a wrong clock made,
 * ahead of the present, nobody knows when it was accepted.
 */
function wasMatchedAfter(
  run: SweepRun,
  head: MaterialHead | undefined,
  note: ActivityNote,
): boolean {
  if (head === undefined) return false;
  const acceptedAt = acceptanceTimeOf(head.watermark);
  return acceptedAt >= lastLandingOf(note) && acceptedAt <= run.market.now();
}

/** Whether orders cross that have waited long enough for their own wake-ups. */
async function isCrossed(run: SweepRun, material: string): Promise<boolean> {
  const { store } = run.market;
  const [bids, asks] = await Promise.all([
    store.listSide(material, 'Buy', { limit: 1 }),
    store.listSide(material, 'Sell', { limit: 1 }),
  ]);
  if (!doCross(bids.items[0], asks.items[0])) return false;
  const [bid, ask] = await Promise.all([
    bestWaiting(run, material, 'Buy'),
    bestWaiting(run, material, 'Sell'),
  ]);
  return doCross(bid, ask);
}

function doCross(bid: OpenOrder | undefined, ask: OpenOrder | undefined): boolean {
  return (
    bid !== undefined && ask !== undefined && crosses('Buy', bid.pricePerUnit, ask.pricePerUnit)
  );
}

async function bestWaiting(
  run: SweepRun,
  material: string,
  type: OrderType,
): Promise<OpenOrder | undefined> {
  const now = run.market.now();
  const best = growingPages((page) => run.market.store.listSide(material, type, page), {
    first: 8,
    max: 1_000,
  });
  for await (const order of best) {
    if (isExpired(toBookOrder(order), now)) continue;
    if (acceptanceTimeOf(order.orderId) < run.acceptedBefore) return order;
  }
  return undefined;
}
