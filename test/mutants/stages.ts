import type { PlacedMutant } from './mutant.js';
import { type Again, type Notice, readNoticed } from './noticed.js';
import { playCrashes, playRandom } from './played.js';
import type { TestJob } from './test-worker.js';
import { TestWorkers } from './test-workers.js';

interface StageOptions {
  /** Of the random scenarios. */
  readonly seed: number;
  readonly runs: number;
  /** Those that are put through it. */
  readonly mutants: readonly PlacedMutant[];
}

/** Runs a part of the suite on the code without a guard; or on the code as it is. */
type Stage = (
  mutant: PlacedMutant | undefined,
  options: StageOptions,
) => Promise<Notice | undefined>;

export type StageName = keyof typeof stages;

/** The cheapest first. */
export const stages = {
  known: (mutant, { mutants }) => (mutant ? repeat(mutant) : repeatTests(mutants)),
  quick: (mutant, { seed, runs }) => playRandom(mutant, { seed, runs: Math.min(runs, few) }),
  // On the code as it is, they run when the first mutant of their file comes to them.
  tests: async (mutant) => mutant && runTests(mutant),
  crashes: playCrashes,
  scenarios: (mutant, { seed, runs }) => playRandom(mutant, { seed, runs }),
} satisfies Record<string, Stage>;

const few = 100;

const knownLimit = 60_000;
const testsLimit = 120_000;
const allTestsLimit = 1_200_000;

/** Those that run tests. End them when all is done. */
export const testWorkers = new TestWorkers();

/** What noticed each mutant before. */
export const noticed = readNoticed();

/** Whether what noticed a mutant before notices it again: then the notice of before. */
async function repeat(mutant: PlacedMutant): Promise<Notice | undefined> {
  const before = noticed[mutant.name];
  if (before?.again === undefined) return undefined;
  const isNoticed = await repeatOne(mutant, before.again);
  return isNoticed && before;
}

function repeatOne(mutant: PlacedMutant, again: Again): Promise<Notice | undefined> {
  if ('path' in again) return playRandom(mutant, { ...again, runs: 1 });
  const names = again.test && patternOf(again.test);
  return runJob({ mutant, files: [again.file], names }, knownLimit);
}

/** The tests that noticed these mutants before. */
function repeatTests(mutants: readonly PlacedMutant[]): Promise<Notice | undefined> {
  const files = new Set<string>();
  const names = new Set<string>();
  for (const { name } of mutants) {
    const before = noticed[name]?.again;
    if (before === undefined || 'path' in before) continue;
    files.add(before.file);
    names.add(patternOf(before.test ?? ''));
  }
  if (files.size === 0) return Promise.resolve(undefined);
  return runJob({ files: [...files], names: [...names].join('|') }, allTestsLimit);
}

const quietTests = new Map<string, Promise<Notice | undefined>>();

async function runTests(mutant: PlacedMutant): Promise<Notice | undefined> {
  const job = { files: mutant.tests, names: mutant.testNames };
  const key = JSON.stringify(job);
  const quiet = quietTests.get(key) ?? runJob(job, allTestsLimit);
  quietTests.set(key, quiet);
  const notice = await quiet;
  if (notice) throw failsAlready(notice);
  return runJob({ mutant, ...job }, testsLimit);
}

/** What finds something wrong with the code as it is would notice every mutant. */
export function failsAlready({ what }: Notice): Error {
  return new Error(`the code as it is fails already: ${what}`);
}

async function runJob(job: TestJob, limit: number): Promise<Notice | undefined> {
  const report = await testWorkers.run(job, limit);
  if (report === 'late') return { stage: 'tests', what: 'the tests do not end', after: 0 };
  const { passed, failure } = report;
  if (failure === undefined) {
    if (passed === 0 && !job.mutant) throw new Error(`no test ran of ${job.files.join(', ')}`);
    return undefined;
  }
  const { file, test, error } = failure;
  const what = `${file}: ${test ?? error}`;
  return { stage: 'tests', what, after: passed + 1, again: { file, ...(test && { test }) } };
}

/** As vitest compares names: those of suites and test, with a space between. */
function patternOf(test: string): string {
  const name = test.replaceAll(' > ', ' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `${name}$`;
}
