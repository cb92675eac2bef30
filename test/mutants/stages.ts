import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { playScenarios } from '../simulation/property-run.js';
import { type Bundle, bundle } from '../support/bundle.js';
import type { CrashReport } from './crash-worker.js';
import { mutated, type PlacedMutant } from './mutant.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What noticed a mutant. */
export interface Notice {
  readonly stage: StageName;
  /** The test, or what was wrong. */
  readonly what: string;
  /** Tests, plays of crash scripts or scenarios up to then. */
  readonly after: number;
}

interface StageOptions {
  readonly seed: number;
  readonly runs: number;
}

/** Runs a part of the suite on the code without a guard; or on the code as it is. */
type Stage = (
  mutant: PlacedMutant | undefined,
  tests: readonly string[],
  options: StageOptions,
) => Promise<Notice | undefined>;

export type StageName = keyof typeof stages;

/** The cheapest first: most guards are missed within a few scenarios. */
export const stages = {
  quick: playFew,
  tests: runTests,
  crashes: playCrashes,
  scenarios: playRandom,
} satisfies Record<string, Stage>;

const few = 100;

const testsLimit = 240_000;
const crashesLimit = 300_000;
const scenariosLimit = 900_000;

async function runTests(
  mutant: PlacedMutant | undefined,
  tests: readonly string[],
): Promise<Notice | undefined> {
  const folder = await mkdtemp(`${tmpdir()}/mutant-`);
  const report = `${folder}/report.json`;
  const vitest = spawn(
    process.execPath,
    [
      `${root}node_modules/vitest/vitest.mjs`,
      'run',
      ...['--config', 'test/mutants/vitest.config.ts', '--no-file-parallelism'],
      // Threads end with the process, whatever they are caught in.
      ...['--pool', 'threads', '--no-isolate'],
      ...(mutant ? ['--bail', '1'] : []),
      // Other mutants may keep the machine busy.
      ...['--testTimeout', '120000'],
      ...['--reporter', 'json', '--outputFile', report],
      ...(mutant?.testNames ? ['--testNamePattern', mutant.testNames] : []),
      ...tests,
    ],
    { cwd: root, stdio: 'ignore', env: { ...process.env, MUTANT: mutant?.name ?? '' } },
  );
  try {
    const code = await endOf(vitest, mutant ? testsLimit : 5 * testsLimit);
    if (code === 0) return undefined;
    if (code === 'late') return { stage: 'tests', what: 'the tests do not end', after: 0 };
    return await firstFailure(report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As vitest reports it: the members that are read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

async function firstFailure(report: string): Promise<Notice> {
  const { numPassedTests, testResults } = JSON.parse(
    await readFile(report, 'utf8'),
  ) as VitestReport;
  for (const { name, message, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    const file = name.slice(root.length);
    const what = failed ? `${file}: ${failed.fullName.trim()}` : message && `${file}: ${message}`;
    if (what) return { stage: 'tests', what, after: numPassedTests + 1 };
  }
  throw new Error(`vitest failed, and reports no failure: ${report}`);
}

async function playCrashes(mutant: PlacedMutant | undefined): Promise<Notice | undefined> {
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

function playFew(
  mutant: PlacedMutant | undefined,
  tests: readonly string[],
  { seed, runs }: StageOptions,
): Promise<Notice | undefined> {
  return playRandom(mutant, tests, { seed, runs: Math.min(runs, few) });
}

async function playRandom(
  mutant: PlacedMutant | undefined,
  _: readonly string[],
  { seed, runs }: StageOptions,
): Promise<Notice | undefined> {
  if (mutant?.isPlayed === false) return undefined;
  return withBundle('test/simulation/property-worker.ts', mutant, async (file) => {
    const job = { seed, runs, posting: 'any', engine: 'memory', isShrunk: false } as const;
    const limit = AbortSignal.timeout(scenariosLimit);
    const { failure, scenarios } = await playScenarios({ ...job, file, workers: 1, signal: limit });
    if (limit.aborted) return { stage: 'scenarios', what: 'a scenario does not end', after: 0 };
    if (failure === undefined) return undefined;
    return { stage: 'scenarios', what: lineOf(failure.error), after: scenarios + 1 };
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
