import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.js';
import { Random } from './random.js';
import type { Summary } from './report.js';

const game = ['--seed', '3', '--players', '8', '--rounds', '2', '--json'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'economy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: string[]): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  const terminal = (name: keyof typeof output) => ({
    write: (text: string) => {
      output[name] += text;
      return true;
    },
  });
  const code = await runCli(args, {
    stdout: terminal('stdout'),
    stderr: terminal('stderr'),
    signal: new AbortController().signal,
  });
  return { code, ...output };
}

/** Runs the example in a process of its own, to be ended by a signal some time after an output. */
function runProcess(
  args: readonly string[],
  end?: { readonly signal: NodeJS.Signals; readonly after: RegExp; readonly milliseconds: number },
): Promise<Ended & { readonly signal: NodeJS.Signals | null }> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args]);
  const output = { stdout: '', stderr: '' };
  let isEnding = false;
  const listen = () => {
    if (!end || isEnding || !end.after.test(output.stderr)) return;
    isEnding = true;
    setTimeout(() => child.kill(end.signal), end.milliseconds);
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      listen();
    });
  }
  listen();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}

/** What has to be the same when the same game is played again. */
function resultOf({ stdout, stderr }: Ended) {
  const { seconds: _, ...figures } = JSON.parse(stdout) as Summary;
  return { ...figures, fingerprint: /fingerprint ([0-9a-f]{16})/.exec(stderr)?.[1] };
}

describe('the economy on a local market', () => {
  it('ends like one that ran undisturbed when it was killed at any moment', async () => {
    const undisturbed = await run(...game);
    const expected = resultOf(undisturbed);
    expect(undisturbed.code).toBe(0);
    expect(expected).toMatchObject({ audit: { ok: true, crossed: [] } });
    expect(expected.ordersAccepted).toBeGreaterThan(40);
    expect(expected.fingerprint).toBeDefined();

    const data = join(folder, 'killed');
    const random = new Random('moments', Date.now());
    const moments = [/^/, /round 1 of 2/, /round 1 of 2/];
    for (const after of moments) {
      const milliseconds = random.whole(0, after.test('') ? 1500 : 150);
      const end = { signal: 'SIGKILL', after, milliseconds } as const;
      const killed = await runProcess([...game, '--data', data], end);
      expect({ end, signal: killed.signal }).toEqual({ end, signal: 'SIGKILL' });
    }
    const finished = await runProcess([...game, '--data', data]);
    expect(finished).toMatchObject({ code: 0, signal: null });
    expect(resultOf(finished)).toEqual(expected);
  }, 120_000);

  it('has nothing but the result on standard output with --json, and no control characters', async () => {
    const { stdout, stderr } = await run('--json', '--players', '2', '--rounds', '1');
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      ...['ordersAccepted', 'trades', 'openOrders', 'audit', 'seconds'],
    ]);
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain('round 1 of 1');
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('\r');
  });

  it('says nothing but what it has to say', async () => {
    // What Node warns of counts as well.
    delete process.env.NODE_NO_WARNINGS;
    const args = ['--seed', '3', '--players', '14', '--rounds', '1'];
    const { code, stderr } = await runProcess(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }, 180_000);

  it('stops in good order when it is interrupted', async () => {
    const interrupted = await runProcess(game, {
      signal: 'SIGINT',
      after: /round 1 of 2/,
      milliseconds: 20,
    });
    expect(interrupted).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(interrupted.stderr).not.toContain('economy:');
  });
});

describe('a file of orders on a local market', () => {
  it('gives the same twice, and posts nothing new the second time', async () => {
    const path = join(folder, 'orders.csv');
    await writeFile(path, 'Sell,wheat,100,10\nBuy,wheat,30,12\nBuy,copper,5,7\nBuy,wheat,80,10\n');
    const args = ['--orders', path, '--data', join(folder, 'file'), '--json'];
    const first = await run(...args);
    expect(first.code).toBe(0);
    expect(resultOf(first)).toMatchObject({
      ordersAccepted: 4,
      trades: 2,
      openOrders: 2,
      audit: { ok: true },
    });
    expect(resultOf(await run(...args))).toEqual(resultOf(first));
  });

  it('with a bad line is not posted at all', async () => {
    const path = join(folder, 'bad.csv');
    await writeFile(path, 'Sell,wheat,100,10\nSell,wheat,0,10\n');
    const data = join(folder, 'untouched');
    expect(await run('--orders', path, '--data', data)).toEqual({
      code: 2,
      stdout: '',
      stderr: `economy: ${path} was not posted, it has 1 bad line:\n  line 2: quantity: must be at least 1\n`,
    });
    expect(await readdir(folder)).not.toContain('untouched');
  });
});

describe('calling it wrongly', () => {
  it('is told on standard error, with exit code 2', async () => {
    expect(await run('--sed', '1')).toEqual({
      code: 2,
      stdout: '',
      stderr: "economy: Unknown option '--sed'\n",
    });
    expect(await run('--orders', join(folder, 'missing.csv'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('missing.csv'),
    });
    const path = join(folder, 'a-file');
    await writeFile(path, '');
    expect(await run('--data', path)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`cannot keep a market in ${path}`),
    });
  });

  it('can be asked how to do it', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: npm start/);
    expect(stdout).not.toMatch(/.{81}/);
  });
});
