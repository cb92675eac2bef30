import fc from 'fast-check';
import { MemoryStore } from '../../src/store/memory/memory-store.js';
import type { Scenario } from './scenario.js';
import { simulate } from './simulation.js';
import { judge, type Verdict } from './verdict.js';
import type { Surroundings } from './world.js';

export type PlayOne = (scenario: Scenario) => Promise<Verdict>;

/** Plays a scenario in a market of its own, in memory. */
export function playInMemory(scenario: Scenario): Promise<Verdict> {
  return play(scenario, { storeAt: (now) => new MemoryStore({ now }) });
}

/** Plays a scenario, and throws where the market broke its contract. */
export async function play(scenario: Scenario, surroundings: Surroundings): Promise<Verdict> {
  const verdict = await judge(await simulate(scenario, surroundings));
  if (verdict.problems.length > 0) throw new Error(verdict.problems.join('\n'));
  return verdict;
}

export function property(
  scenarios: fc.Arbitrary<Scenario>,
  playOne: PlayOne = playInMemory,
): fc.IAsyncProperty<[Scenario]> {
  return fc.asyncProperty(scenarios, async (scenario) => {
    await playOne(scenario);
  });
}
