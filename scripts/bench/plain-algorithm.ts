import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { NamedOrder } from '../../src/engine/wake.js';
import { orderKey, orderKeyPrefix, parseOrderKey } from '../../src/model/order-key.js';
import type { BenchTables, Meter } from './bench-market.js';

type Item = Record<string, { S?: string; N?: string }>;

/**
 * The algorithm that serverless order books are described with: one order an invocation; get the
 * order, query the best of the other side, decrement or delete both and record the trade in one
 * transaction; again, until it is filled or nothing crosses. No fence, no deliveries, no records
 * of closed orders: it does less than the matcher it is compared to.
 */
export async function matchPlainly(
  client: DynamoDBClient,
  tables: BenchTables,
  meter: Meter,
  material: string,
  order: NamedOrder,
): Promise<number> {
  const key = { material: { S: material }, orderKey: { S: orderKey(order) } };
  for (let trades = 0; ; trades += 1) {
    const { Item: taker } = await meter.measure('GetItem', () =>
      client.send(
        new GetItemCommand({
          TableName: tables.orders,
          Key: key,
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
        }),
      ),
    );
    if (taker === undefined) return trades;
    const maker = await bestOpposite(client, tables, meter, material, order);
    if (maker === undefined || !crosses(order, priceOf(maker))) return trades;
    await settle(client, tables, meter, taker as Item, maker);
  }
}

async function bestOpposite(
  client: DynamoDBClient,
  tables: BenchTables,
  meter: Meter,
  material: string,
  { type }: NamedOrder,
): Promise<Item | undefined> {
  const { Items } = await meter.measure('Query', () =>
    client.send(
      new QueryCommand({
        TableName: tables.orders,
        KeyConditionExpression: 'material = :material AND begins_with(orderKey, :side)',
        ExpressionAttributeValues: {
          ':material': { S: material },
          ':side': { S: orderKeyPrefix(type === 'Buy' ? 'Sell' : 'Buy') },
        },
        ConsistentRead: true,
        Limit: 1,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    ),
  );
  return Items?.[0] as Item | undefined;
}

async function settle(
  client: DynamoDBClient,
  tables: BenchTables,
  meter: Meter,
  taker: Item,
  maker: Item,
): Promise<void> {
  const quantity = Math.min(remaining(taker), remaining(maker));
  await meter.measure('TransactWriteItems', () =>
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          decrement(tables, taker, quantity),
          decrement(tables, maker, quantity),
          {
            Put: {
              TableName: tables.ledger,
              Item: {
                pk: { S: `TRADES#${text(taker, 'material')}` },
                sk: { S: crypto.randomUUID() },
                quantity: { N: String(quantity) },
                pricePerUnit: { N: String(priceOf(maker)) },
                takerOrderId: { S: text(taker, 'orderKey') },
                makerOrderId: { S: text(maker, 'orderKey') },
              },
            },
          },
        ],
        ReturnConsumedCapacity: 'TOTAL',
      }),
    ),
  );
}

function decrement(tables: BenchTables, item: Item, quantity: number): TransactWriteItem {
  const Key = {
    material: { S: text(item, 'material') },
    orderKey: { S: text(item, 'orderKey') },
  };
  const values = { ':before': { N: String(remaining(item)) } };
  const ConditionExpression = 'remainingQuantity = :before';
  const after = remaining(item) - quantity;
  const TableName = tables.orders;
  if (after === 0) {
    return { Delete: { TableName, Key, ConditionExpression, ExpressionAttributeValues: values } };
  }
  return {
    Update: {
      TableName,
      Key,
      ConditionExpression,
      UpdateExpression: 'SET remainingQuantity = :after',
      ExpressionAttributeValues: { ...values, ':after': { N: String(after) } },
    },
  };
}

function crosses(order: NamedOrder, price: number): boolean {
  return order.type === 'Buy' ? price <= order.pricePerUnit : price >= order.pricePerUnit;
}

function text(item: Item, name: string): string {
  return item[name]?.S ?? '';
}

function remaining(item: Item): number {
  return Number(item.remainingQuantity?.N);
}

function priceOf(item: Item): number {
  return parseOrderKey(text(item, 'orderKey'))?.pricePerUnit as number;
}
