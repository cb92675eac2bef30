import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DeployedTemplate } from './deployed-template.js';
import { tableProperties } from './properties.js';

/**
 * Creates the tables of a template on the engine. Gives the engine's names of their change streams,
 * by the template's.
 */
export async function createTables(
  template: DeployedTemplate,
  client: DynamoDBClient,
): Promise<ReadonlyMap<string, string>> {
  const streams = new Map<string, string>();
  for (const { ref, streamArn, properties } of tablesOf(template)) {
    const { StreamSpecification: stream } = properties;
    const { TableDescription } = await client.send(
      new CreateTableCommand({
        TableName: ref,
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
        BillingMode: properties.BillingMode,
        StreamSpecification: stream && { StreamEnabled: true, ...stream },
      }),
    );
    if (stream) streams.set(streamArn, TableDescription?.LatestStreamArn ?? '');
  }
  return streams;
}

function tablesOf(template: DeployedTemplate) {
  return template
    .all('AWS::DynamoDB::Table', tableProperties)
    .map((table) => ({ ...table, streamArn: table.attributes.StreamArn ?? '' }));
}
