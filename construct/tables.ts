import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  type StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { TableDefinition } from '../src/deployment/tables.js';

/** What may be set on a market's table. Its keys and its change stream are the market's own. */
export type MarketTableProps = Partial<Omit<TableProps, 'partitionKey' | 'sortKey' | 'stream'>>;

/** A table with the keys, indexes and stream of its definition. */
export function createTable(
  scope: Construct,
  id: string,
  definition: Pick<
    TableDefinition,
    'partitionKey' | 'sortKey' | 'globalSecondaryIndexes' | 'stream'
  >,
  { removalPolicy, ...props }: MarketTableProps & { readonly removalPolicy: RemovalPolicy },
): Table {
  const { stream } = definition;
  const table = new Table(scope, id, {
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    // DESTROY asks for the tables to be deleted with the stack.
    deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
    ...props,
    ...keysOf(definition),
    ...(stream && { stream: stream as StreamViewType }),
  });
  for (const index of definition.globalSecondaryIndexes) {
    table.addGlobalSecondaryIndex({
      indexName: index.indexName,
      ...keysOf(index),
      projectionType: ProjectionType[index.projection],
    });
  }
  return table;
}

function keysOf({ partitionKey, sortKey }: Pick<TableDefinition, 'partitionKey' | 'sortKey'>) {
  return {
    partitionKey: { name: partitionKey.name, type: attributeTypes[partitionKey.type] },
    sortKey: { name: sortKey.name, type: attributeTypes[sortKey.type] },
  };
}

const attributeTypes = { S: AttributeType.STRING } as const;
