import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playInMemory, playOnEngine } from './properties.js';
import { concurrentScenarios, type Scenario, sequentialScenarios } from './scenario.js';
import type { Verdict } from './verdict.js';

/** Fixed, so that a run is the same everywhere; `npm run test:properties` draws others. */
const seed = 20_261_122;

async function check(
  scenarios: fc.Arbitrary<Scenario>,
  numRuns: number,
  play: (scenario: Scenario) => Promise<Verdict>,
): Promise<number> {
  let exact = 0;
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const { isExact } = await play(scenario);
      if (isExact) exact += 1;
    }),
    { numRuns, seed },
  );
  return exact;
}

describe('a market under faults ends as a sequential price-time order book', () => {
  it('in 800 scenarios with a known order of acceptance, trade for trade', async () => {
    expect(await check(sequentialScenarios, 800, playInMemory)).toBe(800);
  });

  it('in 300 scenarios with several posters at once, in some order that explains it', async () => {
    expect(await check(concurrentScenarios, 300, playInMemory)).toBeGreaterThan(200);
  });

  it('in 20 scenarios on a DynamoDB engine', async () => {
    const engine = await playOnEngine();
    try {
      await check(sequentialScenarios, 15, engine.play);
      await check(concurrentScenarios, 5, engine.play);
    } finally {
      await engine.stop();
    }
  }, 180_000);
});
