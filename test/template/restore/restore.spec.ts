import { randomInt } from 'node:crypto';
import { writeSync } from 'node:fs';
import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { auditMarket, MarketError } from 'material-market';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Dynoxide, startDynoxide } from '../../../src/local/database/dynoxide.js';
import { SeededRandom } from '../../simulation/random.js';
import type { GameServer } from '../game-server.js';
import { throttled } from '../lambda-function.js';
import { RestoredMarket } from './restored-market.js';

/** `RESTORE_SEED` repeats a run. */
const seed = Number(process.env.RESTORE_SEED ?? randomInt(2 ** 31 - 1));
const random = new SeededRandom(seed);
const materials = ['wheat', 'copper', 'flour'] as const;
const accounts = ['ada', 'ben', 'cyd', 'dan', 'eve'] as const;
const timesInForce = ['GTC', 'GTC', 'GTC', 'IOC', 'FOK'] as const;

let engine: Dynoxide;
let market: RestoredMarket;

beforeAll(async () => {
  engine = await startDynoxide();
  market = await RestoredMarket.start(engine, random);
});

afterAll(async () => {
  await market?.stop();
  await engine?.stop();
});

/** Orders at prices that often cross, some cancelled, and now and then a collection. */
async function trade({ market: client }: GameServer, orders: number): Promise<void> {
  for (let posted = 0; posted < orders; posted += 1) {
    const { orderId } = await client.placeOrder({
      account: random.pick(accounts),
      type: random.pick(['Buy', 'Sell']),
      material: random.pick(materials),
      quantity: 1 + random.below(20),
      pricePerUnit: 90 + random.below(20),
      timeInForce: random.pick(timesInForce),
    });
    if (random.chance(0.15)) await client.cancelOrder(orderId).catch(refusedOnly);
    if (random.chance(0.1)) await client.collect(random.pick(accounts));
  }
}

/** The order was closed meanwhile. */
function refusedOnly(error: unknown): void {
  if (error instanceof MarketError && error.code === 'ORDER_NOT_OPEN') return;
  throw error;
}

async function describe(TableName: string) {
  const { Table } = await market.deployment.dynamodb.send(new DescribeTableCommand({ TableName }));
  return Table;
}

async function audit() {
  const [orders = '', ledger = ''] = market.tables;
  return auditMarket({ tables: { orders, ledger }, dynamoDBClient: market.deployment.dynamodb });
}

it('restores a trading market by the guide, word for word, and goes on', async () => {
  writeSync(2, `RESTORE_SEED=${seed}\n`);
  await trade(market.game, 150);
  await market.deployment.settled();
  const { records: wakeUps } = market.deployment.onlyStream;

  const { exitCode, output } = await market.followGuide(async (step) => {
    const { deployment, game } = market;
    if (step <= 2) {
      // Held: nothing is accepted, and nothing moves.
      expect(await deployment.function('Intake').invoke({})).toBe(throttled);
      for (const schedule of deployment.schedules) expect(await schedule.fire()).toEqual([]);
      expect(deployment.onlyStream.records).toEqual([]);
      return;
    }
    // What is left on the stream names orders of the old tables.
    deployment.onlyStream.putRecords(
      wakeUps.map(({ kinesis }) => ({
        partitionKey: kinesis.partitionKey,
        data: Buffer.from(kinesis.data, 'base64'),
      })),
    );
    await trade(game, 30);
    await deployment.settled();
    expect(await audit()).toMatchObject({ ok: true, differences: [] });
  });

  const restored = market.restored.map(
    ({ table, changes, of }) => `${table} at change ${changes} of ${of}`,
  );
  const { length: findings } = output.match(/^ {2}Done: /gm) ?? [];
  writeSync(2, `${restored.join(', ')}: ${findings} findings put right\n`);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(output).toContain('The audit holds.');
  // Step 7: the stack has the restored tables again, and no others.
  expect(market.imported.map((logicalId) => logicalId.slice(0, -8)).sort()).toEqual([
    'MarketLedger',
    'MarketOrders',
  ]);
  for (const TableName of market.tables) {
    expect(TableName).toMatch(/-restored$/);
    expect(market.backedUp).toContain(TableName);
    expect(await describe(TableName)).toMatchObject({
      DeletionProtectionEnabled: true,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
  }
  // Step 8: the old ones are gone.
  for (const { table } of market.restored) {
    await expect(describe(table)).rejects.toThrow(ResourceNotFoundException);
  }
}, 400_000);
