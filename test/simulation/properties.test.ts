import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamoEngine } from './dynamodb-engine.js';
import { type PlayOne, playInMemory, property } from './properties.js';
import { concurrentScenarios, sequentialScenarios, shortScenarios } from './scenario.js';

// The seed is fixed, so that a change is held to the same scenarios before and after it;
// `npm run test:properties` looks for new ones.
const seed = 20_261_122;

describe('whatever happens on the way, the market ends as a sequential order book does', () => {
  it('in 700 scenarios whose orders are accepted one after the other', async () => {
    const { playOne, count } = counted(playInMemory);
    await fc.assert(property(sequentialScenarios, playOne), { numRuns: 700, seed });
    expect(count).toMatchObject({ scenarios: 700, inexact: 0 });
    expect(count.trades).toBeGreaterThan(1_200);
  }, 120_000);

  it('in 300 scenarios whose orders are posted at the same time', async () => {
    const { playOne, count } = counted(playInMemory);
    await fc.assert(property(concurrentScenarios, playOne), { numRuns: 300, seed });
    expect(count.inexact).toBeLessThan(15);
  }, 120_000);

  describe('on the embedded DynamoDB engine', () => {
    let engine: Awaited<ReturnType<typeof startDynamoEngine>>;
    beforeAll(async () => {
      engine = await startDynamoEngine();
    });
    afterAll(() => engine.stop());

    it('in 20 scenarios', async () => {
      await fc.assert(property(shortScenarios, engine.playOne), { numRuns: 20, seed });
    }, 120_000);
  });

  it('and a scenario that is repeated goes the same way', async () => {
    const [scenario] = fc.sample(sequentialScenarios, { numRuns: 1, seed: 7 });
    if (scenario === undefined) throw new Error('nothing was drawn');
    expect(await playInMemory(scenario)).toEqual(await playInMemory(scenario));
  });
});

function counted(playOne: PlayOne) {
  const count = { scenarios: 0, trades: 0, inexact: 0 };
  const counting: PlayOne = async (scenario) => {
    const verdict = await playOne(scenario);
    count.scenarios += 1;
    count.trades += verdict.trades;
    if (!verdict.isExact) count.inexact += 1;
    return verdict;
  };
  return { playOne: counting, count };
}
