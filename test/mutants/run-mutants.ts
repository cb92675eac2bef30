/** Removes one guard of the market after the other, and shows what of the suite notices. */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { mutated, type PlacedMutant } from './mutant.js';
import { mutants } from './mutants.js';
import { type Notice, writeNoticed } from './noticed.js';
import { failsAlready, noticed, type StageName, stages, testWorkers } from './stages.js';

const help = `Removes one guard of the market after the other, and shows what of the suite notices.

Usage: npm run test:mutants -- [options]

  --only TEXT       those with this text in their name
  --new             those that noticed.json does not know yet
  --sample N        as many of them, drawn anew each time
  --stages LIST     of known, quick (100 scenarios), tests, crashes and scenarios (default all of them)
  --runs N          random scenarios that a mutant is put through (default 3000)
  --seed N          of the scenarios (default 1)
  --workers N       mutants at a time (default one per core)
  --update          writes down what noticed each of them, in test/mutants/noticed.json
  --json            the table as JSON
  --help
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    new: { type: 'boolean', default: false },
    sample: { type: 'string', default: String(mutants.length) },
    stages: { type: 'string', default: Object.keys(stages).join() },
    runs: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    update: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit();
}

interface Row {
  readonly mutant: PlacedMutant;
  readonly notice: Notice | undefined;
  readonly seconds: number;
}

const stageNames = values.stages.split(',').map(stageNamed);
// Also those that are not drawn: the list has to follow the code.
for (const mutant of mutants) mutated(mutant);
const named = mutants.filter(
  ({ name, lives }) =>
    name.includes(values.only) && !(values.new && (lives !== undefined || name in noticed)),
);
if (named.length === 0) throw new Error(`no such mutant has "${values.only}" in its name`);
const chosen = drawn(named, Number(values.sample));
const options = { seed: Number(values.seed), runs: Number(values.runs), mutants: chosen };
const limit = pLimit(Math.max(Number(values.workers), 1));
const say = values.json ? () => {} : console.log;

say(`SEED ${options.seed}: ${chosen.length} mutants, ${options.runs} scenarios each at most`);
const found = new Map<string, Notice | undefined>();
await expectQuiet();
const rows = await Promise.all(chosen.map((mutant) => limit(() => rowOf(mutant))));
testWorkers.end();
if (values.json) console.log(JSON.stringify(rows.map(plain), null, 2));
const wrong = rows.filter(({ mutant, notice }) => (notice === undefined) !== Boolean(mutant.lives));
say(`\n${rows.length} mutants: ${counts()}`);
for (const { mutant, notice } of wrong) {
  const problem = notice ? 'is noticed, though its entry says why it cannot be' : 'LIVES';
  console.error(`${mutant.name} (${mutant.file}) ${problem}: without ${mutant.without}`);
}
process.exitCode = wrong.length > 0 ? 1 : 0;

async function expectQuiet(): Promise<void> {
  const notices = await Promise.all(
    stageNames.map((stage) => limit(() => stages[stage](undefined, options))),
  );
  const notice = notices.find((one) => one !== undefined);
  if (notice) throw failsAlready(notice);
}

async function rowOf(mutant: PlacedMutant): Promise<Row> {
  const began = performance.now();
  let notice: Notice | undefined;
  for (const stage of stageNames) notice ??= await stages[stage](mutant, options);
  const row = { mutant, notice, seconds: Math.round((performance.now() - began) / 1000) };
  say(lineOf(row));
  if (values.update) {
    found.set(mutant.name, notice);
    writeNoticed(updated());
  }
  return row;
}

/** What noticed each mutant of the list, in its order. */
function updated(): Record<string, Notice> {
  const entries = mutants.flatMap(({ name }) => {
    const notice = found.has(name) ? found.get(name) : noticed[name];
    return notice ? [[name, notice] as const] : [];
  });
  return Object.fromEntries(entries);
}

function counts(): string {
  const count = (what: string, isOne: (row: Row) => boolean) => {
    const { length } = rows.filter(isOne);
    return length === 0 ? [] : [`${length} ${what}`];
  };
  const isNoticed = ({ notice }: Row) => notice !== undefined;
  return [
    ...count('noticed by tests', ({ notice }) => notice?.stage === 'tests'),
    ...count('by random scenarios', ({ notice }) => notice?.stage === 'scenarios'),
    ...count('by crash points', ({ notice }) => notice?.stage === 'crashes'),
    ...count('explained', (row) => !isNoticed(row) && row.mutant.lives !== undefined),
    ...count('ALIVE', (row) => !isNoticed(row) && row.mutant.lives === undefined),
  ].join(', ');
}

function lineOf({ mutant, notice, seconds }: Row): string {
  const noticed = notice ? `${notice.stage}, after ${notice.after}: ${notice.what}` : undefined;
  const outcome = noticed ?? (mutant.lives ? `lives: ${mutant.lives}` : 'LIVES');
  return `${mutant.name.padEnd(44)} ${String(seconds).padStart(4)} s  ${outcome.slice(0, 160)}`;
}

function plain({ mutant, notice, seconds }: Row) {
  const { name, file, without, lives } = mutant;
  return { name, file, without, ...notice, ...(lives && { lives }), seconds };
}

function drawn<Item>(items: readonly Item[], count: number): Item[] {
  const left = [...items];
  while (left.length > count) left.splice(randomInt(left.length), 1);
  return left;
}

function stageNamed(text: string): StageName {
  if (text in stages) return text as StageName;
  throw new Error(`--stages is a list of ${Object.keys(stages).join(', ')}`);
}
