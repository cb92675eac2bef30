import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CloudAssembly, synthesise } from '../cloud-assembly.js';
import { Deployment } from '../deployment.js';
import { type GameServer, startGameServer } from '../game-server.js';
import { watchedStack } from '../stacks.js';
import type { Alarm } from './alarms.js';
import { functionCauses } from './function-causes.js';
import { serviceCauses } from './service-causes.js';
import { WatchedRun } from './watched-run.js';

let assembly: CloudAssembly;
let deployment: Deployment;
let game: GameServer;
let run: WatchedRun;

const causes = [...functionCauses, ...serviceCauses];
const table: { readonly alarm: string; readonly cause: string; readonly fired: string }[] = [];
/** Names of flawed alarms with causes that they did not notice. */
const missed: string[] = [];
/** Metrics of alarms that were above 0 while their alarm went off. */
const told = new Set<string>();

beforeAll(async () => {
  assembly = synthesise(watchedStack);
  deployment = await Deployment.start(assembly, 'Watched');
  game = await startGameServer(deployment);
  run = new WatchedRun(deployment, game);
  // Alarms are created when everything else runs.
  for (let minute = 0; minute < 4; minute += 1) await run.pass(() => run.trade());
}, 300_000);

afterAll(async () => {
  const width = (column: 'alarm' | 'cause') => Math.max(...table.map((row) => row[column].length));
  const lines = [{ alarm: 'alarm', cause: 'cause', fired: 'fired' }, ...table].map(
    ({ alarm, cause, fired }) =>
      `${alarm.padEnd(width('alarm'))}  ${cause.padEnd(width('cause'))}  ${fired}`,
  );
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
  await game?.stop();
  await deployment?.stop();
  assembly?.remove();
});

/** Lets quiet minutes pass until no alarm is on. */
async function calmDown(): Promise<void> {
  await deployment.settled();
  for (let minute = 0; minute < 45 && run.standing.length > 0; minute += 1) await run.minute();
  expect(run.standing).toEqual([]);
}

describe('the alarms of the template', () => {
  it('are silent while all is well', async () => {
    for (let minute = 0; minute < 15; minute += 1) await run.minute(() => run.trade());
    for (let minute = 0; minute < 15; minute += 1) await run.minute();
    table.push({ alarm: '(none)', cause: 'half an hour of trading', fired: 'no' });
    expect(run.firedOnce).toEqual([]);
    expect(run.standing).toEqual([]);
  });

  it.each(causes)('$alarm: $cause', async ({ alarm, cause, ...what }) => {
    const { minutes, begin, each, busyMinutes = minutes, end } = what;
    run.forget();
    const began = run.now;
    let fired: readonly string[];
    let flawedFired: readonly Alarm[];
    try {
      await begin?.(run);
      for (let minute = 0; minute < minutes; minute += 1) {
        await run.minute(async () => minute < busyMinutes && each?.(run));
      }
      ({ fired, flawedFired } = run);
    } finally {
      await end?.(run);
    }
    const others = fired.filter((name) => name !== alarm);
    const also = others.length > 0 ? `, also ${others.join(', ')}` : '';
    table.push({ alarm, cause, fired: `${fired.includes(alarm) ? 'yes' : 'NO'}${also}` });
    for (const { queries } of run.alarms.filter(({ name }) => name === alarm)) {
      for (const { id, metric } of queries) {
        if ((deployment.cloudwatch.maximumSince(metric, began) ?? 0) > 0)
          told.add(`${alarm} ${id}`);
      }
    }
    for (const { alarm: flawed, beside } of run.flawed) {
      if (beside === alarm && !flawedFired.includes(flawed))
        missed.push(`${flawed.name}: ${cause}`);
    }
    await calmDown();
    expect(fired).toContain(alarm);
  });

  it('notice what the flawed ones beside them do not', () => {
    const expected = run.flawed.flatMap(({ alarm, misses }) =>
      misses.map((cause) => `${alarm.name}: ${cause}`),
    );
    expect(missed).toEqual(expect.arrayContaining(expected));
  });

  it('are all brought about, and by each of the metrics that they look at', () => {
    const tested = new Set(causes.map(({ alarm }) => alarm));
    expect([...tested].sort()).toEqual(run.alarms.map(({ name }) => name).sort());
    const silent = run.alarms.flatMap(({ name, queries }) =>
      queries.map(({ id }) => `${name} ${id}`).filter((query) => !told.has(query)),
    );
    // These two look for something missing: sweeps, and executions of the pipe.
    const mayBeSilent = ['SweepsMissing ', 'EventPipeStopped executions'];
    expect(silent.filter((query) => !mayBeSilent.includes(query))).toEqual([]);
  });
});
