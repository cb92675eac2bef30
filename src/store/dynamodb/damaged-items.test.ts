import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damagedItemLog } from '../../deployment/function-log.js';
import { auditStore } from '../../engine/audit.js';
import { wakeMaterial } from '../../engine/matching/wake-material.js';
import type { DamagedItem, MarketWrite, ScannedItem } from '../../engine/store.js';
import { expiryBucketOf } from '../../model/expiry.js';
import { defaultMarketRules } from '../../model/rules.js';
import {
  amounts,
  closure,
  openOrder,
  trades,
  transact,
  unique,
} from '../contract/samples.contract.js';
import { keyAttributes } from '../keys.js';
import type { Attributes } from './attributes.js';
import { startDatabase } from './database.contract.js';
import { DynamoStore } from './dynamo-store.js';
import { keyOfWrite } from './stored-items.js';

let database: Awaited<ReturnType<typeof startDatabase>>;
let store: DynamoStore;
let reported: DamagedItem[] = [];
beforeAll(async () => {
  database = await startDatabase();
  store = new DynamoStore(database.client, database.tables, {
    onDamagedItem: (damaged) => reported.push(damaged),
  });
});
afterAll(() => database.stop());

/** Writes an item, then one of its attributes with something else, or without it. */
async function damage(write: MarketWrite, name: string, value?: Attributes[string]) {
  await transact(store, [write]);
  reported = [];
  const key = keyOfWrite(write);
  await database.client.send(
    new UpdateItemCommand({
      TableName: database.tables[key.table],
      Key: keyAttributes(key),
      ExpressionAttributeNames: { '#name': name },
      ...(value && { ExpressionAttributeValues: { ':value': value } }),
      UpdateExpression: value ? 'SET #name = :value' : 'REMOVE #name',
    }),
  );
  const { table, partition, sort } = key;
  const reason = `attribute ${name} is missing or malformed`;
  const error = {
    name: 'MarketError',
    code: 'DAMAGED_ITEM',
    retryable: false,
    message: expect.stringContaining('npx material-market repair'),
    damaged: { table, key: { partition, sort }, reason },
  };
  const remove = () =>
    database.client.send(
      new DeleteItemCommand({ TableName: database.tables[table], Key: keyAttributes(key) }),
    );
  return { damaged: { table, key: { partition, sort }, reason }, error, remove };
}

describe('a damaged open order', () => {
  const damages: readonly [string, Attributes[string] | undefined][] = [
    ['quantity', undefined],
    ['quantity', { S: 'secret' }],
    ['quantity', { N: '1.5' }],
    ['tradedValue', { S: 'secret' }],
    ['expiresAt', { N: '7' }],
    ['account', undefined],
  ];
  it.each(damages)('with %s as %j is left out of its side, alone', async (name, value) => {
    const material = unique('wheat');
    const orders = [10, 11, 12].map((pricePerUnit) => openOrder({ material, pricePerUnit }));
    const [first, second, third] = orders.map(
      (order) => ({ write: 'insertOpenOrder', order }) as const,
    );
    if (!first || !second || !third) throw new Error('three orders were made');
    await transact(store, [first, third]);
    const { damaged, error } = await damage(second, name, value);
    const listed = await store.listSide(material, 'Sell', {});
    expect(listed.items).toStrictEqual([first.order, third.order]);
    expect(reported).toEqual([damaged]);
    await expect(store.getOpenOrder(second.order)).rejects.toMatchObject(error);
    const message = await store.getOpenOrder(second.order).catch(String);
    expect(message).not.toContain('secret');
  });

  it('makes no page empty that has another after it', async () => {
    const material = unique('wheat');
    const [best, next] = [10, 11].map((pricePerUnit) => openOrder({ material, pricePerUnit }));
    if (!best || !next) throw new Error('two orders were made');
    await transact(store, [{ write: 'insertOpenOrder', order: next }]);
    await damage({ write: 'insertOpenOrder', order: best }, 'acceptedAt');
    const page = await store.listSide(material, 'Sell', { limit: 1 });
    expect(page.items).toStrictEqual([next]);
  });

  it('does not keep the others of its material from being matched', async () => {
    const material = unique('wheat');
    const sell = openOrder({ material, pricePerUnit: 11 });
    const buy = openOrder({ material, type: 'Buy', pricePerUnit: 12 });
    const lost = openOrder({ material, pricePerUnit: 10, timeInForce: 'IOC' });
    for (const order of [sell, buy, lost]) {
      await transact(store, [
        { write: 'insertOrderRecord', order },
        { write: 'insertOpenOrder', order },
      ]);
    }
    const { damaged } = await damage({ write: 'insertOpenOrder', order: lost }, 'quantity');
    const market = { store, rules: defaultMarketRules, now: Date.now };
    const named = [lost, sell, buy];
    expect(await wakeMaterial(market, { material, named })).toMatchObject({ trades: 1 });
    expect(reported).toContainEqual(damaged);
  });
});

