import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from 'material-market';
import { LocalMarket } from 'material-market/local';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CollectIntent, OrderIntent } from './database.js';
import { GameProcess } from './game-process.js';
import { type Player, startingGoods } from './inventory.js';

let folder: string;
let local: LocalMarket;
let game: GameProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'game-server-'));
  local = await LocalMarket.start({ rules: { saleFeeBasisPoints: 250 } });
  game = new GameProcess({ DATA: join(folder, 'game.journal'), MATERIAL_MARKET_URL: local.url });
  await game.start();
});
afterEach(async () => {
  await game.kill();
  await local.stop();
  await rm(folder, { recursive: true, force: true });
});

const enter = (player: string) => game.ask<Player>('PUT', `/players/${player}`, 'none');
const inventory = (player: string) => game.ask<Player>('GET', `/players/${player}`, 'none');
const order = (player: string, side: 'sell' | 'buy', key: string, terms: object) =>
  game.ask<OrderIntent>('POST', `/players/${player}/${side}`, key, terms);
const cancel = (player: string, orderKey: string) =>
  game.ask('DELETE', `/players/${player}/orders/${orderKey}`, 'none');
const collect = (player: string, key: string) =>
  game.ask<CollectIntent>('POST', `/players/${player}/collect`, key);

it('lets two players trade, also when it was killed in between', async () => {
  await enter('ada');
  await enter('bob');
  const wheat = { material: 'wheat', quantity: 40, pricePerUnit: 10 };
  const sold = await order('ada', 'sell', 'first', wheat);
  expect(sold).toMatchObject({ state: 'DONE' });
  expect(await game.ask('GET', '/market/wheat/book', 'none')).toMatchObject({
    buys: [],
    sells: [{ pricePerUnit: 10, quantity: 40, orders: 1 }],
  });
  const quote = '/market/wheat/quote?type=Buy&quantity=30';
  expect(await game.ask('GET', quote, 'none')).toMatchObject({ coins: 300, fillableQuantity: 30 });
  expect(await game.ask('GET', '/market/wheat/quote', 'none')).toMatchObject({
    error: { code: 'VALIDATION_FAILED' },
  });

  await game.kill();
  await game.start();
  expect(await order('ada', 'sell', 'first', wheat)).toEqual(sold);
  await order('bob', 'buy', 'first', { material: 'wheat', quantity: 30, pricePerUnit: 12 });
  await local.settled();
  await cancel('ada', 'first');
  expect((await collect('bob', 'c')).received).toEqual({ coins: 60, goods: { wheat: 30 } });
  expect((await collect('ada', 'c')).received).toEqual({ coins: 293, goods: { wheat: 10 } });
  expect(await inventory('ada')).toMatchObject({ coins: 1293, goods: { wheat: 20 } });
  expect(await inventory('bob')).toMatchObject({ coins: 700, goods: { wheat: 80 } });
});

it('loses and doubles nothing when it is killed in the middle of traffic', async () => {
  const names = ['ada', 'bob', 'cleo', 'dan'];
  for (const name of names) await enter(name);
  let isOver = false;
  let answered = 0;
  const play = async (name: string) => {
    for (; !isOver; answered += 1) {
      const key = randomUUID();
      const quantity = 1 + Math.floor(Math.random() * 5);
      const terms = {
        material: 'wheat',
        quantity,
        pricePerUnit: 8 + Math.floor(Math.random() * 5),
      };
      await order(name, Math.random() < 0.5 ? 'sell' : 'buy', key, terms);
      if (Math.random() < 0.2) await cancel(name, key);
      if (Math.random() < 0.3) await collect(name, randomUUID());
    }
  };
  const traffic = async () => {
    const seen = answered;
    while (answered < seen + 15) await sleep(5);
  };
  // Two hands per player, so that requests of one player meet each other.
  const playing = Promise.all([...names, ...names].map(play));
  for (let kill = 0; kill < 4; kill += 1) {
    await traffic();
    await sleep(Math.random() * 20);
    await game.kill();
    await game.start();
  }
  await traffic();
  isOver = true;
  await playing;

  // Everybody takes back what is on the market, so that it is all in the game again.
  await local.settled();
  for (const name of names) {
    const open = await game.ask<{ items: Order[] }>('GET', `/players/${name}/orders`, 'none');
    for (const { clientOrderId } of open.items) await cancel(name, clientOrderId);
  }
  for (const name of names) expect(await collect(name, 'last')).toMatchObject({ state: 'DONE' });
  const audit = await local.audit();
  expect(audit).toMatchObject({
    ok: true,
    openOrders: 0,
    coins: { inOpenOrders: '0', inBoxes: '0' },
    goods: { inOpenOrders: '0', inBoxes: '0' },
  });
  expect(audit.trades).toBeGreaterThan(0);
  const owned = await Promise.all(names.map(inventory));
  const sumOf = (amount: (player: Player) => number | undefined) =>
    owned.reduce((sum, player) => sum + (amount(player) ?? 0), 0);
  expect({
    coins: sumOf(({ coins }) => coins) + Number(audit.coins.fees),
    wheat: sumOf(({ goods }) => goods.wheat),
  }).toEqual({
    coins: names.length * startingGoods.coins,
    wheat: names.length * (startingGoods.goods.wheat ?? 0),
  });
}, 120_000);
