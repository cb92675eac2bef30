import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MarketClient, MarketError, type Transport } from 'material-market';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CrashingWorld, type Life } from './crashing-world.js';
import { Database, FileJournal, type Journal } from './database.js';
import { Game } from './game.js';
import { startingGoods } from './inventory.js';
import { Outbox } from './outbox.js';

const wheat = { material: 'wheat', quantity: 40, pricePerUnit: 10 };

describe('a game', () => {
  let world: CrashingWorld;
  let life: Life;
  beforeEach(() => {
    world = new CrashingWorld();
    life = world.start();
    life.game.enter('ada');
  });
  const wheatOfAda = () => life.game.player('ada').goods.wheat;

  it('takes what an order holds once, however often and at once the order is sent', async () => {
    const sell = () => life.game.order('ada', 's', 'Sell', wheat);
    const [first, ...others] = await Promise.all([sell(), sell(), sell()]);
    expect(first).toMatchObject({ state: 'DONE' });
    expect([...others, await sell()]).toEqual([first, first, first]);
    expect(wheatOfAda()).toBe(10);
    expect(world.calls).toBe(1);
    life = world.start();
    expect(await sell()).toEqual(first);
    expect((await world.market.audit()).orders).toBe(1);
  });

  it('refuses a key that was used for something else', async () => {
    await life.game.order('ada', 's', 'Sell', wheat);
    for (const other of [
      life.game.order('ada', 's', 'Sell', { ...wheat, quantity: 1 }),
      life.game.collect('ada', 's'),
    ]) {
      await expect(other).rejects.toMatchObject({ status: 409, code: 'KEY_IN_USE' });
    }
    expect(wheatOfAda()).toBe(10);
  });

  it.each([
    { terms: { ...wheat, quantity: 51 }, code: 'NOT_ENOUGH' },
    { terms: { ...wheat, quantity: 0 }, code: 'VALIDATION_FAILED' },
    { terms: { ...wheat, account: 'bob' }, code: undefined },
    { terms: { ...wheat, colour: 'red' }, code: 'VALIDATION_FAILED' },
    { terms: { ...wheat, material: 'constructor' }, code: 'NO_SUCH_MATERIAL' },
    { terms: { ...wheat, expiresAt: '2025-12-31T00:00:00Z' }, code: 'ALREADY_EXPIRED' },
  ])('takes only what is right: $code', async ({ terms, code }) => {
    const outcome = await (async () => life.game.order('ada', 's', 'Sell', terms))().then(
      ({ order }) => order.account,
      (error) => error.code,
    );
    // Nobody sells for somebody else: the account is the player's own.
    expect(outcome).toBe(code ?? 'ada');
    expect(wheatOfAda()).toBe(code ? 50 : 10);
  });

  it('lets nobody play as anonymous, and gives starting goods once', async () => {
    expect(() => life.game.enter('anonymous')).toThrow('a name has');
    expect(() => life.game.enter('a/b')).toThrow('a name has');
    await life.game.order('ada', 's', 'Sell', wheat);
    expect(life.game.enter('ada').goods.wheat).toBe(10);
  });

  it('keeps an order open while the market does not answer, and cancels it later', async () => {
    for (let call = 0; call < 3; call += 1) {
      world.faults.set(call, { code: 'NETWORK_ERROR', isDone: true });
    }
    expect(await life.game.order('ada', 's', 'Sell', wheat)).toMatchObject({ state: 'OPEN' });
    expect(await life.game.cancel('ada', 's')).toMatchObject({ state: 'OPEN' });
    await life.outbox.workAll();
    await life.outbox.workAll();
    expect(await life.game.cancel('ada', 's')).toMatchObject({ state: 'DONE' });
    expect(await life.game.collect('ada', 'c')).toMatchObject({
      state: 'DONE',
      received: { coins: 0, goods: { wheat: 40 } },
    });
    expect(wheatOfAda()).toBe(50);
  });
});

it('refunds an expired order once, although an earlier attempt arrives after its refusal', async () => {
  const world = new CrashingWorld();
  const { clock, transport } = world.market;
  let arriveLate: () => Promise<unknown> = async () => {};
  let attempts = 0;
  // The first attempt hangs on its way, and arrives when the second one has been refused.
  const delayed: Transport = {
    send: async (request, options) => {
      attempts += 1;
      if (attempts > 1) return transport.send(request, options);
      arriveLate = () => transport.send(request, { signal: new AbortController().signal });
      throw new MarketError('TIMEOUT', 'no answer');
    },
  };
  const { database } = world.start();
  const market = new MarketClient({ transport: delayed, maxAttempts: 1 });
  const game = new Game({ database, outbox: new Outbox({ database, market }), now: clock.now });
  game.enter('ada');
  const terms = { ...wheat, expiresAt: clock.in({ seconds: 5 }) };
  expect(await game.order('ada', 's', 'Sell', terms)).toMatchObject({ state: 'OPEN' });
  clock.advance({ seconds: 6 });
  expect(await game.order('ada', 's', 'Sell', terms)).toMatchObject({ state: 'REFUSED' });
  expect(await arriveLate()).toMatchObject({ status: 400 });
  expect(await market.getDeliveries('ada')).toMatchObject({ goods: {} });
  expect(game.player('ada').goods.wheat).toBe(50);
  expect(await world.market.audit()).toMatchObject({ ok: true, orders: 0 });
});

describe('the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'game-server-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const ada = { name: 'ada', ...startingGoods };

  it('leaves out half a transaction, and goes on after it', () => {
    const path = join(folder, 'torn.journal');
    new Database(new FileJournal(path)).commit({ players: [ada] });
    appendFileSync(path, '{"players":[{"name":"bob","coins":1');
    const second = new Database(new FileJournal(path));
    expect(second.player('bob')).toBeUndefined();
    second.commit({ players: [{ ...ada, name: 'cleo' }] });
    const third = new Database(new FileJournal(path));
    expect([third.player('ada'), third.player('cleo')?.name]).toEqual([ada, 'cleo']);
  });

  it('commits nothing any more once the disk has failed', () => {
    let isFull = true;
    const journal: Journal = {
      read: () => '',
      truncate: () => {},
      append: () => {
        if (isFull) throw new Error('ENOSPC');
      },
    };
    const database = new Database(journal);
    expect(() => database.commit({ players: [ada] })).toThrow('ENOSPC');
    isFull = false;
    expect(() => database.commit({ players: [ada] })).toThrow('restart the game');
    expect(database.player('ada')).toBeUndefined();
  });
});
