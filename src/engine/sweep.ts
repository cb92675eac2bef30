import { MarketError } from '../model/errors.js';
import { wakeUpGraceMs } from '../model/expiry.js';
import { initialSweepProgress, type SweepProgress } from './entities.js';
import type { Market } from './market.js';
import { tryTransact } from './store.js';
import { closeDueOrders } from './sweeping/due-orders.js';
import { noteAllMaterials, wakeForgotten } from './sweeping/lost-wake-ups.js';
import { left, type SweepOptions, SweepRun } from './sweeping/sweep-run.js';

export type { SweepFailure, SweepOptions } from './sweeping/sweep-run.js';

/** Where the first sweep of a market begins. */
const firstLookBack = 24 * 3_600_000;

/** The last of its time, in which the store takes no call any more: the sweep reports in it. */
const reportMs = 1_000;

/** What a sweep did. */
export interface SweepResult {
  /** Orders closed because their time was over. */
  readonly expired: number;
  /**
   * Materials woken since no wake-up had come: their book was crossed, or an order was open that
   * must not rest.
   */
  readonly woken: readonly string[];
  /** Orders and materials that it could not deal with, and left for the next sweep. */
  readonly failed: number;
  /** Open orders taken out of the book because they have no open record. */
  readonly ordersSetAside: number;
  /** Whether it came to its end. If not, its time was over, and the next one goes on from there. */
  readonly isComplete: boolean;
}

/**
 * Closes what has expired, by the path of a cancel, and wakes materials whose wake-up was lost: each
 * order and each material for itself. May be run by several at once.
 */
export async function sweepMarket(
  market: Market,
  options: SweepOptions = {},
): Promise<SweepResult> {
  const run = new SweepRun(market, options.wakeUpGraceMs ?? wakeUpGraceMs, options);
  const read = await run.attempt('progress', 'read', () => readProgress(market));
  const known = read === left ? undefined : read;
  const lookBack = new Date(run.startedAt - firstLookBack).toISOString();
  const before = known ?? initialSweepProgress(lookBack);
  const isReadable = read !== left;
  const hasNotedMaterials =
    before.hasNotedMaterials || (isReadable && (await noteAllMaterials(run)));
  const { stoppedAt, ...due } = await closeDueOrders(run, before);
  const material = await wakeForgotten(run, before.stoppedAt.material);
  if (isReadable) {
    const after = { ...due, hasNotedMaterials, stoppedAt: { ...stoppedAt, material } };
    const save = () => saveProgress(market, before, after);
    await run.attempt('progress', 'write', save, { keptMs: reportMs });
  }
  const { expired, failed, ordersSetAside, isComplete } = run;
  return { expired, woken: [...run.woken], failed, ordersSetAside, isComplete };
}

async function readProgress({ store }: Market): Promise<SweepProgress | undefined> {
  const progress = await store.getSweepProgress();
  if (progress && Number.isNaN(Date.parse(progress.sweptUntil))) {
    throw new MarketError('INTERNAL', `the sweeper's progress is no time: ${progress.sweptUntil}`);
  }
  return progress;
}

async function saveProgress(
  market: Market,
  before: SweepProgress,
  after: Omit<SweepProgress, 'version'>,
): Promise<void> {
  const { version, ...known } = before;
  if (JSON.stringify(known) === JSON.stringify(after)) return;
  const progress = { version: version + 1, ...after };
  // Rejected where another sweep has been faster, and has come as far.
  await tryTransact(market.store, [{ write: 'putSweepProgress', progress }]);
}
