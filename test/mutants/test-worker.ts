/** Runs tests on the code without a guard, job after job: vitest starts once. */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import { BaseSequencer, createVitest, type Reporter, type TestSpecification } from 'vitest/node';
import { mutated, type PlacedMutant } from './mutant.js';

/** Tests to run. */
export interface TestJob {
  /** Without it, the code is as it is. */
  readonly mutant?: PlacedMutant | undefined;
  readonly files: readonly string[];
  /** Which of their tests, if not all: a pattern of their names. */
  readonly names?: string | undefined;
}

/** How they went, up to the first failure. */
export interface TestReport {
  readonly passed: number;
  readonly failure?: TestFailure | undefined;
}

export interface TestFailure {
  readonly file: string;
  /** Full name of the test; undefined when the file failed as a whole. */
  readonly test?: string | undefined;
  readonly error: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

let mutant: PlacedMutant | undefined;
let passed = 0;
let failure: TestFailure | undefined;

const removeGuard: Plugin = {
  name: 'remove-guard',
  enforce: 'pre',
  transform: (_, id) => (mutant && id === root + mutant.file ? mutated(mutant) : undefined),
};

const firstFailure: Reporter = {
  onTestCaseResult(test) {
    const { state, errors } = test.result();
    if (state === 'passed') passed += 1;
    if (state !== 'failed') return;
    const error = errors?.[0]?.message ?? '';
    failure ??= { file: test.module.relativeModuleId, test: test.fullName, error };
  },
  onTestModuleEnd(module) {
    const suites = [...module.children.allSuites()];
    const [error] = [...module.errors(), ...suites.flatMap((suite) => suite.errors())];
    if (error) failure ??= { file: module.relativeModuleId, error: error.message };
  },
  onTestRunEnd(_, [error]) {
    if (error) failure ??= { file: 'outside of the tests', error: error.message };
  },
};

/** In the order of the job: the quickest first. */
class AsGiven extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

const starting = createVitest(
  'test',
  {
    root,
    watch: false,
    bail: 1,
    reporters: [firstFailure],
    silent: true,
    // Threads end with the process, whatever they are caught in.
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: AsGiven },
    fileParallelism: false,
  },
  { plugins: [removeGuard] },
);

process.on('message', async (job: TestJob) => {
  process.send?.(await run(job));
});

async function run(job: TestJob): Promise<TestReport> {
  const vitest = await starting;
  for (const { file } of [mutant, job.mutant].filter((one) => one !== undefined)) {
    vitest.invalidateFile(root + file);
  }
  mutant = job.mutant;
  passed = 0;
  failure = undefined;
  if (job.names === undefined) vitest.resetGlobalTestNamePattern();
  else vitest.setGlobalTestNamePattern(job.names);
  const project = vitest.getRootProject();
  await vitest.runTestSpecifications(
    job.files.map((file) => project.createSpecification(root + file)),
  );
  return { passed, failure };
}
