import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { RepairReport } from '../engine/repair/repair.js';
import { type MarketRulesInput, marketRulesSchema } from '../model/rules.js';
import { checkOptions, parseRequest, strictFields } from '../model/validation.js';
import { createDynamoClient } from '../store/dynamodb/client.js';
import { DynamoStore } from '../store/dynamodb/dynamo-store.js';
import { type AuditOptions, marketTablesOptions } from './audit.js';

/** Which market to repair, and how. */
export interface RepairOptions extends AuditOptions {
  /**
   * Whether to write. Without it, nothing is written, and the report says what would be.
   * @default false
   */
  readonly apply?: boolean | undefined;
  /**
   * The rules of the market, the same that it is deployed with. With them, orders that cross after
   * the repair are matched at once; without them, that is left to the matcher and the sweeper.
   */
  readonly rules?: MarketRulesInput | undefined;
}

const optionsSchema = strictFields(
  { ...marketTablesOptions, apply: z.optional(z.boolean()), rules: z.optional(marketRulesSchema) },
  'must be an object such as { tables }',
);

/**
 * Finds what a restore of the two tables to different instants, or a lost item, leaves behind, and
 * puts it right where `apply` is given: the market is brought to what the Ledger's trades and order
 * records say, and orders that the Ledger does not know of are added whole. A second run finds nothing.
 *
 * Hold the market first: intake, matcher and sweeper. What is written to meanwhile is left alone, and
 * reported as `CHANGED`.
 *
 * Reads both tables whole, three times where `apply` is given, and keeps them in memory. Needs
 * `dynamodb:Scan`, `Query`, `GetItem`, `PutItem`, `DeleteItem` and `ConditionCheckItem` on both
 * tables, and `UpdateItem` to match with `rules`.
 *
 * @throws MarketError `CONFIGURATION` when the tables cannot be read, `DAMAGED_ITEM`
 * when an item cannot be read and `apply` is given; `VALIDATION_FAILED` naming every
 * option and rule that is unknown or invalid.
 * @example
 * ```ts
 * const { findings } = await repairMarket({
 *   tables: { orders: 'MyStack-MarketOrders', ledger: 'MyStack-MarketLedger' },
 * });
 * for (const { material, subject, problem, action } of findings) {
 *   console.log(`${material}: ${subject} ${problem}`, action);
 * }
 * ```
 */
export async function repairMarket(options: RepairOptions): Promise<RepairReport> {
  const {
    tables,
    dynamoDBClient,
    apply = false,
    rules,
  } = checkOptions(optionsSchema, options, 'repairMarket options');
  // Nobody above repeats a call.
  const client = (dynamoDBClient ?? createDynamoClient({ maxAttempts: 5 })) as DynamoDBClient;
  const market = {
    store: new DynamoStore(client, tables),
    now: Date.now,
    ...(rules && { rules: parseRequest(marketRulesSchema, rules, 'rules') }),
  };
  // A game server, which does not repair, does not load the matcher for it.
  const { repairStore } = await import('../engine/repair/repair.js');
  return repairStore(market, { apply });
}
