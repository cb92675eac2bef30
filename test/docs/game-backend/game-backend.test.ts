import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, startPostgres } from '../../support/embedded-postgres.js';
import { type Guide, schema } from './guide.js';
import {
  buy,
  cancel,
  collect,
  type Request,
  type Script,
  scripts,
  sell,
  wheat,
} from './scripts.js';
import { type Life, World } from './world.js';

/** The code of the guide on game backends, on PostgreSQL. */
let postgres: EmbeddedPostgres;
let log: ReturnType<typeof vi.spyOn>;

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.db.unsafe(schema);
});
beforeEach(() => {
  // The loop logs the intents that it leaves open.
  log = vi.spyOn(console, 'error').mockReturnValue();
  return () => log.mockRestore();
});
afterAll(() => postgres.stop());

const start = { coins: 50_000_000_000_000, wheat: 20_000, copper: 10 };

/** Two players who own the same, and one who owns coins and not a single row of goods. */
async function newWorld(): Promise<World> {
  const { db } = postgres;
  await db.unsafe('delete from intents; delete from inventory; delete from players');
  await db`insert into players (name, coins)
    select name, ${start.coins}::bigint from unnest(array['ada', 'bob', 'cleo']) as name`;
  await db`insert into inventory (player, material, units)
    select name, material, units from unnest(array['ada', 'bob']) as name,
      (values ('wheat', ${start.wheat}::bigint), ('copper', ${start.copper})) as goods (material, units)`;
  return new World(db);
}

async function holdings() {
  const { db } = postgres;
  const players = await db`select name, coins from players order by name`;
  const inventory = await db`select player, material, units from inventory
    where units > 0 order by player, material`;
  return { players: [...players], inventory: [...inventory] };
}

/** What players own plus what the market owes equals what there was at the start. */
async function checkNothingLostOrMade({ market }: World) {
  await market.settled();
  const audit = await market.audit();
  expect(audit).toMatchObject({ ok: true, crossed: [] });
  const { players, inventory } = await holdings();
  const sum = (amounts: readonly string[]) => amounts.reduce((all, one) => all + BigInt(one), 0n);
  const { coins, goods } = audit;
  const owned = players.map(({ coins }) => coins as string);
  expect(sum([...owned, coins.inOpenOrders, coins.inBoxes, coins.fees])).toBe(
    3n * BigInt(start.coins),
  );
  const units = inventory.map(({ units }) => units as string);
  expect(sum([...units, goods.inOpenOrders, goods.inBoxes])).toBe(
    2n * BigInt(start.wheat + start.copper),
  );
  return { players, inventory, audit };
}

function openIntents() {
  return postgres.db`select player, id from intents where state = 'OPEN'`;
}

async function carryOutAll(game: Guide) {
  for (let round = 0; (await openIntents()).length > 0; round += 1) {
    expect(round).toBeLessThan(5);
    await game.carryOutOpen();
  }
}

/**
 * Runs a script. After a crash the player's app repeats its request, unless the app is closed too.
 */
async function play(
  { before = [], requests, meanwhile, states }: Script,
  crashAt?: number,
  { isPlayerGone = false, prepare = (_: World) => {} } = {},
) {
  const world = await newWorld();
  const { game } = await world.start();
  for (const request of before) await request(game);
  await game.carryOutOpen();
  world.calls = 0;
  world.beforeCall = () => meanwhile?.(world);
  prepare(world);

  const first = await world.start(crashAt);
  let life: Life = first;
  for (const request of requests) {
    for (let isAnswered = false; !isAnswered; ) {
      const failure = await (async () => {
        await request(life.game);
        await carryOutAll(life.game);
      })().catch((error: unknown) => error);
      isAnswered = !life.hasCrashed || isPlayerGone;
      if (life.hasCrashed) life = await world.start();
      else if (failure && !isPlayerGone) throw failure;
    }
  }
  await carryOutAll(life.game);
  const result = await checkNothingLostOrMade(world);
  if (!isPlayerGone) {
    const ended = await postgres.db`select id, state from intents`;
    expect(Object.fromEntries(ended.map(({ id, state }) => [id, state]))).toEqual(states);
  }
  return { result, points: first.points, calls: world.calls };
}

