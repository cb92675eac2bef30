import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createTableInput, marketTables, type TableNames } from '../../deployment/tables.js';
import { MarketError } from '../../model/errors.js';
import { createDynamoClient } from '../../store/dynamodb/client.js';
import { type SdkTimeouts, sdkTimeouts } from '../../store/sdk-timeouts.js';
import { checkpointTable } from '../wake-up/checkpoints.js';
import { localClientConfig } from './dynoxide.js';

/** Where the local market keeps its data. */
export interface LocalTables extends TableNames {
  readonly checkpoints: string;
}

/** The AWS SDK's clients of one endpoint. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
}

/**
 * Long time-outs: when the engine on this machine is slow, it is busy, and a repeated request would
 * add to its work. Handlers end their calls earlier, when their own time runs out.
 */
const localTimeouts: SdkTimeouts = { connectionTimeout: 30_000, requestTimeout: 30_000 };

export function createClients(endpoint: string): Clients {
  const config = clientConfig(endpoint);
  const streams = new DynamoDBStreamsClient({ ...config, ...sdkTimeouts(localTimeouts) });
  return { dynamodb: createDynamoClient(config, localTimeouts), streams };
}

export function tableNames(prefix: string): LocalTables {
  return {
    orders: `${prefix}-orders`,
    ledger: `${prefix}-ledger`,
    checkpoints: `${prefix}-checkpoints`,
  };
}

/** Creates the tables that do not exist yet; returns the ARN of the orders' change stream. */
export async function createTables(client: DynamoDBClient, names: LocalTables): Promise<string> {
  await Promise.all([
    createTable(client, createTableInput(marketTables.orders, names.orders)),
    createTable(client, createTableInput(marketTables.ledger, names.ledger)),
    createTable(client, createTableInput(checkpointTable, names.checkpoints)),
  ]);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: names.orders }));
  if (Table?.LatestStreamArn) return Table.LatestStreamArn;
  throw new MarketError(
    'CONFIGURATION',
    `table ${names.orders} has no change stream: enable one, or choose another table prefix`,
  );
}

export async function deleteTables(client: DynamoDBClient, names: LocalTables): Promise<void> {
  await Promise.all(
    Object.values(names).map((TableName: string) =>
      client.send(new DeleteTableCommand({ TableName })),
    ),
  );
}

async function createTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 },
    { TableName: input.TableName },
  );
}

/** An endpoint of AWS is called with the credentials of the environment; others check none. */
function clientConfig(endpoint: string) {
  const region = /^https:\/\/dynamodb\.([a-z0-9-]+)\.amazonaws\.com/.exec(endpoint)?.[1];
  return region === undefined ? localClientConfig(endpoint) : { region };
}
