import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TableNames } from '../../deployment/tables.js';
import { defaultMarketRules } from '../../model/rules.js';
import { headOf, openOrder, transact } from '../../store/contract/samples.contract.js';
import { startDatabase } from '../../store/dynamodb/database.contract.js';
import { DynamoStore } from '../../store/dynamodb/dynamo-store.js';
import type { Market } from '../market.js';
import { getOrderBook } from './book-levels.js';
import { getQuote } from './quote.js';
import { getTicker } from './ticker.js';

/** Resting orders of both sides together. */
const depths = [10, 1_000, 5_000];

const reads = {
  ticker: (market: Market, material: string, consistent: boolean) =>
    getTicker(market, material, { consistent }),
  'book of depth 10': (market: Market, material: string, consistent: boolean) =>
    getOrderBook(market, material, { depth: 10, consistent }),
  quote: (market: Market, material: string, consistent: boolean) =>
    getQuote(market, { type: 'Buy', material, quantity: 30, consistent }),
};

/** What DynamoDB bills for, as the engine reports it. */
describe('read units', () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  beforeAll(async () => {
    database = await startDatabase();
    const store = new DynamoStore(database.client, database.tables);
    for (const depth of depths) {
      await rest(store, `spread-${depth}`, depth, (index) => index);
      await rest(store, `level-${depth}`, depth, () => 0);
    }
  }, 120_000);
  afterAll(() => database.stop());

  const unitsOf = (read: keyof typeof reads, material: string, consistent = false) =>
    readUnits(database, (market) => reads[read](market, material, consistent));

  test.each([
    ['ticker', 2.5, 4],
    ['book of depth 10', 1, 2],
    ['quote', 0.5, 1],
  ] as const)('of a %s are %d, consistent %d, however deep the book is', async (...row) => {
    const [read, units, consistentUnits] = row;
    for (const depth of depths) {
      const material = `spread-${depth}`;
      expect(await unitsOf(read, material), material).toBe(units);
      expect(await unitsOf(read, material, true), material).toBe(consistentUnits);
    }
  });

  test('of a scan are half where it may lag behind', async () => {
    const scan = async (isEventuallyConsistent: boolean) => {
      let units = 0;
      const onCall = ({ readUnits }: { readonly readUnits: number }) => {
        units += readUnits;
      };
      const options = { onCall, isEventuallyConsistent };
      const store = new DynamoStore(database.client, database.tables, options);
      for await (const _ of store.scan()) if (_ === undefined) break;
      return units;
    };
    expect((await scan(true)) / (await scan(false))).toBeCloseTo(0.5, 1);
  });

  test('have a bound where all orders are at one price', async () => {
    expect(await unitsOf('ticker', 'level-1000')).toBe(await unitsOf('ticker', 'level-5000'));
    expect(await unitsOf('ticker', 'level-5000')).toBeLessThan(12);
    expect(await unitsOf('book of depth 10', 'level-5000')).toBeLessThan(80);
  });
});

/** Orders of 10 units on both sides, each as far from the middle as `away` says. */
async function rest(
  store: DynamoStore,
  material: string,
  count: number,
  away: (index: number) => number,
): Promise<void> {
  const orders = Array.from({ length: count }, (_, index) => {
    const type = index % 2 === 0 ? 'Buy' : 'Sell';
    const distance = 1 + away(Math.floor(index / 2));
    const pricePerUnit = 1_000_000 + (type === 'Buy' ? -distance : distance);
    return openOrder({ material, type, pricePerUnit, quantity: 10 });
  });
  for (let start = 0; start < count; start += 100) {
    const some = orders.slice(start, start + 100);
    await transact(
      store,
      some.map((order) => ({ write: 'insertOpenOrder', order })),
    );
  }
  await transact(store, [{ write: 'putHead', head: headOf(material, 1) }]);
}

async function readUnits(
  { client, tables }: { readonly client: DynamoDBClient; readonly tables: TableNames },
  read: (market: Market) => Promise<unknown>,
): Promise<number> {
  let units = 0;
  const onCall = (call: { readonly readUnits: number }) => {
    units += call.readUnits;
  };
  const store = new DynamoStore(client, tables, { onCall });
  await read({ store, rules: defaultMarketRules, now: Date.now });
  return units;
}
