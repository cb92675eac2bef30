import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type AuditReport, auditStore } from '../engine/audit.js';
import { checkOptions, strictFields } from '../model/validation.js';
import { createDynamoClient } from '../store/dynamodb/client.js';
import { DynamoStore } from '../store/dynamodb/dynamo-store.js';
import { dynamoDBClientSchema, tablesSchema } from './schemas.js';

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

/** The options of what reads a market's tables. */
export const marketTablesOptions = {
  tables: tablesSchema,
  dynamoDBClient: z.optional(dynamoDBClientSchema),
};

const optionsSchema = strictFields(marketTablesOptions, 'must be an object such as { tables }');

/**
 * Proves from the tables of a deployed market alone that no coin and no good was lost or made. Reads
 * every item (`dynamodb:Scan`), which costs read units in proportion to all trading so far; where a
 * table is large, audit a copy restored from its backup.
 *
 * Tables that are written meanwhile are no snapshot: differences found while players trade may come
 * from that.
 *
 * @throws MarketError `CONFIGURATION` when the tables cannot be read; `VALIDATION_FAILED` naming every
 * option that is unknown or invalid.
 * @example
 * ```ts
 * const { ok, differences } = await auditMarket({
 *   tables: { orders: 'MyStack-MarketOrders', ledger: 'MyStack-MarketLedger' },
 * });
 * if (!ok) console.error(differences);
 * ```
 */
export async function auditMarket(options: AuditOptions): Promise<AuditReport> {
  const { tables, dynamoDBClient } = checkOptions(optionsSchema, options, 'auditMarket options');
  // Nobody above repeats a page of the scan.
  const client = (dynamoDBClient ?? createDynamoClient({ maxAttempts: 5 })) as DynamoDBClient;
  return auditStore(new DynamoStore(client, tables));
}
