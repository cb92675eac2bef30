/** Plays as many random scenarios as asked, and says how to repeat one that fails. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { startDynamoEngine } from './dynamodb-engine.js';
import { type PlayOne, playInMemory, property } from './properties.js';
import {
  concurrentScenarios,
  restlessScenarios,
  type Scenario,
  scenarios,
  sequentialScenarios,
} from './scenario.js';

const help = `Plays random markets under faults and compares them with a sequential order book.

Usage: npm run test:properties -- [options]

  --runs N          scenarios (default 10000)
  --seed N          of the scenarios (default a random one)
  --path PATH       of one scenario, as a failure prints it
  --posting KIND    sequential, concurrent, restless or any (default any)
  --engine ENGINE   memory or dynamodb (default memory)
  --help
`;

const drawn = {
  sequential: sequentialScenarios,
  concurrent: concurrentScenarios,
  restless: restlessScenarios,
  any: scenarios,
};
const engines = { memory: startMemoryEngine, dynamodb: startDynamoEngine };

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
if (values.help) {
  console.log(help);
  process.exit();
}
const seed = integer('seed', values.seed);
const runs = integer('runs', values.runs);
const posting = oneOf('posting', values.posting, drawn);
const engine = await oneOf('engine', values.engine, engines)();

const began = performance.now();
const done = { scenarios: 0, orders: 0, trades: 0, inexact: 0, failed: 0 };
let reportedAt = began;

const counting: PlayOne = async (scenario) => {
  try {
    const verdict = await engine.playOne(scenario);
    done.scenarios += 1;
    done.orders += verdict.orders;
    done.trades += verdict.trades;
    if (!verdict.isExact) done.inexact += 1;
    report();
    return verdict;
  } catch (error) {
    if (done.failed === 0) console.log('a scenario failed: looking for a smaller one that does');
    done.failed += 1;
    throw error;
  }
};

console.log(`${runs} scenarios on the ${values.engine} engine, seed ${seed}`);
const result = await fc.check(property(posting, counting), {
  numRuns: runs,
  seed,
  ...(values.path !== undefined && { path: values.path }),
});
await engine.stop();
if (result.failed) {
  explain(result);
  process.exit(1);
}
console.log(summary());

function report(): void {
  if (done.failed > 0 || performance.now() - reportedAt < 5_000) return;
  reportedAt = performance.now();
  console.log(summary());
}

function summary(): string {
  const seconds = (performance.now() - began) / 1000;
  const rate = Math.round(done.scenarios / seconds);
  return [
    `${done.scenarios} scenarios passed in ${seconds.toFixed(1)} s (${rate}/s):`,
    `${done.orders} orders, ${done.trades} trades;`,
    `${done.inexact} held to the invariants only`,
  ].join(' ');
}

function explain(failure: fc.RunDetails<[Scenario]>): void {
  console.error(JSON.stringify(failure.counterexample?.[0], null, 2));
  console.error(failure.errorInstance);
  console.error(`seed ${failure.seed}, path ${failure.counterexamplePath}; to repeat it:`);
  const which = `--seed ${failure.seed} --path ${failure.counterexamplePath}`;
  const where = `--posting ${values.posting} --engine ${values.engine}`;
  console.error(`  npm run test:properties -- ${which} ${where}`);
}

function integer(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} is a whole number`);
  return value;
}

function oneOf<Choice>(name: string, text: string, choices: Record<string, Choice>): Choice {
  const choice = choices[text];
  if (choice) return choice;
  throw new Error(`--${name} is one of ${Object.keys(choices).join(', ')}`);
}

async function startMemoryEngine() {
  return { playOne: playInMemory, stop: async () => {} };
}
