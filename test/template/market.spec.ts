import { auditMarket, type Order } from 'material-market';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../client/scenario.js';
import { type CloudAssembly, synthesise } from './cloud-assembly.js';
import { Deployment } from './deployment.js';
import { dynamoDBFaults } from './dynamodb-endpoint.js';
import { explained } from './explained.js';
import { type GameServer, startGameServer } from './game-server.js';
import { runScript } from './script.js';
import { exampleStack } from './stacks.js';

const hour = 3_600_000;
const poison = Buffer.from('{"what":"is this"}');

let assembly: CloudAssembly;
let deployment: Deployment;
let game: GameServer;

beforeAll(async () => {
  assembly = synthesise(exampleStack);
  deployment = await Deployment.start(assembly, 'Example');
  game = await startGameServer(deployment);
});

afterAll(async () => {
  await game?.stop();
  await deployment?.stop();
  assembly?.remove();
});

const settled = () => deployment.settled();

/** Posts orders one after the other; gives how they stand when all is matched. */
async function trade(
  ...orders: readonly Parameters<GameServer['market']['placeOrder']>[0][]
): Promise<readonly Order[]> {
  const placed: Order[] = [];
  for (const order of orders) placed.push(await game.market.placeOrder(order));
  await settled();
  return Promise.all(placed.map(({ orderId }) => game.market.getOrder(orderId)));
}

