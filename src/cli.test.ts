import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MarketClient } from 'material-market';
import { describe, expect, it, onTestFinished } from 'vitest';
import { version } from '../package.json';
import { serve } from '../test/support/loopback.js';
import { auditStore } from './engine/audit.js';
import { startRuntime } from './local/runtime.js';

const command = ['--import', 'tsx', fileURLToPath(new URL('./cli.ts', import.meta.url))];

async function run(...args: string[]) {
  const env = {
    ...process.env,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  };
  return promisify(execFile)(process.execPath, [...command, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

/** Starts `dev` on a free port; gives the URL that it says. */
async function dev(...args: string[]): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(process.execPath, [...command, 'dev', '--port', '0', ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    const url = /market on (http:\S+[^,\s])/.exec(text)?.[1];
    if (url) return { url, process: child };
  }
  throw new Error(`dev said no URL: ${text}`);
}

describe('material-market dev', () => {
  it('runs a market until it is interrupted, and keeps its data where it is told', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'material-market-cli-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const args = ['--data', folder, '--rules', '{"saleFeeBasisPoints":1000}'];
    const first = await dev(...args);
    const market = new MarketClient({ url: first.url });
    const order = { material: 'wheat', quantity: 10, pricePerUnit: 10 };
    const sell = await market.sell({ ...order, account: 'ada' });
    first.process.kill('SIGINT');
    expect(await once(first.process, 'exit')).toEqual([0, null]);

    const second = await dev(...args);
    const later = new MarketClient({ url: second.url });
    await later.buy({ ...order, account: 'bob' });
    expect(await later.waitForOrder(sell.orderId)).toMatchObject({ status: 'FILLED' });
    expect(await later.collect('ada')).toMatchObject({ coins: 90 });
    second.process.kill('SIGTERM');
    expect(await once(second.process, 'exit')).toEqual([0, null]);
  });

  it('says what is wrong with its options', async () => {
    expect(await run('dev', '--port', 'http')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--port http is not a port'),
    });
    expect(await run('dev', '--port', '99999')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--port 99999 is not a port'),
    });
    expect(await run('dev', '--prot', '1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Unknown option '--prot'"),
    });
    expect(await run('dev', '--port', '0', '--rules', '{"fee":1}')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('fee: is not a known field'),
    });
  });
});

describe('what goes wrong with material-market dev', () => {
  const line = (text: string) => expect.stringMatching(new RegExp(`^material-market: ${text}\\n$`));

  it('is one line that says what to do', async () => {
    const file = fileURLToPath(import.meta.url);
    expect(await run('dev', '--port', '0', '--data', file)).toMatchObject({
      code: 1,
      stderr: line(`${file} is a file, not a folder: choose a folder to keep data in`),
    });
    if (process.platform === 'linux') {
      expect(await run('dev', '--port', '0', '--data', '/proc/nope')).toMatchObject({
        code: 1,
        stderr: line('cannot keep data in /proc/nope \\(ENOENT\\): choose a folder .*'),
      });
    }
    const taken = await serve(() => {});
    expect(await run('dev', '--port', new URL(taken).port)).toMatchObject({
      code: 1,
      stderr: line('the local market cannot listen on .* choose another port'),
    });
    expect(await run('trade')).toMatchObject({
      code: 2,
      stderr: line('unknown command trade \\(--help says what there is\\)'),
    });
  });

  it('comes with its stack for who debugs', async () => {
    process.env.DEBUG = '1';
    onTestFinished(() => void delete process.env.DEBUG);
    const { stderr } = await run('dev', '--port', '0', '--rules', '{"fee":1}');
    expect(stderr).toMatch(/fee: is not a known field[\s\S]*\n {4}at /);
  });
});

describe('material-market audit', () => {
  it('proves a market from its tables', async () => {
    const runtime = await startRuntime();
    onTestFinished(() => runtime.stop());
    const { orders, ledger } = runtime.tables;
    const endpoint = await runtime.clients.dynamodb.config.endpoint?.();
    process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://${endpoint?.hostname}:${endpoint?.port}`;
    onTestFinished(() => void delete process.env.AWS_ENDPOINT_URL_DYNAMODB);
    const report = await run('audit', '--orders-table', orders, '--ledger-table', ledger);
    expect(report.code).toBe(0);
    expect(JSON.parse(report.stdout)).toMatchObject({ ok: true, orders: 0 });
    const missing = await run('audit', '--orders-table', 'nowhere', '--ledger-table', ledger);
    expect(missing).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('names of the tables'),
    });
  });
});

describe('material-market repair', () => {
  it('puts back what a torn restore left, on a local market that is not running', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'material-market-cli-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const runtime = await startRuntime({ dataDir: folder });
    onTestFinished(() => runtime.stop());
    const { store } = runtime.market;
    const market = new MarketClient({ url: runtime.url });
    const order = { material: 'wheat', pricePerUnit: 10 };
    const sell = await market.sell({ ...order, account: 'ada', quantity: 10 });
    await market.buy({ ...order, account: 'bob', quantity: 4 });
    await runtime.pipeline.settled();
    const record = await store.getOrderRecord(sell.orderId);
    const expected = record && (await store.getOpenOrder(record));
    if (expected === undefined) throw new Error('ada still sells 6');
    await store.transact([{ write: 'deleteOpenOrder', expected }], { token: 'damage' });
    await runtime.stop();

    const address = ['--data', folder];
    expect(await run('audit', ...address)).toMatchObject({ code: 1 });
    const sentence = `wheat: order ${sell.orderId} is open, and not in the book.`;
    for (const _ of ['first', 'second']) {
      const plan = await run('repair', ...address);
      expect(plan).toMatchObject({ code: 1, stdout: expect.stringContaining(sentence) });
      expect(plan.stdout).toContain('put it back into the book with 6 of 10 left');
      expect(plan.stdout).toContain('Nothing was written');
    }
    const done = await run('repair', ...address, '--apply', '--rules', '{}');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('The audit holds.') });
    const again = await run('repair', ...address, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, applied: false, findings: [] });

    const later = await startRuntime({ dataDir: folder });
    onTestFinished(() => later.stop());
    const client = new MarketClient({ url: later.url });
    await client.buy({ ...order, account: 'cyd', quantity: 6 });
    expect(await client.waitForOrder(sell.orderId)).toMatchObject({ status: 'FILLED' });
    await later.pipeline.settled();
    expect(await auditStore(later.market.store)).toMatchObject({ ok: true });
  }, 60_000);

  it('says which market it needs, and that a folder holds none', async () => {
    expect(await run('repair')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('repair needs --data, or --orders-table and --ledger-table'),
    });
    expect(await run('repair', '--data', tmpdir())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds no market'),
    });
    expect(await run('repair', '--data', tmpdir(), '--region', 'eu-west-1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--data is a local market'),
    });
  });
});

it('tells what there is', async () => {
  expect((await run('--version')).stdout.trim()).toBe(version);
  expect((await run('--help')).stdout).toContain('material-market dev');
  expect(await run('trade')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('unknown command trade'),
  });
});
