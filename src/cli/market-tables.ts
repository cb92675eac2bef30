import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AuditOptions } from '../client/audit.js';
import { openDataDir } from '../local/database/open-data-dir.js';
import { createDynamoClient } from '../store/dynamodb/client.js';
import { UsageError, type Values } from './arguments.js';

/** The tables that a command works on. */
export type MarketTables = Pick<AuditOptions, 'tables'> & {
  readonly dynamoDBClient: DynamoDBClient;
};

/** Opens the tables of a local market that is not running, or of a deployed one, for some work. */
export async function withMarketTables<Result>(
  command: string,
  { data, region, 'orders-table': orders, 'ledger-table': ledger }: Values,
  work: (market: MarketTables) => Promise<Result>,
): Promise<Result> {
  if (data !== undefined) {
    if (orders || ledger || region) {
      throw new UsageError('--data is a local market: give it or the tables of a deployed one');
    }
    if (!existsSync(join(data, 'market.db'))) {
      throw new UsageError(`--data ${data} holds no market`);
    }
    const market = await openDataDir(data);
    try {
      const { orders, ledger } = market.tables;
      return await work({ tables: { orders, ledger }, dynamoDBClient: market.dynamodb });
    } finally {
      await market.close();
    }
  }
  if (!orders || !ledger) {
    throw new UsageError(`${command} needs --data, or --orders-table and --ledger-table`);
  }
  // Nobody above repeats a call.
  const dynamoDBClient = createDynamoClient({ maxAttempts: 5, ...(region && { region }) });
  return work({ tables: { orders, ledger }, dynamoDBClient });
}
