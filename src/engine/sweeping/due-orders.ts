import { MarketError } from '../../model/errors.js';
import { expiryBuckets, startOfBucket } from '../../model/expiry.js';
import { isOrderId } from '../../model/order-id.js';
import { closeOrder } from '../close.js';
import type { ExpiringOrder, OrderRecord, SweepPosition, SweepProgress } from '../entities.js';
import { left, type SweepRun } from './sweep-run.js';

const hour = 3_600_000;
/** Hours end for the sweeper later than on the clock, for orders that land late. */
const lag = hour;
/** Orders that are dealt with side by side. */
const batchSize = 16;

/** How far a sweep has come with due orders. */
type DueProgress = Pick<SweepProgress, 'sweptUntil' | 'unfinished'> & {
  readonly stoppedAt: Pick<SweepPosition, 'bucket' | 'cursor'>;
};

interface Walk {
  readonly bucket: string;
  readonly cursor: string | null;
}

/**
 * Closes the orders whose time is over, and wakes the materials of those that must not rest. A note
 * is deleted once its order is dealt with; a bucket in which one is left is looked through again by
 * every sweep.
 */
export async function closeDueOrders(run: SweepRun, before: SweepProgress): Promise<DueProgress> {
  const now = run.startedAt;
  const buckets = expiryBuckets(Date.parse(before.sweptUntil), now);
  const all = [...buckets, ...before.unfinished];
  const cleared = new Set<string>();
  const lookedThrough = new Set<string>();
  let stoppedAt: DueProgress['stoppedAt'] = { bucket: null, cursor: null };
  for (const walk of walksFrom(all, before.stoppedAt)) {
    const { isCleared, stoppedAtCursor } = await sweepBucket(run, walk);
    if (stoppedAtCursor !== undefined) {
      stoppedAt = { bucket: walk.bucket, cursor: stoppedAtCursor };
      break;
    }
    if (walk.cursor !== null) continue;
    lookedThrough.add(walk.bucket);
    if (isCleared) cleared.add(walk.bucket);
  }
  const next = buckets.find((bucket) => !lookedThrough.has(bucket));
  const settled = now - (now % hour) - lag;
  const end = Math.min(settled, next === undefined ? settled : startOfBucket(next));
  const sweptUntil = new Date(Math.max(end, Date.parse(before.sweptUntil))).toISOString();
  const unfinished = all.filter(
    (bucket) => !cleared.has(bucket) && startOfBucket(bucket) < Date.parse(sweptUntil),
  );
  return { sweptUntil, unfinished, stoppedAt };
}

/** Every bucket from its beginning, and before that, from where the last sweep stopped. */
function walksFrom(buckets: readonly string[], { bucket, cursor }: SweepPosition): Walk[] {
  const first = bucket === null ? 0 : Math.max(buckets.indexOf(bucket), 0);
  const rotated = [...buckets.slice(first), ...buckets.slice(0, first)];
  const walks = rotated.map((each): Walk => ({ bucket: each, cursor: null }));
  if (cursor === null || bucket === null || rotated[0] !== bucket) return walks;
  const [whole, ...others] = walks;
  return [{ bucket, cursor }, ...others, ...(whole ? [whole] : [])];
}

/** Gives where it stopped, if its time was over. */
async function sweepBucket(
  run: SweepRun,
  { bucket, cursor: start }: Walk,
): Promise<{ isCleared: boolean; stoppedAtCursor?: string | null }> {
  const until = new Date(run.startedAt).toISOString();
  let cursor = start;
  let isCleared = true;
  do {
    if (!run.hasTimeForOrders()) return { isCleared: false, stoppedAtCursor: cursor };
    const page = await run.attempt('notes of due orders', bucket, () =>
      run.market.store.listExpiringOrders(bucket, until, { limit: batchSize, cursor }),
    );
    if (page === left) return { isCleared: false };
    const done = await dealWith(run, page.items);
    const deleted = await deleteNotes(run, done);
    if (deleted < page.items.length) isCleared = false;
    cursor = page.cursor;
  } while (cursor !== null);
  return { isCleared };
}

/** Gives the notes that are of no more use. */
async function dealWith(run: SweepRun, notes: readonly ExpiringOrder[]): Promise<ExpiringOrder[]> {
  const waiting: { readonly note: ExpiringOrder; readonly record: OrderRecord }[] = [];
  const done = await Promise.all(
    notes.map(async (note) => {
      const open = await run.attempt('order', nameOf(note), () => closeIfOver(run, note));
      if (open === left) return [];
      if (open === undefined) return [note];
      waiting.push({ note, record: open });
      return [];
    }),
  );
  const materials = [...new Set(waiting.map(({ record }) => record.material))];
  const woken = await Promise.all(
    materials.map(async (material) => {
      const ofMaterial = waiting.filter(({ record }) => record.material === material);
      const late = await run.attemptMaterial(material, () =>
        wakeFor(
          run,
          material,
          ofMaterial.map(({ record }) => record),
        ),
      );
      if (late === left) return [];
      return ofMaterial.filter(({ record }) => late.includes(record)).map(({ note }) => note);
    }),
  );
  return [...done, ...woken].flat();
}

/** What a failure calls a note that may be damaged. */
function nameOf({ orderId, expiresAt }: ExpiringOrder): string {
  return isOrderId(orderId) ? orderId : `${expiresAt}#${orderId}`;
}

/** Gives the record of an order that is open although its time is not over. */
async function closeIfOver(run: SweepRun, note: ExpiringOrder): Promise<OrderRecord | undefined> {
  const { market } = run;
  const { orderId } = note;
  if (!isOrderId(orderId)) {
    throw new MarketError('INTERNAL', `the note ${nameOf(note)} of a due order names no order`);
  }
  const record = await market.store.getOrderRecord(orderId);
  // Order, record and note land together.
  if (record?.orderId !== orderId) {
    throw new MarketError(
      'INTERNAL',
      `order ${orderId} is noted as due at ${note.expiresAt} but has no record: were the tables restored to different times?`,
    );
  }
  if (record.closure !== null) return undefined;
  const { expiresAt } = record;
  if (expiresAt === null || Date.parse(expiresAt) > run.startedAt) return record;
  const { closure } = await closeOrder(market, record, 'EXPIRED', 'EXPIRED');
  if (closure.status === 'EXPIRED') run.expired += 1;
  return undefined;
}

/** Wakes a material for orders that must not rest; gives those that are dealt with. */
async function wakeFor(
  run: SweepRun,
  material: string,
  records: readonly OrderRecord[],
): Promise<readonly OrderRecord[]> {
  const head = await run.market.store.getHead(material);
  // A matcher that is at work comes to the orders that are later than its watermark.
  const isLate = ({ orderId }: OrderRecord) => !head || orderId <= head.watermark;
  const late = run.isAtWork(head) ? records.filter(isLate) : records;
  if (late.length === 0) return [];
  await run.wake({ material, named: late });
  return late;
}

/** Gives how many are deleted; where all at once cannot be, each is for itself. */
async function deleteNotes(run: SweepRun, notes: readonly ExpiringOrder[]): Promise<number> {
  const remove = (some: readonly ExpiringOrder[]) =>
    run.market.store.transact(
      some.map((expiring) => ({ write: 'deleteExpiringOrder', expiring })),
      { token: crypto.randomUUID() },
    );
  if (notes.length === 0) return 0;
  try {
    await remove(notes);
    return notes.length;
  } catch {
    const deleted = await Promise.all(
      notes.map((note) => run.attempt('order', nameOf(note), () => remove([note]))),
    );
    return deleted.filter((each) => each !== left).length;
  }
}
