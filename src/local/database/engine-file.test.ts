import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localClientConfig, startDynoxide } from './dynoxide.js';
import { prepareEngineFile } from './engine-file.js';
import { createTables, tableNames } from './tables.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-file-test-'));
  file = join(folder, 'market.db');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('prepareEngineFile', () => {
  it('gives the engine a stream table with an index, which it keeps', async () => {
    prepareEngineFile(file);
    const engine = await startDynoxide({ dataFile: file });
    const client = new DynamoDBClient(localClientConfig(engine.endpoint));
    const names = tableNames('test');
    await createTables(client, names);
    const Item = { material: { S: 'wheat' }, orderKey: { S: 'Sell#1' } };
    await client.send(new PutItemCommand({ TableName: names.orders, Item }));
    client.destroy();
    await engine.stop();
    const content = readFileSync(file, 'latin1');
    expect(content).toContain('CREATE INDEX stream_position');
    expect(content).toContain('CREATE TRIGGER stream_retention');
    expect(content).toContain('"Sell#1"');
  });

  it('leaves a file alone that is there', () => {
    writeFileSync(file, 'mine');
    prepareEngineFile(file);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('leaves it to the engine to say why there can be no file', () => {
    prepareEngineFile(join(folder, 'missing', 'market.db'));
  });
});
