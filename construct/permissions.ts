import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { marketTables } from '../src/deployment/tables.js';

type ReadAction = 'GetItem' | 'Query';
type WriteAction = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';

interface TablePermissions {
  readonly actions: readonly (ReadAction | WriteAction)[];
  /** Whether the indexes are queried as well. */
  readonly indexes?: boolean;
}

/** What a role may do on the tables of a market. */
export type MarketPermissions = Readonly<Record<keyof typeof marketTables, TablePermissions>>;

/**
 * Per role, exactly what its code calls. A transaction needs the permissions of the writes in it,
 * and none of its own.
 */
export const permissions = {
  /** Lands and cancels orders, collects deliveries, answers reads. */
  intake: {
    orders: { actions: ['GetItem', 'Query', 'PutItem', 'DeleteItem'], indexes: true },
    ledger: { actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
  },
  /** Trades orders: changes and removes them, writes heads, trades, records, boxes, statements. */
  matcher: {
    orders: { actions: ['GetItem', 'Query', 'PutItem', 'DeleteItem', 'ConditionCheckItem'] },
    ledger: { actions: ['GetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'] },
  },
  /**
   * Closes expired orders, matches orders whose wake-up was lost, and deletes notes of expiring
   * orders.
   */
  sweeper: {
    orders: { actions: ['GetItem', 'Query', 'PutItem', 'DeleteItem', 'ConditionCheckItem'] },
    ledger: {
      actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
    },
  },
  /** A game's own reads, directly from the tables. */
  reader: {
    orders: { actions: ['GetItem', 'Query'], indexes: true },
    ledger: { actions: ['GetItem', 'Query'] },
  },
} as const satisfies Readonly<Record<string, MarketPermissions>>;

/** The tables of a market, by what they hold. */
export type MarketTables = Readonly<Record<keyof typeof marketTables, ITable>>;

/** Lets a grantee do on the tables what its permissions list, and nothing else. */
export function grantOnTables(
  tables: MarketTables,
  grantee: IGrantable,
  granted: MarketPermissions,
): Grant {
  const orders = grantOnTable(tables.orders, grantee, granted.orders);
  const ledger = grantOnTable(tables.ledger, grantee, granted.ledger);
  const { indexes } = granted.orders;
  if (!indexes) return orders.combine(ledger);
  const index = Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: marketTables.orders.globalSecondaryIndexes.map(
      ({ indexName }) => `${tables.orders.tableArn}/index/${indexName}`,
    ),
  });
  return orders.combine(index).combine(ledger);
}

function grantOnTable(table: ITable, grantee: IGrantable, { actions }: TablePermissions): Grant {
  const isReader = actions.every((action) => action === 'GetItem' || action === 'Query');
  if (isReader) table.encryptionKey?.grantDecrypt(grantee);
  else table.encryptionKey?.grantEncryptDecrypt(grantee);
  return Grant.addToPrincipal({
    grantee,
    actions: actions.map((action) => `dynamodb:${action}`),
    resourceArns: [table.tableArn],
  });
}
