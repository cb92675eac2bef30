import { randomUUID } from 'node:crypto';
import { CreateTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { createTableInput, marketTables } from '../../src/deployment/tables.js';
import type { MarketStore } from '../../src/engine/store.js';
import { localClientConfig, startDynoxide } from '../../src/local/database/dynoxide.js';
import { createDynamoClient } from '../../src/store/dynamodb/client.js';
import { DynamoStore } from '../../src/store/dynamodb/dynamo-store.js';
import { type PlayOne, play } from './properties.js';

const day = 24 * 60 * 60 * 1000;

/** A market's tables on the embedded DynamoDB engine. */
export async function startDynamoStore(): Promise<{
  readonly store: MarketStore;
  readonly stop: () => Promise<void>;
}> {
  const engine = await startDynoxide();
  const client = createDynamoClient(localClientConfig(engine.endpoint));
  const id = randomUUID();
  const tables = { orders: `Orders-${id}`, ledger: `Ledger-${id}` };
  for (const table of ['orders', 'ledger'] as const) {
    await client.send(new CreateTableCommand(createTableInput(marketTables[table], tables[table])));
    await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: tables[table] });
  }
  return {
    store: new DynamoStore(client, tables),
    stop: async () => {
      client.destroy();
      await engine.stop();
    },
  };
}

/** Plays scenarios on the embedded DynamoDB engine, all of them in one pair of tables. */
export async function startDynamoEngine(): Promise<{
  readonly playOne: PlayOne;
  readonly stop: () => Promise<void>;
}> {
  const { store, stop } = await startDynamoStore();
  let scenarios = 0;
  return {
    playOne: (scenario) => {
      scenarios += 1;
      return play(scenario, {
        storeAt: () => store,
        suffix: `-${scenarios}`,
        // The sweeper notes how far it came for all materials together.
        beginning: Date.parse('2026-11-01T00:00:00Z') + scenarios * day,
      });
    },
    stop,
  };
}
