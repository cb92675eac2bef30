import { describe } from './differences.js';
import { checkInvariants } from './invariants.js';
import { explainConcurrent } from './linearization.js';
import { readState } from './market-state.js';
import type { Run } from './run.js';
import { explainSequential } from './sequential-oracle.js';

/** How a run was judged. */
export interface Verdict {
  /** What is wrong; empty when nothing is. */
  readonly problems: readonly string[];
  /** Whether the outcome was compared with the oracle's, or only held to what is always true. */
  readonly isExact: boolean;
  readonly orders: number;
  readonly trades: number;
  /** Turns that the scheduler gave. */
  readonly steps: number;
}

const explainers = {
  sequential: explainSequential,
  concurrent: explainConcurrent,
  // An order may expire before it is matched, and its outcome alone does not say which came first.
  restless: () => 'inconclusive' as const,
};

/** Compares what a market did with what a sequential order book would have done. */
export async function judge(run: Run): Promise<Verdict> {
  const state = await readState(run.store, {
    orderIds: run.log.landed,
    materials: run.materials,
  });
  const problems = [
    ...run.surprises.map((surprise) => `surprise: ${describe(surprise)}`),
    ...run.log.breaches,
    ...checkInvariants(run, state),
  ];
  let isExact = true;
  for (const material of run.materials) {
    const explanation = explainers[run.scenario.posting](run, state, material);
    if (explanation === 'inconclusive') isExact = false;
    else problems.push(...explanation);
  }
  return {
    problems,
    isExact,
    orders: run.posted.length,
    trades: [...state.trades.values()].flat().length,
    steps: run.steps,
  };
}
