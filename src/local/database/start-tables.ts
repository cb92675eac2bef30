import { randomUUID } from 'node:crypto';
import { MarketError } from '../../model/errors.js';
import type { Cleanups } from '../cleanups.js';
import type { LocalMarketOptions } from '../options.js';
import { lockDataDir } from './data-dir.js';
import { startDynoxide } from './dynoxide.js';
import { createClients, createTables, deleteTables, tableNames } from './tables.js';

const defaultTablePrefix = 'material-market';

export async function startTables(options: LocalMarketOptions, cleanups: Cleanups) {
  const { dynamodbEndpoint, dataDir } = options;
  const isTemporary = dynamodbEndpoint !== undefined && options.tablePrefix === undefined;
  const unique = isTemporary ? `-${randomUUID()}` : '';
  const tables = tableNames(options.tablePrefix ?? defaultTablePrefix + unique);
  if (dynamodbEndpoint !== undefined && dataDir !== undefined) {
    throw new MarketError(
      'CONFIGURATION',
      'dataDir is where the embedded engine keeps its data: give it or dynamodbEndpoint, not both',
    );
  }
  const clients = createClients(dynamodbEndpoint ?? (await startEngine(dataDir, cleanups)));
  cleanups.add(() => {
    clients.dynamodb.destroy();
    clients.streams.destroy();
  });
  if (isTemporary) cleanups.add(() => deleteTables(clients.dynamodb, tables));
  const streamArn = await createTables(clients.dynamodb, tables);
  return { clients, tables, streamArn };
}

async function startEngine(dataDir: string | undefined, cleanups: Cleanups): Promise<string> {
  const folder = dataDir === undefined ? undefined : lockDataDir(dataDir);
  if (folder) cleanups.add(folder.unlock);
  const engine = await startDynoxide({ dataFile: folder?.file });
  cleanups.add(() => engine.stop());
  return engine.endpoint;
}
