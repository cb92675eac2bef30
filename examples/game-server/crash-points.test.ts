import { describe, expect, it } from 'vitest';
import { CrashingWorld, type Life } from './crashing-world.js';
import type { Intent } from './database.js';
import { type Game, GameError } from './game.js';
import { materials, startingGoods } from './inventory.js';

const players = ['ada', 'bob'] as const;

/** What a player's client asks of the game, again and again until it is answered. */
type Request = (game: Game) => Promise<Intent>;

const sell =
  (player: string, key: string, quantity: number, pricePerUnit: number): Request =>
  (game) =>
    game.order(player, key, 'Sell', { material: 'wheat', quantity, pricePerUnit });
const buy =
  (player: string, key: string, quantity: number, pricePerUnit: number): Request =>
  (game) =>
    game.order(player, key, 'Buy', { material: 'wheat', quantity, pricePerUnit });
const cancel =
  (player: string, orderKey: string): Request =>
  (game) =>
    game.cancel(player, orderKey);
const collect =
  (player: string, key: string): Request =>
  (game) =>
    game.collect(player, key);

const soon = '2026-01-01T00:01:00.000Z';
const expiring: Request = (game) =>
  game.order('ada', 'e', 'Sell', {
    material: 'copper',
    quantity: 7,
    pricePerUnit: 9,
    expiresAt: soon,
  });

interface Script {
  /** What happens undisturbed, with the market's answers awaited. */
  readonly before: readonly Request[];
  /** What is disturbed. */
  readonly requests: readonly Request[];
  /** What happens in the world before each call to the market from then on. */
  readonly meanwhile?: (world: CrashingWorld) => void;
  /** What happens when all that is over, undisturbed. */
  readonly after?: readonly Request[];
  /** Whether it is chance how the market comes to it, so that only what players own counts. */
  readonly isEitherWay?: boolean;
}

const scripts: Readonly<Record<string, Script>> = {
  sell: { before: [], requests: [sell('ada', 's', 40, 10)] },
  'sell into the book': { before: [buy('bob', 'b', 30, 12)], requests: [sell('ada', 's', 40, 10)] },
  buy: { before: [], requests: [buy('bob', 'b', 30, 12)] },
  'buy from the book': { before: [sell('ada', 's', 40, 10)], requests: [buy('bob', 'b', 30, 12)] },
  'a refused order': {
    before: [],
    requests: [expiring],
    meanwhile: (world) => {
      world.market.clock.advance({ hours: 1 });
    },
  },
  'an order whose time is over when it is posted again': {
    before: [],
    requests: [expiring],
    meanwhile: (world) => {
      if (world.calls > 0) world.market.clock.advance({ hours: 1 });
    },
    // Refused, or accepted and expired: sooner or later ada has her copper back.
    after: [collect('ada', 'c')],
    isEitherWay: true,
  },
  'cancel an order': { before: [sell('ada', 's', 40, 10)], requests: [cancel('ada', 's')] },
  'cancel part of an order': {
    before: [buy('bob', 'b', 30, 12), sell('ada', 's', 20, 10)],
    requests: [cancel('bob', 'b')],
  },
  'cancel too late': {
    before: [buy('bob', 'b', 30, 12), sell('ada', 's', 30, 10)],
    requests: [cancel('ada', 's')],
  },
  'order and cancel': { before: [], requests: [buy('bob', 'b', 30, 12), cancel('bob', 'b')] },
  collect: {
    before: [sell('ada', 's', 40, 10), buy('bob', 'b', 30, 12)],
    requests: [collect('bob', 'c'), collect('ada', 'c')],
  },
  'collect nothing': { before: [], requests: [collect('ada', 'c')] },
};

interface Run {
  readonly world: CrashingWorld;
  /** Where each life but the last could have crashed. */
  readonly lives: readonly Life[];
  readonly result: unknown;
}

/** Who gets to an intent first after a restart; `nobody` is a player who never comes back. */
type Returning = 'outbox' | 'player' | 'nobody';

