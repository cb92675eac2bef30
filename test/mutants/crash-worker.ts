/** Plays all crash points, and says at which of them something went wrong first. */
import {
  type CrashPoint,
  crashPointsOf,
  type Script,
  ScriptRun,
} from '../simulation/crash-script.js';
import { crashScripts } from '../simulation/crash-scripts.js';

/** What was noticed, and how many plays it took. */
export interface CrashReport {
  readonly plays: number;
  readonly problem: string | undefined;
}

const plays = { count: 0 };

async function problemOf(script: Script, points: readonly CrashPoint[] = []) {
  plays.count += 1;
  const run = new ScriptRun(script, points);
  const problem = await run.play().then(
    ({ problems }) => problems[0],
    (error: unknown) => String(error),
  );
  return { calls: run.calls, problem: problem && `${script.name}: ${problem}` };
}

async function firstProblem(): Promise<string | undefined> {
  const calls: number[] = [];
  for (const script of crashScripts) {
    const undisturbed = await problemOf(script);
    if (undisturbed.problem) return undisturbed.problem;
    calls.push(undisturbed.calls);
  }
  for (const [index, script] of crashScripts.entries()) {
    for (const point of crashPointsOf(script, calls[index] as number)) {
      const { problem } = await problemOf(script, [point]);
      if (problem) return problem;
    }
  }
  return undefined;
}

const problem = await firstProblem();
process.send?.({ plays: plays.count, problem } satisfies CrashReport);
process.disconnect?.();