describe.each(Object.entries(scripts))('%s', (_, script) => {
  it('ends the same way wherever the process is ended', async () => {
    const { result, points } = await play(script);
    expect(points.length).toBeGreaterThanOrEqual(7);
    for (let point = 0; point < points.length; point += 1) {
      const crashed = await play(script, point);
      expect({ at: points[point], result: crashed.result }).toEqual({ at: points[point], result });
      await play(script, point, { isPlayerGone: true });
    }
  });

  it('ends the same way when calls or answers are lost', async () => {
    const { result, calls } = await play(script);
    expect(calls).toBeGreaterThan(0);
    for (let call = 0; call < calls; call += 1) {
      for (const isDone of [false, true]) {
        for (const code of ['NETWORK_ERROR', 'CONFIGURATION'] as const) {
          const prepare = ({ faults }: World) => faults.set(call, { code, isDone });
          const disturbed = await play(script, undefined, { prepare });
          expect({ call, isDone, code, result: disturbed.result }).toEqual({
            ...{ call, isDone, code },
            result,
          });
        }
      }
    }
  });
});

describe('a debit', () => {
  const sells = (player: string, quantity: number, material = 'wheat'): Request => {
    return (game) =>
      game.requestOrder(player, 's', { type: 'Sell', material, quantity, pricePerUnit: 1 });
  };
  const buys = (player: string, quantity: number): Request => {
    return (game) =>
      game.requestOrder(player, 'b', { ...wheat, type: 'Buy', quantity, pricePerUnit: 1_000_000 });
  };

  it.each([
    { case: 'of goods without a row', request: sells('cleo', 1) },
    { case: 'of a material that nobody owns', request: sells('ada', 1, 'gold') },
    { case: 'of more goods than there are', request: sells('ada', start.wheat + 1) },
    { case: 'of more coins than there are', request: buys('ada', 50_000_001) },
    { case: 'of a player who is not there', request: sells('dan', 1) },
    { case: 'of coins of a player who is not there', request: buys('dan', 1) },
  ])('$case fails, and no order is placed', async ({ request }) => {
    const world = await newWorld();
    const before = await holdings();
    const { game } = await world.start();
    await expect(request(game)).rejects.toThrow();
    await game.carryOutOpen();
    expect(await postgres.db`select 1 from intents`).toHaveLength(0);
    expect(await checkNothingLostOrMade(world)).toMatchObject({ ...before, audit: { orders: 0 } });
  });

  it('may take everything', async () => {
    const world = await newWorld();
    const { game } = await world.start();
    await sells('ada', start.wheat)(game);
    await buys('ada', 50_000_000)(game);
    await game.carryOutOpen();
    const { players, audit } = await checkNothingLostOrMade(world);
    expect(players[0]).toEqual({ name: 'ada', coins: '0' });
    expect(audit.orders).toBe(2);
  });

  it('happens once for a request that is repeated', async () => {
    const world = await newWorld();
    const { game } = await world.start();
    for (let time = 0; time < 3; time += 1) {
      await sell('ada', 's')(game);
      await game.carryOutOpen();
    }
    expect((await checkNothingLostOrMade(world)).audit.orders).toBe(1);
  });
});

it('cancels only orders of the player that were placed', async () => {
  const world = await newWorld();
  const { game } = await world.start();
  await sell('ada', 's')(game);
  await expect(cancel('ada', 'x', 's')(game)).rejects.toThrow('no placed order s');
  await game.carryOutOpen();
  await expect(cancel('bob', 'x', 's')(game)).rejects.toThrow('no placed order s');
  await cancel('ada', 'x', 's')(game);
  await cancel('ada', 'x', 's')(game);
  await game.carryOutOpen();
  expect((await checkNothingLostOrMade(world)).audit.openOrders).toBe(0);
});

describe('the loop', () => {
  it('pays once when two processes carry out the same intents', async () => {
    const { db } = postgres;
    const world = await newWorld();
    const [one, two] = await Promise.all([world.start(), world.start()]);
    for (const request of [sell('ada', 's'), buy('bob', 'b')]) await request(one.game);
    await Promise.all([one.game.carryOutOpen(), two.game.carryOutOpen()]);
    for (const player of ['ada', 'bob']) await collect(player, 'c')(one.game);
    await Promise.all([one.game.carryOutOpen(), two.game.carryOutOpen()]);
    await checkNothingLostOrMade(world);
    const [{ units } = {}] = await db`select units from inventory
      where player = 'bob' and material = 'wheat'`;
    expect(units).toBe(String(start.wheat + wheat.quantity));
  });

  it('reaches every intent, however many fail before it', async () => {
    const { db } = postgres;
    const world = await newWorld();
    const { game } = await world.start();
    for (let index = 0; index < 120; index += 1) await collect('ada', `poison-${index}`)(game);
    await sell('bob', 's')(game);
    world.beforeCall = ({ params }) => {
      if (params?.account === 'ada') throw new Error('the market cannot be asked for this one');
    };
    await game.carryOutOpen();
    await game.carryOutOpen();
    const [bobs] = await db`select state from intents where player = 'bob'`;
    expect(bobs).toEqual({ state: 'DONE' });
    expect(await openIntents()).toHaveLength(120);
    expect(log).toHaveBeenCalled();
  });
});
