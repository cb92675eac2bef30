import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Cleanups } from '../cleanups.js';
import { startTables } from './start-tables.js';
import type { LocalTables } from './tables.js';

/** The tables of a local market, with nobody at work on them. */
export interface OpenDataDir {
  readonly dynamodb: DynamoDBClient;
  readonly tables: LocalTables;
  close(): Promise<void>;
}

/** Takes the folder of a local market that is not running, as its market would. */
export async function openDataDir(dataDir: string): Promise<OpenDataDir> {
  const cleanups = new Cleanups();
  try {
    const { clients, tables } = await startTables({ dataDir }, cleanups);
    return { dynamodb: clients.dynamodb, tables, close: () => cleanups.run() };
  } catch (error) {
    await cleanups.run().catch(() => {});
    throw error;
  }
}
