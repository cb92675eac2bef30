import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import type { MarketStore } from '../../engine/store.js';
import { DynamoStore } from './dynamo-store.js';

/** A client that answers nothing, and what its requests say of consistency. */
function recordingClient() {
  const requests: unknown[] = [];
  const client = new DynamoDBClient({ region: 'local' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        requests.push((input as { ConsistentRead?: boolean }).ConsistentRead);
        return { output: { $metadata: {} }, response: {} };
      },
    { step: 'initialize' },
  );
  return { client, requests };
}

async function readAll(store: MarketStore): Promise<void> {
  await store.getHead('wheat');
  await store.listSide('wheat', 'Buy', {});
  for await (const _ of store.scan());
}

it('reads consistently: a plan, a collection and an audit rest on what is there now', async () => {
  const { client, requests } = recordingClient();
  await readAll(new DynamoStore(client, { orders: 'Orders', ledger: 'Ledger' }));
  expect(requests.length).toBeGreaterThanOrEqual(4);
  expect(new Set(requests)).toEqual(new Set([true]));
});