describe('a damaged item of the ledger', () => {
  const material = 'wheat';

  it('is left out of the boxes of its account, and reported', async () => {
    const account = unique('account');
    const credit = amounts({ coinsEarned: 3n });
    const box = (of: string) => ({ write: 'creditBox', account, material: of, credit }) as const;
    await transact(store, [box('copper')]);
    const { damaged, remove } = await damage(box(material), 'coinsEarned', { S: 'many' });
    const { items } = await store.listBoxes(account, {});
    expect(items.map((item) => item.material)).toEqual(['copper']);
    expect(reported).toEqual([damaged]);
    await remove();
  });

  it('is left out of what the sweeper lists', async () => {
    const { orderId } = openOrder();
    const expiresAt = '2026-11-22T13:00:00.000Z';
    const expiring = { orderId, expiresAt };
    const nameless = { orderId: '', expiresAt };
    await transact(store, [{ write: 'putExpiringOrder', expiring }]);
    await transact(store, [{ write: 'putExpiringOrder', expiring: nameless }]);
    reported = [];
    const until = expiresAt;
    const ofBoth = [expiring, nameless].map(expiryBucketOf);
    const pages = [...new Set(ofBoth)].map((each) => store.listExpiringOrders(each, until, {}));
    expect((await Promise.all(pages)).flatMap(({ items }) => items)).toEqual([expiring]);
    const { partition, sort } = keyOfWrite({ write: 'putExpiringOrder', expiring: nameless });
    const reason = 'attribute sk is missing or malformed';
    expect(reported).toEqual([{ table: 'ledger', key: { partition, sort }, reason }]);
    await transact(store, [{ write: 'deleteExpiringOrder', expiring: nameless }]);
  });

  it('is an error where it is asked for by its key, and never one to retry', async () => {
    const order = openOrder();
    const { error, remove } = await damage({ write: 'insertOrderRecord', order }, 'type');
    await expect(store.getOrderRecord(order.orderId)).rejects.toMatchObject(error);
    await remove();
  });

  it('is an error where it is part of a receipt', async () => {
    const part = {
      account: unique('account'),
      collectionId: 'one',
      part: 0,
      last: true,
      collectedAt: '2026-11-22T13:00:00.000Z',
      taken: [{ material, amounts: amounts({ coinsEarned: 3n }) }],
    };
    for (const text of ['{"materials":', '{}', '{"materials":["wheat"],"coinsEarned":[]}']) {
      const { error, remove } = await damage({ write: 'insertReceiptPart', part }, 'taken', {
        S: text,
      });
      await expect(store.getReceipt(part.account, 'one')).rejects.toMatchObject(error);
      await remove();
    }
    const { error, remove } = await damage({ write: 'insertReceiptPart', part }, 'last');
    await expect(store.getReceipt(part.account, 'one')).rejects.toMatchObject(error);
    await remove();
  });

  it('is named by a scan and by an audit, which go on', async () => {
    const name = unique('wheat');
    const batch = { material: name, trades: trades(name, 1, 2) };
    const order = openOrder({ material: name });
    await transact(store, [{ write: 'insertOrderRecord', order }]);
    await transact(store, [{ write: 'closeOrderRecord', order, closure: closure() }]);
    const { damaged } = await damage({ write: 'putTrades', batch }, 'trades', { S: 'not JSON' });
    const scanned: ScannedItem[] = [];
    for await (const item of store.scan()) scanned.push(item);
    expect(scanned).toContainEqual({ item: 'damaged', ...damaged });
    expect(scanned.some((item) => item.item === 'orderRecord')).toBe(true);
    const { ok, differences } = await auditStore(store);
    expect(ok).toBe(false);
    expect(differences).toContainEqual({
      material: '',
      subject: `item "TRADES#${name}" / "0000000000000001" of the ledger table`,
      expected: 'readable',
      found: 'damaged: attribute trades is missing or malformed',
    });
  });
});

it('is told of once per item in the log of a function, and counted if it is an open order', () => {
  const [lines, counted]: [string[], unknown[]] = [[], []];
  const tell = damagedItemLog({
    logError: (text) => lines.push(text),
    log: (metrics) => counted.push(...metrics),
  });
  const key = { partition: 'wheat', sort: 'Sell#1' };
  const order: DamagedItem = { table: 'orders', key, reason: 'attribute account is missing' };
  for (const damaged of [order, order, { ...order, table: 'ledger' as const }]) tell(damaged);
  expect(lines).toEqual([
    'item "wheat" / "Sell#1" of the orders table is damaged and was left out: attribute account is missing. Run npx material-market repair.',
    'item "wheat" / "Sell#1" of the ledger table is damaged and was left out: attribute account is missing. Run npx material-market repair.',
  ]);
  expect(counted).toMatchObject([{ metric: { name: 'OrdersSetAside' }, values: 1 }]);
});
