import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { AuditProgress, AuditReport } from '../engine/audit.js';
import { checkOptions, functionThat, strictFields } from '../model/validation.js';
import { createDynamoClient } from '../store/dynamodb/client.js';
import { DynamoStore } from '../store/dynamodb/dynamo-store.js';
import { withRetries } from '../store/retries.js';
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
  /**
   * Parts of each table that are read at the same time, 1 to 64. More are faster, and take more of the
   * tables' read throughput at once.
   * @default 4
   */
  readonly segments?: number | undefined;
  /**
   * Whether to read strongly consistent. `false` costs half as much, for tables to which nothing was
   * written in the last seconds, such as those of a restored copy.
   * @default true
   */
  readonly consistent?: boolean | undefined;
  /** Told how far it has come, at least every 10,000 items. */
  readonly onProgress?: ((progress: AuditProgress) => void) | undefined;
}

/** The options of what reads a market's tables. */
export const marketTablesOptions = {
  tables: tablesSchema,
  dynamoDBClient: z.optional(dynamoDBClientSchema),
};

const segments = z
  .int('must be a whole number')
  .check(z.gte(1, 'must be at least 1'), z.lte(64, 'must be at most 64'));

const optionsSchema = strictFields(
  {
    ...marketTablesOptions,
    segments: z._default(segments, 4),
    consistent: z._default(z.boolean('must be true or false'), true),
    onProgress: z.optional(functionThat('must be a function')),
  },
  'must be an object such as { tables }',
);

/**
 * Proves from the tables of a deployed market alone that no coin and no good was lost or made. Reads
 * every item (`dynamodb:Scan`), which costs read units in proportion to all trading so far; where a
 * table is large, audit a copy restored from its backup. If orders do not add up, it reads everything
 * once more to name them. Its memory does not grow with the number of orders. Throttled reads are
 * repeated; an audit that is interrupted cannot be resumed, and begins anew.
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
  const checked = checkOptions(optionsSchema, options, 'auditMarket options');
  const { tables, dynamoDBClient, consistent, ...reading } = checked;
  const client = (dynamoDBClient ?? createDynamoClient()) as DynamoDBClient;
  const store = new DynamoStore(client, tables, { isEventuallyConsistent: !consistent });
  const { auditStore } = await import('../engine/audit.js');
  return auditStore(withRetries(store), { ...reading, onProgress: options.onProgress });
}
