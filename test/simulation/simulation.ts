import { initialSweepProgress } from '../../src/engine/entities.js';
import { Clients, periodLength } from './clients.js';
import type { Run } from './run.js';
import { materials, type Scenario } from './scenario.js';
import { StreamPollers } from './stream-pollers.js';
import { type Surroundings, World } from './world.js';

/** Plays a scenario on a store, with the engine, the matcher and the sweeper that are deployed. */
export async function simulate(scenario: Scenario, surroundings: Surroundings): Promise<Run> {
  const world = new World(scenario, surroundings);
  const clients = new Clients(world);
  await sweptBefore(world);
  await world.scheduler.until(play(world, clients));
  await world.scheduler.untilQuiet();
  return {
    scenario,
    store: world.store,
    materials: materials.map((_, index) => world.materialOf(index)),
    posted: clients.posted,
    cancelled: clients.cancelled,
    amended: clients.amended,
    receipts: clients.receipts,
    log: world.log,
    surprises: world.surprises,
    torn: world.torn,
    now: world.scheduler.now,
    steps: world.scheduler.steps,
  };
}

async function play(world: World, clients: Clients): Promise<void> {
  const { scenario, beginning, scheduler } = world;
  const pollers = new StreamPollers(world);
  for (const [period, steps] of scenario.periods.entries()) {
    const periodStart = beginning + period * periodLength;
    let areClientsDone = false;
    const delivered = pollers.run(() => areClientsDone);
    await clients.take(steps, periodStart);
    areClientsDone = true;
    await delivered;
    await clients.untilAnswered();
    scheduler.now = Math.max(scheduler.now, periodStart + periodLength);
    if (scenario.sweeps) await clients.sweep({ wakeUpGraceMs: 0 });
  }
}

/** The market has been swept before: a first sweep looks back a whole day, in a hundred calls. */
async function sweptBefore({ store, beginning }: World): Promise<void> {
  const sweptUntil = new Date(beginning - periodLength).toISOString();
  // Scenarios on one database share its sweeper's progress.
  const { version } = (await store.getSweepProgress()) ?? { version: 0 };
  const progress = { ...initialSweepProgress(sweptUntil), version: version + 1 };
  await store.transact([{ write: 'putSweepProgress', progress }], {
    token: crypto.randomUUID(),
  });
}
