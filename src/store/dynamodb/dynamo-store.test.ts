import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localClientConfig } from '../../local/database/dynoxide.js';
import {
  amounts,
  closure,
  fullHead,
  openOrder,
  statementEntry,
  trades,
  transact,
  unique,
} from '../contract/samples.contract.js';
import { describeMarketStore } from '../contract/store.contract.js';
import { startDatabase } from './database.contract.js';
import { DynamoStore } from './dynamo-store.js';
import type { DynamoCall } from './dynamo-tables.js';

describeMarketStore('DynamoStore', async () => {
  const { client, tables, stop } = await startDatabase();
  return { store: new DynamoStore(client, tables), stop };
});

describe('DynamoStore', () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  const calls: DynamoCall[] = [];
  let store: DynamoStore;
  beforeAll(async () => {
    database = await startDatabase();
    store = new DynamoStore(database.client, database.tables, {
      onCall: (call) => calls.push(call),
    });
  });
  afterAll(() => database.stop());

  test('an item of each kind is billed as one kilobyte', async () => {
    const material = unique('wheat');
    const order = openOrder({ account: 'player-4711', material });
    await transact(store, [
      { write: 'insertOrderRecord', order },
      { write: 'insertOpenOrder', order },
    ]);
    const [first, ...rest] = trades(material, 1, 4);
    calls.length = 0;
    await transact(store, [
      { write: 'putHead', head: { ...fullHead(material), version: 1 } },
      { write: 'closeOrderRecord', order, closure: closure() },
      { write: 'putTrades', batch: { material, trades: [first, ...rest] } },
      {
        write: 'creditBox',
        account: 'player-4711',
        material,
        credit: {
          goodsBought: 1n,
          goodsReturned: 2n,
          coinsEarned: 3n,
          coinsRefunded: 4n,
          feesPaid: 5n,
        },
      },
      {
        write: 'putStatement',
        entry: statementEntry({
          account: 'player-4711',
          material,
          trades: [first, ...rest].map((trade) => ({ trade, coinsRefunded: 25n })),
          closures: [
            {
              orderId: first.buyOrderId,
              status: 'FILLED',
              closeReason: 'FILLED',
              goodsReturned: 0n,
              coinsReturned: 0n,
            },
          ],
          credit: amounts({ goodsBought: 46n, coinsRefunded: 100n }),
        }),
      },
    ]);
    expect(calls).toMatchObject([{ operation: 'TransactWriteItems', readUnits: 0 }]);
    // DynamoDB Local counts less than DynamoDB bills.
    expect(calls[0]?.writeUnits).toBeLessThanOrEqual(10);
  });

  test('a head alone costs half of what it costs in a transaction', async () => {
    const head = fullHead(unique('wheat'));
    calls.length = 0;
    await transact(store, [{ write: 'putHead', head }]);
    await store.getHead(head.material);
    expect(calls).toEqual([
      { operation: 'PutItem', readUnits: 0, writeUnits: 1 },
      { operation: 'GetItem', readUnits: 1, writeUnits: 0 },
    ]);
  });

  test('a missing table is an error of configuration', async () => {
    const elsewhere = new DynamoStore(database.client, { orders: 'Nowhere', ledger: 'Nowhere' });
    const head = fullHead('wheat');
    for (const call of [
      () => elsewhere.getHead('wheat'),
      () => elsewhere.listSide('wheat', 'Buy', {}),
      () => transact(elsewhere, [{ write: 'putHead', head }]),
      () => transact(elsewhere, [{ write: 'insertOpenOrder', order: openOrder() }]),
      () => elsewhere.scan().next(),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: 'CONFIGURATION',
        retryable: false,
        message: expect.stringMatching(/ResourceNotFoundException.*names of the tables/),
        cause: { name: 'ResourceNotFoundException' },
        requestId: expect.any(String),
      });
    }
  });

  test('an endpoint that nobody listens on is a fault that can heal', async () => {
    const client = new DynamoDBClient({
      ...localClientConfig('http://127.0.0.1:9'),
      maxAttempts: 1,
    });
    const nowhere = new DynamoStore(client, database.tables);
    await expect(nowhere.getHead('wheat')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
    });
  });

  test('a throttled page of a scan is read again, a number of times', async () => {
    let throttled = 0;
    const client = new DynamoDBClient(await clientConfigOf(database.client));
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'ScanCommand' || throttled === 0) return next(args);
          throttled -= 1;
          throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
        },
      { step: 'initialize' },
    );
    const pauses: number[] = [];
    const wait = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    const scanRetries = { attempts: 4, wait, random: () => 1 };
    const scanning = new DynamoStore(client, database.tables, { scanRetries });
    const countItems = async () => {
      let items = 0;
      for await (const _ of scanning.scan()) items += 1;
      return items;
    };
    const items = await countItems();
    throttled = 3;
    expect(await countItems()).toBe(items);
    expect(pauses).toEqual([25, 50, 100]);
    throttled = 4;
    await expect(countItems()).rejects.toMatchObject({ code: 'THROTTLED' });
    client.destroy();
  });
});

async function clientConfigOf({ config }: DynamoDBClient) {
  const endpoint = await config.endpoint?.();
  if (endpoint === undefined) throw new Error('the client has an endpoint');
  const { protocol, hostname, port } = endpoint;
  return { ...localClientConfig(`${protocol}//${hostname}:${port}`), maxAttempts: 1 };
}
