/** Plays as many random scenarios as asked: `npm run test:properties -- --runs 100000`. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { playInMemory, playOnEngine } from './properties.js';
import { concurrentScenarios, type Scenario, scenarios, sequentialScenarios } from './scenario.js';

const help = `Plays random markets under faults and compares them with a sequential order book.

Usage: npm run test:properties -- [options]

  --runs N          scenarios (default 10000)
  --seed N          of the scenarios (default a random one)
  --path PATH       of one scenario, as a failure prints it
  --posting KIND    sequential, concurrent or any (default any)
  --engine ENGINE   memory or dynamodb (default memory)
  --help
`;

const reportEvery = 1_000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31 - 1)) },
    path: { type: 'string' },
    posting: { type: 'string', default: 'any' },
    engine: { type: 'string', default: 'memory' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else process.exitCode = await run();

async function run(): Promise<number> {
  const engine = values.engine === 'dynamodb' ? await playOnEngine() : undefined;
  const play = engine?.play ?? playInMemory;
  const runs = Number(values.runs);
  const startedAt = Date.now();
  let played = 0;
  let exact = 0;
  const property = fc.asyncProperty(arbitraryOf(values.posting), async (scenario) => {
    const { isExact } = await play(scenario);
    played += 1;
    if (isExact) exact += 1;
    if (played % reportEvery === 0) console.log(`${played} scenarios, ${seconds(startedAt)}`);
  });
  const result = await fc.check(property, {
    numRuns: runs,
    seed: Number(values.seed),
    ...(values.path !== undefined && { path: values.path, endOnFailure: true }),
  });
  await engine?.stop();
  if (!result.failed) {
    console.log(
      `${result.numRuns} scenarios passed in ${seconds(startedAt)} (seed ${values.seed}); ` +
        `${exact} compared with the oracle trade for trade, the others held to the invariants`,
    );
    return 0;
  }
  console.error(JSON.stringify(result.counterexample?.[0], null, 2));
  console.error(result.errorInstance);
  console.error(
    `\nFailed with seed ${result.seed}. To repeat it:\n` +
      `npm run test:properties -- --seed ${result.seed} --path ${result.counterexamplePath} ` +
      `--posting ${values.posting} --engine ${values.engine}`,
  );
  return 1;
}

function arbitraryOf(posting: string): fc.Arbitrary<Scenario> {
  if (posting === 'sequential') return sequentialScenarios;
  return posting === 'concurrent' ? concurrentScenarios : scenarios;
}

function seconds(startedAt: number): string {
  return `${((Date.now() - startedAt) / 1_000).toFixed(1)} s`;
}
