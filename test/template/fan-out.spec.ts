import { auditMarket } from 'material-market';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CloudAssembly, synthesise } from './cloud-assembly.js';
import { Deployment } from './deployment.js';
import { type GameServer, startGameServer } from './game-server.js';
import { stackWithFanOut } from './stacks.js';

let assembly: CloudAssembly;
let deployment: Deployment;
let game: GameServer;

beforeAll(async () => {
  assembly = synthesise(stackWithFanOut);
  deployment = await Deployment.start(assembly, 'FanOut');
  game = await startGameServer(deployment);
});

afterAll(async () => {
  await game?.stop();
  await deployment?.stop();
  assembly?.remove();
});

it('matches what a consumer of the stream gets, by the role of the matcher', async () => {
  const { market } = game;
  await market.sell({ account: 'ada', material: 'wheat', quantity: 10, pricePerUnit: 10 });
  await market.buy({ account: 'ben', material: 'wheat', quantity: 10, pricePerUnit: 12 });
  await deployment.settled();
  expect(await market.collect('ben')).toMatchObject({ coins: 20, goods: { wheat: 10 } });
  const { MATERIAL_MARKET_ORDERS_TABLE: orders = '', MATERIAL_MARKET_LEDGER_TABLE: ledger = '' } =
    game.environment;
  const tables = { orders, ledger };
  expect(await auditMarket({ tables, dynamoDBClient: deployment.dynamodb })).toMatchObject({
    ok: true,
  });
  const role = deployment.roles.named('FanOut').get('MarketMatcherRole');
  expect(role?.refused).toEqual([]);
  // The stream is not polled.
  expect(role?.unused).toContain('kinesis:GetRecords on stream/FanOut-MarketWakeUpStream');
  expect(role?.unused.filter((action) => action.includes('consumer'))).toEqual([]);
});
