import { type ChildProcess, fork } from 'node:child_process';
import type { Plugin } from 'esbuild';
import { playScenarios } from '../simulation/property-run.js';
import { type Bundle, bundle } from '../support/bundle.js';
import type { CrashReport } from './crash-worker.js';
import { mutated, type PlacedMutant } from './mutant.js';
import type { Notice } from './noticed.js';

const crashesLimit = 300_000;
const scenariosLimit = 900_000;

/** Plays every crash point of every script. */
export async function playCrashes(mutant: PlacedMutant | undefined): Promise<Notice | undefined> {
  if (mutant?.isPlayed === false) return undefined;
  return withBundle('test/mutants/crash-worker.ts', mutant, async (file) => {
    const worker = fork(file, { stdio: 'ignore' });
    let report: CrashReport | undefined;
    worker.on('message', (message: CrashReport) => {
      report = message;
    });
    const code = await endOf(worker, crashesLimit);
    if (code === 'late') return { stage: 'crashes', what: 'a script does not end', after: 0 };
    if (report === undefined) throw new Error(`the crash points ended by themselves: ${code}`);
    const { problem, plays } = report;
    return problem === undefined ? undefined : { stage: 'crashes', what: problem, after: plays };
  });
}

/** Plays random scenarios: as many as the options say, or one. */
export async function playRandom(
  mutant: PlacedMutant | undefined,
  what: { readonly seed: number; readonly runs: number; readonly path?: string },
): Promise<Notice | undefined> {
  if (mutant?.isPlayed === false) return undefined;
  return withBundle('test/simulation/property-worker.ts', mutant, async (file) => {
    const job = { ...what, posting: 'any', engine: 'memory', isShrunk: false } as const;
    const limit = AbortSignal.timeout(scenariosLimit);
    const { failure, scenarios } = await playScenarios({ ...job, file, workers: 1, signal: limit });
    if (limit.aborted) return { stage: 'scenarios', what: 'a scenario does not end', after: 0 };
    if (failure === undefined) return undefined;
    const { error, seed, path } = failure;
    const again = { seed, path };
    return { stage: 'scenarios', what: lineOf(error), after: scenarios + 1, again };
  });
}

async function withBundle<Result>(
  entry: string,
  mutant: PlacedMutant | undefined,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const { file, remove }: Bundle = await bundle(entry, mutant ? [removeGuard(mutant)] : []);
  try {
    return await use(file);
  } finally {
    await remove();
  }
}

function removeGuard(mutant: PlacedMutant): Plugin {
  return {
    name: 'remove-guard',
    setup: ({ onLoad }) => {
      const path = new RegExp(`${mutant.file.replace(/[.]/g, '[.]')}$`);
      onLoad({ filter: path }, () => ({ contents: mutated(mutant), loader: 'ts' }));
    },
  };
}

/** The exit code of a process; it is ended when it takes too long. */
function endOf(child: ChildProcess, limit: number): Promise<number | null | 'late'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve('late');
    }, limit);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

function lineOf(error: string): string {
  return error.replace(/^Error: /, '').split('\n')[0] as string;
}
