/** An attribute that is part of a key; `S` is DynamoDB's type for strings. */
interface KeyAttribute {
  readonly name: string;
  readonly type: 'S';
}

interface IndexDefinition {
  readonly indexName: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
  readonly projection: 'KEYS_ONLY';
}

export interface TableDefinition {
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
  readonly globalSecondaryIndexes: readonly IndexDefinition[];
  /** What the change stream carries; undefined for a table without one. */
  readonly stream: 'NEW_IMAGE' | undefined;
}

/**
 * Open orders. A local secondary index would keep DynamoDB from splitting a hot material by its sort
 * key, so the orders of an account are listed by a global one.
 */
export const ordersTable = {
  partitionKey: { name: 'material', type: 'S' },
  sortKey: { name: 'orderKey', type: 'S' },
  globalSecondaryIndexes: [
    {
      indexName: 'account-orders',
      partitionKey: { name: 'account', type: 'S' },
      sortKey: { name: 'orderId', type: 'S' },
      projection: 'KEYS_ONLY',
    },
  ],
  stream: 'NEW_IMAGE',
} as const satisfies TableDefinition;

/** Everything else: heads, trades, candles, order records, delivery boxes, receipts, statements. */
const ledgerTable = {
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  globalSecondaryIndexes: [],
  stream: undefined,
} as const satisfies TableDefinition;

/** The tables of a market, by what they hold. */
export const marketTables = { orders: ordersTable, ledger: ledgerTable } as const;

/** Names of a market's tables. */
export type TableNames = Readonly<Record<keyof typeof marketTables, string>>;

/** Input of the AWS SDK's `CreateTableCommand` for a table that is billed per request. */
export function createTableInput(table: TableDefinition, tableName: string) {
  const indexes = table.globalSecondaryIndexes;
  const keys = [table, ...indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: keys.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keySchema(table),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.indexName,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: index.projection },
      })),
    }),
    ...(table.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
    }),
  };
}

function keySchema({ partitionKey, sortKey }: Pick<TableDefinition, 'partitionKey' | 'sortKey'>) {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' as const },
    { AttributeName: sortKey.name, KeyType: 'RANGE' as const },
  ];
}
