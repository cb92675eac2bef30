import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { createTableInput, marketTables } from '../../deployment/tables.js';
import { localClientConfig, startDynoxide } from '../../local/database/dynoxide.js';

/** Any DynamoDB will do, such as Amazon's DynamoDB Local; the embedded engine by default. */
export async function startDatabase() {
  const given = process.env.MATERIAL_MARKET_TEST_DYNAMODB_ENDPOINT;
  const engine = given ? undefined : await startDynoxide();
  const client = new DynamoDBClient(localClientConfig(given ?? (engine?.endpoint as string)));
  const suffix = randomUUID();
  const tables = { orders: `Orders-${suffix}`, ledger: `Ledger-${suffix}` };
  for (const table of ['orders', 'ledger'] as const) {
    await client.send(new CreateTableCommand(createTableInput(marketTables[table], tables[table])));
    await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: tables[table] });
  }
  const stop = async () => {
    client.destroy();
    await engine?.stop();
  };
  return { client, tables, stop };
}
