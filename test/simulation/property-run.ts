import { type ChildProcess, fork } from 'node:child_process';
import type { Job, Played } from './property-worker.js';

/** Scenarios of one seed. More scenarios have more seeds, so that workers can share them. */
const runsPerSeed = 500;

export interface PropertyRun extends Job {
  /** The bundled worker. */
  readonly file: string;
  readonly workers: number;
  /** Called with the scenarios of each seed after they ran. */
  readonly onPlayed?: (played: Played) => void;
  /** Stops it at once. */
  readonly signal?: AbortSignal;
}

/**
 * Plays scenarios in worker processes, until one fails. Which ones they are depends on seed and
 * number alone, not on the number of workers.
 */
export async function playScenarios(run: PropertyRun): Promise<Played> {
  const jobs = jobsOf(run);
  const all = { scenarios: 0, orders: 0, trades: 0, inexact: 0 };
  let failed: Played | undefined;
  const workers = Array.from({ length: Math.min(run.workers, jobs.length) }, () =>
    fork(run.file, {
      execArgv: ['--enable-source-maps'],
      // The AWS SDK warns about Node 20 in every process.
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    }),
  );
  const work = async (worker: ChildProcess) => {
    for (let job = jobs.shift(); job !== undefined && !failed; job = jobs.shift()) {
      const played = await playIn(worker, job);
      all.scenarios += played.scenarios;
      all.orders += played.orders;
      all.trades += played.trades;
      all.inexact += played.inexact;
      if (played.failure) failed ??= played;
      else run.onPlayed?.(played);
    }
  };
  try {
    // The first failure ends the run without waiting for other workers.
    await new Promise<void>((resolve, reject) => {
      run.signal?.addEventListener('abort', () => resolve());
      const working = workers.map((worker) => work(worker).then(() => failed && resolve()));
      Promise.all(working).then(() => resolve(), reject);
    });
  } finally {
    for (const worker of workers) stop(worker, run.engine);
  }
  return { ...all, failure: failed?.failure };
}

function jobsOf({ seed, runs, path, posting, engine, isShrunk }: PropertyRun): Job[] {
  const what = { path, posting, engine, isShrunk };
  if (path !== undefined) return [{ ...what, seed, runs }];
  return Array.from({ length: Math.ceil(runs / runsPerSeed) }, (_, index) => ({
    ...what,
    // The first one is as given, the others far from one another.
    seed: (seed + Math.imul(index, 0x9e3779b1)) | 0,
    runs: Math.min(runsPerSeed, runs - index * runsPerSeed),
  }));
}

function playIn(worker: ChildProcess, job: Job): Promise<Played> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`a worker ended by itself: ${signal ?? `code ${code}`}`));
    worker.once('exit', onExit);
    worker.once('message', (played: Played) => {
      worker.off('exit', onExit);
      resolve(played);
    });
    worker.send(job);
  });
}

/** In memory, a worker hears of nothing before its scenarios are played. */
function stop(worker: ChildProcess, engine: Job['engine']): void {
  if (engine === 'memory') worker.kill('SIGKILL');
  else if (worker.connected) worker.disconnect();
}
