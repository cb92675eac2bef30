import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { marketTables } from '../../deployment/tables.js';
import type { MarketStore } from '../../engine/store.js';
import { history } from '../contract/history.contract.js';
import { headOf } from '../contract/samples.contract.js';
import { startDatabase } from './database.contract.js';
import { DynamoStore } from './dynamo-store.js';

/**
 * What lies in the tables of markets there are must stay readable, and a change of code that is
 * none of behaviour changes no byte of it. Changed on purpose, the files of `stored-bytes` are
 * written anew by `vitest run --update`.
 */
describe('stored bytes', () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let store: MarketStore;
  const requests: unknown[] = [];
  beforeAll(async () => {
    database = await startDatabase();
    const { client, tables } = database;
    client.middlewareStack.add(
      (next, { commandName }) =>
        (request) => {
          requests.push({ [String(commandName)]: request.input });
          return next(request);
        },
      { step: 'initialize', priority: 'high' },
    );
    store = new DynamoStore(client, tables);
    for (const writes of Object.values(history())) {
      for (const [index, write] of writes.entries()) {
        await store.transact([write], { token: `${write.write} ${index}` });
      }
    }
    const beside = history().putStatement.slice(0, 1);
    const head = headOf('copper', 1);
    await store.transact([{ write: 'putHead', head }, ...beside], { token: 'a head and another' });
  });
  afterAll(() => database.stop());

  /** A line for each value, with the names of the tables that a deployed market might have. */
  const lines = (values: readonly unknown[]) => {
    const { orders, ledger } = database.tables;
    return values
      .map((value) => `${JSON.stringify(value, stringifiable)}\n`)
      .join('')
      .replaceAll(orders, 'Orders')
      .replaceAll(ledger, 'Ledger');
  };

  test.each(Object.entries(history()))('%s has a sample', (_, writes) => {
    expect(writes).not.toEqual([]);
  });

  test('every write is the same request as ever', async () => {
    await expect(lines(requests)).toMatchFileSnapshot('stored-bytes/requests.jsonl');
  });

  test.each(['orders', 'ledger'] as const)('every item of %s is stored as ever', async (table) => {
    const { client, tables } = database;
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tables[table] }));
    const { partitionKey, sortKey } = marketTables[table];
    const keyOf = (item: (typeof Items)[number]) =>
      `${item[partitionKey.name]?.S} ${item[sortKey.name]?.S}`;
    Items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    await expect(lines(Items.map(sorted))).toMatchFileSnapshot(`stored-bytes/${table}.jsonl`);
  });

  test('every item is read as ever', async () => {
    const items: string[] = [];
    for await (const item of store.scan()) items.push(lines([item]));
    await expect(items.sort().join('')).toMatchFileSnapshot('stored-bytes/items.jsonl');
  });
});

function stringifiable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** An engine gives attributes in any order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, sorted(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
