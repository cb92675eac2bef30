import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AuditReport, auditMarket as auditStore } from '../engine/audit.js';
import { createDynamoClient } from '../store/dynamodb/client.js';
import { DynamoStore } from '../store/dynamodb/dynamo-store.js';

/** Which market to audit. */
export interface AuditOptions {
  /** Names of the market's tables. */
  readonly tables: {
    /** Name of the Orders table. */
    readonly orders: string;
    /** Name of the Ledger table. */
    readonly ledger: string;
  };
  /** @default a client of the environment's region and credentials */
  readonly dynamoDBClient?: DynamoDBClient | DynamoDBDocumentClient | undefined;
}

/**
 * Proves from the tables of a deployed market alone that no coin and no good was lost or made. Reads
 * every item (`dynamodb:Scan`), which costs read units in proportion to all trading so far; where a
 * table is large, audit a copy restored from its backup.
 *
 * Tables that are written meanwhile are no snapshot: differences found while players trade may come
 * from that.
 *
 * @throws MarketError `CONFIGURATION` when the tables cannot be read.
 * @example
 * ```ts
 * const { ok, differences } = await auditMarket({
 *   tables: { orders: 'MyStack-MarketOrders', ledger: 'MyStack-MarketLedger' },
 * });
 * if (!ok) console.error(differences);
 * ```
 */
export function auditMarket({ tables, dynamoDBClient }: AuditOptions): Promise<AuditReport> {
  // Nobody above repeats a page of the scan.
  const client = (dynamoDBClient ?? createDynamoClient({ maxAttempts: 5 })) as DynamoDBClient;
  return auditStore(new DynamoStore(client, tables));
}
