import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Dynoxide, dynoxideBinary, localClientConfig, startDynoxide } from './dynoxide.js';

const started: Dynoxide[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dynoxide-test-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((engine) => engine.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options?: Parameters<typeof startDynoxide>[0]): Promise<Dynoxide> {
  const engine = await startDynoxide(options);
  started.push(engine);
  return engine;
}

async function withClient<T>(
  engine: Dynoxide,
  use: (client: DynamoDBClient) => Promise<T>,
): Promise<T> {
  const client = new DynamoDBClient(localClientConfig(engine.endpoint));
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

async function putWheat(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: 'goods',
      KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await client.send(
    new PutItemCommand({ TableName: 'goods', Item: { name: { S: 'wheat' }, stock: { N: '7' } } }),
  );
}

async function wheatStock(client: DynamoDBClient): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: 'goods', Key: { name: { S: 'wheat' } } }),
  );
  return Item?.stock?.N;
}

/** The watchdog and the engine both carry the port on their command line. */
function processesOf(port: number): string[] {
  if (process.platform === 'win32') return [];
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('dynoxide') && line.includes(`--port ${port}`));
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('startDynoxide', () => {
  it('creates and reads a table through the AWS SDK', async () => {
    const engine = await start();
    expect(engine.endpoint).toBe(`http://127.0.0.1:${engine.port}`);
    await withClient(engine, async (client) => {
      await putWheat(client);
      expect(await wheatStock(client)).toBe('7');
    });
  });

  it('keeps what is in its data file over a restart', async () => {
    const dataFile = join(folder, 'market.db');
    const first = await start({ dataFile });
    await withClient(first, putWheat);
    await first.stop();
    const second = await start({ dataFile });
    expect(await withClient(second, wheatStock)).toBe('7');
  });

  it('runs several engines at once, each with its own data', async () => {
    const engines = await Promise.all([start(), start(), start()]);
    expect(new Set(engines.map((engine) => engine.port)).size).toBe(3);
    await Promise.all(engines.map((engine) => withClient(engine, putWheat)));
  });

  it('leaves neither port nor process behind when stopped, also when stopped twice', async () => {
    const engine = await start();
    expect(await isListening(engine.port)).toBe(true);
    if (process.platform !== 'win32') expect(processesOf(engine.port)).toHaveLength(2);
    await Promise.all([engine.stop(), engine.stop()]);
    expect(await isListening(engine.port)).toBe(false);
    expect(processesOf(engine.port)).toEqual([]);
    await start({ port: engine.port });
  });

  it.each([
    ['is killed', 'setInterval(() => {}, 1000);', 'SIGKILL'],
    ['forgets to stop it', '', undefined],
  ] as const)('ends with its parent that %s', async (_, then, signal) => {
    const module = new URL('./dynoxide.ts', import.meta.url).href;
    const script = `import { startDynoxide } from ${JSON.stringify(module)};
      console.log((await startDynoxide()).port); ${then}`;
    const parent = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = new Promise((resolve) => parent.once('exit', resolve));
    try {
      const port = Number(
        await new Promise((resolve) => parent.stdout.once('data', (data) => resolve(String(data)))),
      );
      expect(port).toBeGreaterThan(0);
      if (signal) {
        expect(await isListening(port)).toBe(true);
        parent.kill(signal);
      }
      await exited;
      await vi.waitFor(
        async () => {
          expect(await isListening(port)).toBe(false);
          expect(processesOf(port)).toEqual([]);
        },
        { timeout: 10_000, interval: 50 },
      );
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('names the port that is taken', async () => {
    const { port } = await start();
    await expect(startDynoxide({ port })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringMatching(`port ${port}: .*already in use`),
    });
  });

  it('reports what the engine says when it cannot start', async () => {
    const dataFile = join(folder, 'missing', 'market.db');
    await expect(startDynoxide({ dataFile })).rejects.toThrow(/unable to open database file/);
    await expect(startDynoxide({ port: 70_000 })).rejects.toThrow(/port 70000: .*70000 is not in/);
  });

  it('says which platforms there are when none fits', () => {
    expect(() => dynoxideBinary('sunos-x64')).toThrow(
      /sunos-x64: it exists for .*linux-x64.*other DynamoDB/,
    );
  });
});
