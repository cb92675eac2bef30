import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import { accountId, partition, region } from './aws.js';
import type { DeployedTemplate } from './deployed-template.js';
import { tableProperties } from './properties.js';

/**
 * Creates the tables of a template on the engine; those that are there stay as they are, as in an
 * update of the stack. Gives the engine's names of change streams by those of AWS: of the template's
 * tables, and of tables that are no part of the stack.
 */
export async function createTables(
  template: DeployedTemplate,
  client: DynamoDBClient,
): Promise<ReadonlyMap<string, string>> {
  const streams = new Map<string, string>();
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  for (const name of TableNames) {
    const streamArn = (await describe(client, name))?.LatestStreamArn;
    if (streamArn) streams.set(awsStreamArn(streamArn), streamArn);
  }
  for (const { ref, streamArn, properties } of tablesOf(template)) {
    const table = (await describe(client, ref)) ?? (await create(client, ref, properties));
    if (properties.StreamSpecification) streams.set(streamArn, table?.LatestStreamArn ?? '');
  }
  return streams;
}

/** What AWS would have for the engine's ARN of a change stream. */
export function awsStreamArn(engineArn: string): string {
  const resource = engineArn.split(':').slice(5);
  return ['arn', partition, 'dynamodb', region, accountId, ...resource].join(':');
}

async function describe(
  client: DynamoDBClient,
  TableName: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(
  client: DynamoDBClient,
  TableName: string,
  properties: z.infer<typeof tableProperties>,
): Promise<TableDescription | undefined> {
  const { StreamSpecification: stream } = properties;
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
      BillingMode: properties.BillingMode,
      StreamSpecification: stream && { StreamEnabled: true, ...stream },
    }),
  );
  return TableDescription;
}

function tablesOf(template: DeployedTemplate) {
  return template
    .all('AWS::DynamoDB::Table', tableProperties)
    .map((table) => ({ ...table, streamArn: table.attributes.StreamArn ?? '' }));
}
