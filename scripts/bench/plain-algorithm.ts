import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { crosses, oppositeOf } from '../../src/core/order.js';
import type { NamedOrder } from '../../src/engine/matching/wake-material.js';
import { orderKey, orderKeyPrefix, parseOrderKey } from '../../src/model/order-key.js';
import type { BenchTables, Meter } from './bench-market.js';

interface Item {
  readonly material: string;
  readonly orderKey: string;
  readonly remainingQuantity: number;
}

/** What the algorithm works on. */
interface Plain {
  readonly client: DynamoDBDocumentClient;
  readonly tables: BenchTables;
  readonly meter: Meter;
  readonly material: string;
}

/**
 * The algorithm that serverless order books are described with: one order an invocation; get the
 * order, query the best of the other side, decrement or delete both and record the trade in one
 * transaction; again, until it is filled or nothing crosses. No fence, no deliveries, no records
 * of closed orders: it does less than the matcher it is compared to. It answers with the number of
 * trades.
 */
export async function matchPlainly(plain: Plain, order: NamedOrder): Promise<number> {
  for (let trades = 0; ; trades += 1) {
    const taker = await get(plain, order);
    if (taker === undefined) return trades;
    const maker = await bestOpposite(plain, order);
    if (maker === undefined) return trades;
    if (!crosses(order.type, order.pricePerUnit, priceOf(maker))) return trades;
    await settle(plain, taker, maker);
  }
}

async function get({ client, tables, meter, material }: Plain, order: NamedOrder) {
  const command = new GetCommand({
    TableName: tables.orders,
    Key: { material, orderKey: orderKey(order) },
    ConsistentRead: true,
    ReturnConsumedCapacity: 'TOTAL',
  });
  const { Item } = await meter.measure('GetItem', () => client.send(command));
  return Item as Item | undefined;
}

async function bestOpposite({ client, tables, meter, material }: Plain, { type }: NamedOrder) {
  const command = new QueryCommand({
    TableName: tables.orders,
    KeyConditionExpression: 'material = :material AND begins_with(orderKey, :side)',
    ExpressionAttributeValues: {
      ':material': material,
      ':side': orderKeyPrefix(oppositeOf(type)),
    },
    ConsistentRead: true,
    Limit: 1,
    ReturnConsumedCapacity: 'TOTAL',
  });
  const { Items } = await meter.measure('Query', () => client.send(command));
  return Items?.[0] as Item | undefined;
}

async function settle({ client, tables, meter, material }: Plain, taker: Item, maker: Item) {
  const quantity = Math.min(taker.remainingQuantity, maker.remainingQuantity);
  const trade = {
    pk: `TRADES#${material}`,
    sk: crypto.randomUUID(),
    quantity,
    pricePerUnit: priceOf(maker),
    takerOrderId: taker.orderKey,
    makerOrderId: maker.orderKey,
  };
  const command = new TransactWriteCommand({
    TransactItems: [
      decrement(tables.orders, taker, quantity),
      decrement(tables.orders, maker, quantity),
      { Put: { TableName: tables.ledger, Item: trade } },
    ],
    ReturnConsumedCapacity: 'TOTAL',
  });
  await meter.measure('TransactWriteItems', () => client.send(command));
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function decrement(TableName: string, item: Item, quantity: number): TransactItem {
  const { material, orderKey: key, remainingQuantity: before } = item;
  const condition = {
    TableName,
    Key: { material, orderKey: key },
    ConditionExpression: 'remainingQuantity = :before',
  };
  const after = before - quantity;
  if (after === 0) {
    return { Delete: { ...condition, ExpressionAttributeValues: { ':before': before } } };
  }
  return {
    Update: {
      ...condition,
      UpdateExpression: 'SET remainingQuantity = :after',
      ExpressionAttributeValues: { ':before': before, ':after': after },
    },
  };
}

function priceOf(item: Item): number {
  return parseOrderKey(item.orderKey)?.pricePerUnit as number;
}
