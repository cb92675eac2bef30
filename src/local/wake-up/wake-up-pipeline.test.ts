import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { KinesisStreamEvent } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { auditStore } from '../../engine/audit.js';
import type { MatcherHandler } from '../../matcher/handler.js';
import { buy, sell, startParts, stopMarkets } from '../markets.contract.js';

afterEach(stopMarkets);

function materialsOf({ Records }: KinesisStreamEvent): string[] {
  return Records.map(({ kinesis }) => kinesis.partitionKey);
}

/** Quick retries, so that a test need not wait for them. */
const eventSource = { basePauseMs: 1, maxPauseMs: 5 };

describe('the way to the matcher', () => {
  it('never has two invocations for one material at once, but several materials', async () => {
    const underWay = new Set<string>();
    const clashes: string[] = [];
    let most = 0;
    const sizes: number[] = [];
    const instrument = (matcher: MatcherHandler): MatcherHandler => {
      return async (event, context) => {
        const materials = new Set(materialsOf(event));
        for (const material of materials) {
          if (underWay.has(material)) clashes.push(material);
          underWay.add(material);
        }
        most = Math.max(most, underWay.size);
        sizes.push(event.Records.length);
        const response = await matcher(event, context);
        for (const material of materials) underWay.delete(material);
        return response;
      };
    };
    const { client, market, pipeline } = await startParts({ instrument });
    const materials = Array.from({ length: 6 }, (_, index) => `material-${index}`);
    const orders = materials.flatMap((material) => [
      ...Array.from({ length: 4 }, (_, index) => ({
        ...sell(material),
        account: `seller-${index}`,
      })),
      ...Array.from({ length: 4 }, (_, index) => ({ ...buy(material), account: `buyer-${index}` })),
    ]);
    await Promise.all(
      orders.map((order) =>
        order.account.startsWith('seller') ? client.sell(order) : client.buy(order),
      ),
    );
    await pipeline.settled();
    expect(clashes).toEqual([]);
    expect(most).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(orders.length);
    expect(await auditStore(market.store)).toMatchObject({
      ok: true,
      orders: orders.length,
      openOrders: 0,
      crossed: [],
    });
  });

  it('matches with what has landed meanwhile in one batch', async () => {
    const sizes: number[] = [];
    let release: (() => void) | undefined;
    const instrument = (matcher: MatcherHandler): MatcherHandler => {
      return async (event, context) => {
        sizes.push(event.Records.length);
        if (sizes.length === 1) {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        return matcher(event, context);
      };
    };
    const { client, pipeline } = await startParts({ instrument });
    await client.sell(sell('wheat'));
    await expect.poll(() => release).toBeDefined();
    for (let index = 0; index < 9; index += 1) await client.sell(sell('wheat'));
    // Long enough for the reader to have them.
    await new Promise((resolve) => setTimeout(resolve, 250));
    release?.();
    await pipeline.settled();
    expect(sizes).toEqual([1, 9]);
  });

  it('goes on with other materials while one fails, and then with that one', async () => {
    let isBroken = true;
    const instrument = (matcher: MatcherHandler): MatcherHandler => {
      return async (event, context) => {
        const [failed] = event.Records.filter(({ kinesis }) => kinesis.partitionKey === 'copper');
        if (!isBroken || failed === undefined) return matcher(event, context);
        const itemIdentifier = failed.kinesis.sequenceNumber;
        return { batchItemFailures: [{ itemIdentifier }] };
      };
    };
    const { client, market, pipeline } = await startParts({
      instrument,
      eventSource: { ...eventSource, maximumRetryAttempts: 1_000 },
    });
    const tradesOf = async (material: string) =>
      (await client.listTrades({ material })).items.length;
    // Two whose hashes lie on different shards.
    for (const material of ['copper', 'flour']) {
      await client.sell(sell(material));
      await client.buy(buy(material));
    }
    await expect.poll(() => tradesOf('flour'), { timeout: 5_000 }).toBe(1);
    expect(await tradesOf('copper')).toBe(0);
    isBroken = false;
    await pipeline.settled();
    expect(await tradesOf('copper')).toBe(1);
    expect(await auditStore(market.store)).toMatchObject({ ok: true, crossed: [] });
  });

  it('puts a record that nothing can be done for aside, and processes those after it', async () => {
    const errors: unknown[] = [];
    const { client, clients, tables, pipeline } = await startParts(
      { eventSource: { ...eventSource, maximumRetryAttempts: 2 } },
      { onError: (error) => errors.push(error) },
    );
    await client.sell(sell('wheat'));
    const Item = { material: { S: 'wheat' }, orderKey: { S: 'not an order' } };
    await clients.dynamodb.send(new PutItemCommand({ TableName: tables.orders, Item }));
    await client.buy(buy('wheat'));
    await pipeline.settled();
    expect((await client.listTrades({ material: 'wheat' })).items).toHaveLength(1);
    expect(pipeline.deadLetters).toMatchObject([
      {
        material: 'wheat',
        changeRecord: { eventName: 'INSERT', dynamodb: { Keys: { orderKey: Item.orderKey } } },
        error: expect.any(Error),
      },
    ]);
    expect(errors).toMatchObject([{ code: 'INTERNAL', cause: pipeline.deadLetters[0]?.error }]);
  });

  it('keeps on through a matcher that throws', async () => {
    let left = 3;
    const instrument = (matcher: MatcherHandler): MatcherHandler => {
      return async (event, context) => {
        left -= 1;
        if (left >= 0) throw new Error('out of memory');
        return matcher(event, context);
      };
    };
    const { client, pipeline } = await startParts({ instrument, eventSource });
    await client.sell(sell('wheat'));
    await client.buy(buy('wheat'));
    await pipeline.settled();
    expect((await client.listTrades({ material: 'wheat' })).items).toHaveLength(1);
    expect(pipeline.deadLetters).toEqual([]);
  });
});
