import { Token } from 'aws-cdk-lib';
import { type ITable, Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { TableDefinition } from '../src/deployment/tables.js';
import { MarketError } from '../src/model/errors.js';

/** A table that DynamoDB has restored from a backup, in the account and region of the stack. */
export interface RestoredTable {
  /** Its name, as given to the restore. */
  readonly tableName: string;
  /**
   * ARN of its change stream, `LatestStreamArn` in the description of the table. A restored table has
   * no change stream until you enable one, with new images.
   * @default - none, which is enough for the Ledger of a market without `events`
   */
  readonly streamArn?: string | undefined;
  /**
   * The customer-managed key that it is encrypted with. A restored table has the key of its source.
   * @default - the key in the props of the stack's own table, if there is one
   */
  readonly encryptionKey?: IKey | undefined;
}

/** Both tables of a market, restored to the same second. */
export interface RestoredTables {
  /** The Orders table; it needs a change stream. */
  readonly orders: RestoredTable;
  /** The Ledger table; it needs a change stream with `events`. */
  readonly ledger: RestoredTable;
}

/** A restored table as the market uses it; nothing of it is in the template. */
export function restoredTable(
  scope: Construct,
  id: 'Orders' | 'Ledger',
  {
    definition,
    restored,
    tableProps,
  }: {
    readonly definition: Pick<TableDefinition, 'stream'>;
    readonly restored: RestoredTable;
    /** Those of the stack's own table. */
    readonly tableProps: Pick<TableProps, 'encryption' | 'encryptionKey'> | undefined;
  },
): ITable {
  const { tableName, streamArn, encryptionKey = tableProps?.encryptionKey } = restored;
  const refuse = (message: string): never => {
    throw new MarketError('CONFIGURATION', `restoredTables: ${message}`);
  };
  if (definition.stream && streamArn === undefined) {
    refuse(
      `the ${id} table needs a change stream: enable one with ${definition.stream} on ${tableName}, and give its ARN as streamArn`,
    );
  }
  if (streamArn !== undefined && !isStreamOf(tableName, streamArn)) {
    refuse(`${streamArn} is not the ARN of a change stream of ${tableName}`);
  }
  if (tableProps?.encryption === TableEncryption.CUSTOMER_MANAGED && !encryptionKey) {
    refuse(`give the key that encrypts ${tableName} as its encryptionKey`);
  }
  return Table.fromTableAttributes(scope, id, {
    tableName,
    ...(streamArn !== undefined && { tableStreamArn: streamArn }),
    ...(encryptionKey && { encryptionKey }),
  });
}

/** Two tables are easily mixed up; what is known only at deployment is not checked. */
function isStreamOf(tableName: string, streamArn: string): boolean {
  if (Token.isUnresolved(tableName) || Token.isUnresolved(streamArn)) return true;
  return streamArn.includes(`:table/${tableName}/stream/`);
}
