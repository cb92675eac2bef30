/** Plays the scenarios that its parent process asks for, one seed after the other. */
import fc from 'fast-check';
import { type PlayOne, playInMemory, property } from './properties.js';
import {
  concurrentScenarios,
  restlessScenarios,
  type Scenario,
  scenarios,
  sequentialScenarios,
} from './scenario.js';

const drawn = {
  sequential: sequentialScenarios,
  concurrent: concurrentScenarios,
  restless: restlessScenarios,
  any: scenarios,
};

const engines = {
  memory: async () => ({ playOne: playInMemory, stop: async () => {} }),
  // The AWS SDK takes its time to load.
  dynamodb: async () => (await import('./dynamodb-engine.js')).startDynamoEngine(),
};

/** Scenarios to play. */
export interface Job {
  readonly seed: number;
  readonly runs: number;
  /** Of one scenario, as a failure names it. */
  readonly path?: string | undefined;
  readonly posting: keyof typeof drawn;
  readonly engine: keyof typeof engines;
  /** Whether a smaller scenario is looked for once one has failed. */
  readonly isShrunk: boolean;
}

/** How they went. */
export interface Played {
  readonly scenarios: number;
  readonly orders: number;
  readonly trades: number;
  /** Held to the invariants only. */
  readonly inexact: number;
  readonly failure?: Failure | undefined;
}

export interface Failure {
  readonly seed: number;
  readonly path: string;
  /** Scenarios of its seed that were played up to it. */
  readonly after: number;
  readonly scenario: Scenario;
  readonly error: string;
}

let engine: Promise<{ readonly playOne: PlayOne; readonly stop: () => Promise<void> }> | undefined;

process.on('message', async (job: Job) => {
  engine ??= engines[job.engine]();
  process.send?.(await play(job, (await engine).playOne));
});

process.on('disconnect', async () => {
  await (await engine)?.stop();
  process.exit();
});

async function play(job: Job, playOne: PlayOne): Promise<Played> {
  const done = { scenarios: 0, orders: 0, trades: 0, inexact: 0 };
  const counting: PlayOne = async (scenario) => {
    const verdict = await playOne(scenario);
    done.scenarios += 1;
    done.orders += verdict.orders;
    done.trades += verdict.trades;
    if (!verdict.isExact) done.inexact += 1;
    return verdict;
  };
  const result = await fc.check(property(drawn[job.posting], counting), {
    numRuns: job.runs,
    seed: job.seed,
    endOnFailure: !job.isShrunk,
    ...(job.path !== undefined && { path: job.path }),
  });
  return { ...done, failure: failureOf(result) };
}

function failureOf(result: fc.RunDetails<[Scenario]>): Failure | undefined {
  if (!result.failed) return undefined;
  const { seed, counterexamplePath, counterexample, errorInstance } = result;
  const error = errorInstance instanceof Error ? errorInstance.stack : undefined;
  return {
    seed,
    path: counterexamplePath ?? '',
    after: result.numRuns,
    scenario: counterexample?.[0] as Scenario,
    error: error ?? String(errorInstance),
  };
}