/** Plays a script with crashes: the nth life ends at its nth point given. */
async function play(
  { before, requests, meanwhile, after = [], isEitherWay }: Script,
  {
    crashes = [],
    returning = 'player',
    prepare = () => {},
  }: {
    readonly crashes?: readonly number[];
    readonly returning?: Returning;
    readonly prepare?: (world: CrashingWorld) => void;
  } = {},
): Promise<Run> {
  const world = new CrashingWorld();
  const preparing = world.start();
  for (const player of players) preparing.game.enter(player);
  for (const request of before) {
    expect((await request(preparing.game)).state).toBe('DONE');
  }
  world.calls = 0;
  world.beforeCall = () => meanwhile?.(world);
  prepare(world);

  const toCome = [...crashes];
  const lives = [world.start(toCome.shift())];
  const restart = async () => {
    for (;;) {
      const life = world.start(toCome.shift());
      lives.push(life);
      if (returning !== 'player') await life.outbox.workAll();
      if (!life.hasCrashed) return life;
    }
  };
  let life = lives[0] as Life;
  for (const request of requests) {
    for (let isAnswered = false; !isAnswered; ) {
      const answer = await request(life.game).catch((error: unknown) => error);
      isAnswered = !life.hasCrashed;
      // Who gave up on an order may not find it when trying to cancel it.
      const isBearable = returning === 'nobody' && answer instanceof GameError;
      if (isAnswered && answer instanceof Error && !isBearable) throw answer;
      if (!isAnswered) life = await restart();
      if (returning === 'nobody') isAnswered = true;
    }
  }
  for (let rounds = 0; life.database.openIntents().length > 0; rounds += 1) {
    expect(rounds).toBeLessThan(10);
    await life.outbox.workAll();
    if (life.hasCrashed) life = await restart();
  }
  // What is on the disk is all there is.
  const { game, database } = world.start();
  world.faults.clear();
  for (const request of after) expect((await request(game)).state).toBe('DONE');
  const { owned, audit } = await checkedResult(world, database);
  return { world, lives, result: isEitherWay ? owned : { owned, audit } };
}

/** Everything that a crash must not change, once it is checked that it all adds up. */
async function checkedResult({ market }: CrashingWorld, database: Life['database']) {
  await market.settled();
  const audit = await market.audit();
  expect(audit).toMatchObject({ ok: true, crossed: [] });
  const owned = players.flatMap((name) => database.player(name) ?? []);
  const sum = (amounts: readonly (number | string | undefined)[]) =>
    amounts.reduce<number>((total, amount) => total + Number(amount), 0);

  const { coins, goods } = audit;
  expect(
    sum([...owned.map((player) => player.coins), coins.inOpenOrders, coins.inBoxes, coins.fees]),
  ).toBe(players.length * startingGoods.coins);
  // Each script trades in one material, so that the audit's sum over all of them will do.
  expect(
    sum([
      ...owned.flatMap((player) => materials.map((material) => player.goods[material])),
      goods.inOpenOrders,
      goods.inBoxes,
    ]),
  ).toBe(players.length * sum(Object.values(startingGoods.goods)));
  expect(database.openIntents()).toEqual([]);
  return { owned, audit };
}

describe.each(Object.entries(scripts))('%s', (_name, script) => {
  it('ends the same way wherever the game is killed, once or twice', async () => {
    const { result, lives } = await play(script);
    const undisturbed = lives[0] as Life;
    expect(undisturbed.points.length).toBeGreaterThanOrEqual(8 * script.requests.length);
    for (const returning of ['player', 'outbox'] as const) {
      for (let first = 0; first < undisturbed.points.length; first += 1) {
        const once = await play(script, { crashes: [first], returning });
        expectSame(once, result, [first], returning);
        const next = once.lives[1] as Life;
        for (let second = 0; second < next.points.length; second += 1) {
          const twice = await play(script, { crashes: [first, second], returning });
          expectSame(twice, result, [first, second], returning);
        }
      }
    }
  });

  it('adds up when the player never comes back', async () => {
    const { lives } = await play(script);
    for (let point = 0; point < (lives[0] as Life).points.length; point += 1) {
      await play(script, { crashes: [point], returning: 'nobody' });
    }
  });

  it('ends the same way when calls or answers are lost', async () => {
    const { result, world } = await play(script);
    const { calls } = world;
    for (const code of [
      'NETWORK_ERROR',
      'TIMEOUT',
      'ABORTED',
      'INTERNAL',
      'CONFIGURATION',
    ] as const) {
      for (let call = 0; call < calls; call += 1) {
        for (const isDone of [false, true]) {
          const prepare = (lossy: CrashingWorld) => lossy.faults.set(call, { code, isDone });
          const disturbed = await play(script, { prepare });
          expect({ call, code, isDone, result: disturbed.result }).toEqual({
            call,
            code,
            isDone,
            result,
          });
        }
      }
    }
  });
});

function expectSame(run: Run, result: unknown, crashes: readonly number[], returning: Returning) {
  const at = crashes.map((crash, life) => run.lives[life]?.points[crash]);
  expect({ at, returning, result: run.result }).toEqual({ at, returning, result });
}