describe('the template of the example app, run', () => {
  it('lets the script of the example trade by the output of the stack', async () => {
    const { IntakeFunction } = deployment.template.outputs;
    expect(
      await runScript('examples/cdk-app/post-order.ts', {
        ...game.lambdaEnvironment,
        MATERIAL_MARKET_INTAKE_FUNCTION: String(IntakeFunction),
      }),
    ).toMatch(
      new RegExp(
        [
          'ada sells:  order \\S+ is OPEN',
          'ben buys:   order \\S+ is FILLED',
          'ada collects 390 coins and {}',
          'ben collects 80 coins and {"wheat":40}',
          'ada still offers 60 of 100 wheat',
          '$',
        ].join('\\n'),
      ),
    );
  });

  it('does all that a game server asks, by Invoke with direct reads and by signed URL', async () => {
    const answers = await scenario(game.market, { settled, run: 'invoke' });
    expect(await scenario(game.marketByUrl, { settled, run: 'url' })).toEqual(answers);
    const answer = new Map(answers as [string, unknown][]);
    expect(answer.get('filled')).toMatchObject({ status: 'FILLED' });
    expect(answer.get('collected')).toMatchObject({ coins: 83, goods: { 'wheat:RUN': 30 } });
  });

  it('trades by the rules of the stack', async () => {
    const material = 'copper';
    const [sell, buy, deep, all] = await trade(
      { account: 'ada', type: 'Sell', material, quantity: 100, pricePerUnit: 10 },
      { account: 'ben', type: 'Buy', material, quantity: 40, pricePerUnit: 12 },
      { account: 'ben', type: 'Buy', material, quantity: 5, pricePerUnit: 1, timeInForce: 'IOC' },
      { account: 'ben', type: 'Buy', material, quantity: 90, pricePerUnit: 10, timeInForce: 'FOK' },
    );
    expect(sell).toMatchObject({ status: 'PARTIALLY_FILLED', remainingQuantity: 60 });
    expect(buy).toMatchObject({ status: 'FILLED' });
    expect(deep).toMatchObject({ status: 'EXPIRED', closeReason: 'IMMEDIATE_OR_CANCEL' });
    expect(all).toMatchObject({ status: 'EXPIRED', closeReason: 'FILL_OR_KILL' });
    // 400 coins, less the sale fee of 2.5 %.
    expect(await game.market.getDeliveries('ada')).toMatchObject({ coins: 390 });
    expect(await game.market.collect('ada')).toMatchObject({ coins: 390 });
  });

  it('closes an immediate order that lies too deep in the book to be read', async () => {
    const material = 'silver';
    const bids = Array.from({ length: 150 }, (_, index) => ({
      account: 'cyd',
      type: 'Buy' as const,
      material,
      quantity: 1,
      pricePerUnit: 100 + index,
    }));
    await game.market.placeOrders(bids);
    await settled();
    const [order] = await trade({
      account: 'dan',
      type: 'Buy',
      material,
      quantity: 1,
      pricePerUnit: 1,
      timeInForce: 'IOC',
    });
    expect(order).toMatchObject({ status: 'EXPIRED' });
  });

  it('closes expired orders on schedule', async () => {
    const expiresAt = new Date(deployment.clock.now() + hour).toISOString();
    const [order] = await trade({
      account: 'eve',
      type: 'Buy',
      material: 'tin',
      quantity: 5,
      pricePerUnit: 4,
      expiresAt,
    });
    expect(order).toMatchObject({ status: 'OPEN' });
    deployment.clock.skip(2 * hour);
    expect(await sweep()).toMatchObject([{ expired: 1, woken: [], failed: 0, isComplete: true }]);
    expect(await game.market.getOrder(order?.orderId ?? '')).toMatchObject({ status: 'EXPIRED' });
    expect(await game.market.getDeliveries('eve')).toMatchObject({ coins: 20 });
  });

  it('keeps in the queue what the pipe gave up, and matches it with the next sweep', async () => {
    const stream = deployment.onlyStream;
    stream.fault = new Error('throttled');
    const material = 'lead';
    const placed = [
      { account: 'ada', type: 'Sell', material, quantity: 10, pricePerUnit: 7 } as const,
      { account: 'ben', type: 'Buy', material, quantity: 4, pricePerUnit: 7 } as const,
    ].map((order) => game.market.placeOrder(order));
    const [sell, buy] = await Promise.all(placed);
    expect(deployment.deadLetters).toEqual([]);
    deployment.clock.skip(13 * hour);
    await settled();
    stream.fault = undefined;
    expect(deployment.deadLetters).toHaveLength(2);
    expect(deployment.deadLetters[0]).toMatchObject({ DDBStreamBatchInfo: { batchSize: 1 } });
    expect(await game.market.getOrder(buy?.orderId ?? '')).toMatchObject({ status: 'OPEN' });

    expect(await sweep()).toMatchObject([{ expired: 0, woken: [material], failed: 0 }]);
    expect(await game.market.getOrder(buy?.orderId ?? '')).toMatchObject({ status: 'FILLED' });
    expect(await game.market.getOrder(sell?.orderId ?? '')).toMatchObject({
      remainingQuantity: 6,
    });
  });

  it('keeps a poisoned record in the bucket, and matches the later ones of its material', async () => {
    const material = 'iron';
    deployment.onlyStream.putRecords([{ partitionKey: material, data: poison }]);
    const [sell, buy] = await trade(
      { account: 'ada', type: 'Sell', material, quantity: 10, pricePerUnit: 7 },
      { account: 'ben', type: 'Buy', material, quantity: 10, pricePerUnit: 7 },
    );
    expect(sell).toMatchObject({ status: 'FILLED' });
    expect(buy).toMatchObject({ status: 'FILLED' });
    const documents = [...deployment.failures.values()];
    expect(documents).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 11 },
        KinesisBatchInfo: { batchSize: 1 },
      },
    ]);
    expect(documents[0]?.payload).toContain(`"data":"${poison.toString('base64')}"`);
  });

  it('has matched what a poisoned record takes with it to the bucket', async () => {
    const material = 'zinc';
    const stream = deployment.onlyStream;
    stream.isHeld = true;
    stream.putRecords([{ partitionKey: material, data: poison }]);
    const placed = await trade(
      { account: 'ada', type: 'Sell', material, quantity: 10, pricePerUnit: 7 },
      { account: 'ben', type: 'Buy', material, quantity: 10, pricePerUnit: 7 },
    );
    stream.release();
    await settled();
    // Where the function reports a record that no other has come before, AWS need not divide the
    // batch, and gives all of it up in the end.
    expect([...deployment.failures.values()].at(-1)?.payload).toContain(poison.toString('base64'));
    for (const { orderId } of placed) {
      expect(await game.market.getOrder(orderId)).toMatchObject({ status: 'FILLED' });
    }
  });

  it('lands an order that was posted while the tables could not be reached', async () => {
    const intake = deployment.function('Intake');
    intake.dynamodb.fault = dynamoDBFaults.down;
    const material = 'gold';
    const post = { account: 'fay', type: 'Buy', material, quantity: 1, pricePerUnit: 1 } as const;
    const placed = game.market.placeOrder(post);
    // The intake has given up by then, and the client has not.
    await expect.poll(() => intake.output, { timeout: 30_000 }).toContain('"Faults":1');
    intake.dynamodb.fault = undefined;
    expect(await placed).toMatchObject({ status: 'OPEN' });
    expect((await game.market.listOrders({ account: 'fay' })).items).toHaveLength(1);
  });

  it('has lost and made no coin and no good', async () => {
    const { MATERIAL_MARKET_ORDERS_TABLE: orders, MATERIAL_MARKET_LEDGER_TABLE: ledger } =
      game.environment;
    const report = await auditMarket({
      tables: { orders: orders ?? '', ledger: ledger ?? '' },
      dynamoDBClient: deployment.dynamodb,
    });
    expect(report).toMatchObject({ ok: true, differences: [] });
    expect(report.trades).toBeGreaterThan(5);
  });
});

/** Lets the time of the schedule come; gives what each attempt of the sweep answered. */
async function sweep(): Promise<unknown[]> {
  const [schedule] = deployment.schedules;
  const results = (await schedule?.fire()) ?? [];
  return results.map((result) => ('payload' in result ? JSON.parse(result.payload) : result.error));
}

describe('the roles of the template, after that run', () => {
  it.each(Object.entries(explained))(
    '%s was refused nothing, and used or explained all',
    (name, reasons) => {
      const role = deployment.roles.named('Example').get(name);
      expect(role?.refused).toEqual([]);
      expect(role?.unused).toEqual(Object.keys(reasons).sort());
    },
  );

  it('are all looked at', () => {
    expect([...deployment.roles.named('Example').keys()].sort()).toEqual(
      Object.keys(explained).sort(),
    );
  });
});
