import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type _Record as ChangeRecord,
  DynamoDBStreamsClient,
} from '@aws-sdk/client-dynamodb-streams';
import { localClientConfig } from '../../../src/local/database/dynoxide.js';
import { ChangeStreamReader } from '../../../src/local/wake-up/change-stream-reader.js';

/** As many as one BatchWriteItem call takes. */
const maxBatch = 25;

/** Keeps the changes of a table from now on, as point-in-time recovery does. */
export async function keepChanges(client: DynamoDBClient, TableName: string): Promise<void> {
  if ((await describe(client, TableName)).LatestStreamArn) return;
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const };
  await client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
}

/** All changes of a table, in the order in which they were made. */
export async function changesOf(
  client: DynamoDBClient,
  table: string,
  engine: string,
): Promise<readonly ChangeRecord[]> {
  const { LatestStreamArn: streamArn = '' } = await describe(client, table);
  const changes: ChangeRecord[] = [];
  const errors: unknown[] = [];
  const streams = new DynamoDBStreamsClient(localClientConfig(engine));
  const reader = new ChangeStreamReader({
    client: streams,
    streamArn,
    limit: 1_000,
    positions: [],
    onRecords: async (_, records) => {
      changes.push(...records);
    },
    onError: (error) => errors.push(error),
  });
  reader.start();
  await reader.caughtUp();
  await reader.stop();
  streams.destroy();
  if (errors.length > 0) throw new AggregateError(errors, `cannot read the changes of ${table}`);
  return changes;
}

/**
 * Makes a new table of some changes of another, with what DynamoDB restores of its settings: keys,
 * indexes and billing, and neither change stream nor deletion protection.
 */
export async function restoreTable(
  client: DynamoDBClient,
  changes: readonly ChangeRecord[],
  { source, target }: { readonly source: string; readonly target: string },
): Promise<void> {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = await describe(
    client,
    source,
  );
  await client.send(
    new CreateTableCommand({
      TableName: target,
      KeySchema,
      AttributeDefinitions,
      GlobalSecondaryIndexes: GlobalSecondaryIndexes?.map((index) => ({
        IndexName: index.IndexName,
        KeySchema: index.KeySchema,
        Projection: index.Projection,
      })),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const items = new Map<string, Record<string, AttributeValue>>();
  for (const { eventName, dynamodb } of changes) {
    const key = JSON.stringify(Object.entries(dynamodb?.Keys ?? {}).sort());
    if (eventName === 'REMOVE') items.delete(key);
    else items.set(key, dynamodb?.NewImage as Record<string, AttributeValue>);
  }
  const puts = [...items.values()].map((Item) => ({ PutRequest: { Item } }));
  while (puts.length > 0) {
    const RequestItems = { [target]: puts.splice(0, maxBatch) };
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems }));
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('items were not restored');
  }
}

async function describe(client: DynamoDBClient, TableName: string): Promise<TableDescription> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table) return Table;
  throw new Error(`the engine does not describe ${TableName}`);
}
