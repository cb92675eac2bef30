import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  type StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { eventStreamView } from '../src/deployment/events.js';
import { marketTables, type TableDefinition } from '../src/deployment/tables.js';
import type { MarketTables } from './permissions.js';
import { type RestoredTables, restoredTable } from './restored-tables.js';

/** What may be set on a market's table. Its keys and its change stream are the market's own. */
export type MarketTableProps = Partial<Omit<TableProps, 'partitionKey' | 'sortKey' | 'stream'>>;

/** The tables of a market: those of the stack, or those that were restored. */
export function createTables(
  scope: Construct,
  options: {
    readonly removalPolicy: RemovalPolicy;
    /** Whether the changes of the Ledger are read. */
    readonly hasEvents: boolean;
    readonly restoredTables: RestoredTables | undefined;
    readonly ordersTableProps: MarketTableProps | undefined;
    readonly ledgerTableProps: MarketTableProps | undefined;
  },
): MarketTables {
  const { removalPolicy, hasEvents, restoredTables, ordersTableProps, ledgerTableProps } = options;
  const ledger = { ...marketTables.ledger, stream: hasEvents ? eventStreamView : undefined };
  if (restoredTables) {
    return {
      orders: restoredTable(scope, 'Orders', {
        definition: marketTables.orders,
        restored: restoredTables.orders,
        tableProps: ordersTableProps,
      }),
      ledger: restoredTable(scope, 'Ledger', {
        definition: ledger,
        restored: restoredTables.ledger,
        tableProps: ledgerTableProps,
      }),
    };
  }
  return {
    orders: createTable(scope, 'Orders', marketTables.orders, {
      removalPolicy,
      ...ordersTableProps,
    }),
    ledger: createTable(scope, 'Ledger', ledger, { removalPolicy, ...ledgerTableProps }),
  };
}

/** A table with the keys, indexes and stream of its definition. */
function createTable(
  scope: Construct,
  id: string,
  definition: Pick<
    TableDefinition,
    'partitionKey' | 'sortKey' | 'globalSecondaryIndexes' | 'stream'
  >,
  { removalPolicy, ...props }: MarketTableProps & { readonly removalPolicy: RemovalPolicy },
): ITable {
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
  // The CDK is compiled without exactOptionalPropertyTypes, by which a Table is no ITable.
  return table as ITable;
}

function keysOf({ partitionKey, sortKey }: Pick<TableDefinition, 'partitionKey' | 'sortKey'>) {
  return {
    partitionKey: { name: partitionKey.name, type: attributeTypes[partitionKey.type] },
    sortKey: { name: sortKey.name, type: attributeTypes[sortKey.type] },
  };
}

const attributeTypes = { S: AttributeType.STRING } as const;
