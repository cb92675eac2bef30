/** Plays as many random scenarios as asked, and says how to repeat one that fails. */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundle } from '../support/bundle.js';
import { playScenarios } from './property-run.js';
import type { Failure, Job, Played } from './property-worker.js';

const help = `Plays random markets under faults and compares them with a sequential order book.

Usage: npm run test:properties -- [options]

  --runs N          scenarios (default 10000)
  --seed N          of the scenarios (default a random one)
  --path PATH       of one scenario, as a failure prints it
  --posting KIND    sequential, concurrent, restless or any (default any)
  --engine ENGINE   memory or dynamodb (default memory)
  --workers N       processes (default one per core); which scenarios are played is the same
  --help
`;

const postings = ['sequential', 'concurrent', 'restless', 'any'] as const;
const engines = ['memory', 'dynamodb'] as const;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31 - 1)) },
    path: { type: 'string' },
    posting: { type: 'string', default: 'any' },
    engine: { type: 'string', default: 'memory' },
    workers: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit();
}
const job: Job = {
  seed: integer('seed', values.seed),
  runs: integer('runs', values.runs),
  path: values.path,
  posting: oneOf('posting', values.posting, postings),
  engine: oneOf('engine', values.engine, engines),
  isShrunk: true,
};
const workers = Math.max(integer('workers', values.workers), 1);

const began = performance.now();
const done = { scenarios: 0, orders: 0, trades: 0, inexact: 0 };
let reportedAt = began;

console.log(`SEED ${job.seed}: ${job.runs} scenarios on the ${job.engine} engine`);
const { file, remove } = await bundle('test/simulation/property-worker.ts');
try {
  const played = await playScenarios({ ...job, file, workers, onPlayed: count });
  if (played.failure) {
    explain(played.failure);
    process.exitCode = 1;
  } else console.log(summary());
} finally {
  await remove();
}

function count({ scenarios, orders, trades, inexact }: Played): void {
  done.scenarios += scenarios;
  done.orders += orders;
  done.trades += trades;
  done.inexact += inexact;
  if (performance.now() - reportedAt < 10_000) return;
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

function explain({ scenario, error, seed, path }: Failure): void {
  console.error(JSON.stringify(scenario, null, 2));
  console.error(error);
  console.error(`seed ${seed}, path ${path}; to repeat it:`);
  const where = `--posting ${job.posting} --engine ${job.engine}`;
  console.error(`  npm run test:properties -- --seed ${seed} --path ${path} ${where}`);
}

function integer(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} is a whole number`);
  return value;
}

function oneOf<Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((one) => one === text);
  if (choice) return choice;
  throw new Error(`--${name} is one of ${choices.join(', ')}`);
}
