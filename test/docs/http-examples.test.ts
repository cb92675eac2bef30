import { spawn } from 'node:child_process';
import { LocalMarket } from 'material-market/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { answerSchemas } from '../../src/api/openapi.js';
import { operations } from '../../src/api/operations.js';
import { blocksOf, pages, readPage } from './markdown.js';

/** The requests in the documentation, sent to a local market. */
const blocks = pages().flatMap((page) => blocksOf(readPage(page), page));
const requests = blocks.filter(
  ({ info: [language], code }) =>
    language === 'sh' && code.includes('curl http') && !code.includes('--aws-sigv4'),
);
const written = 'http://127.0.0.1:4000';

let local: LocalMarket;
const order = { type: 'Sell', material: 'wheat', quantity: 70, pricePerUnit: 50 } as const;

beforeAll(async () => {
  local = await LocalMarket.start();
});
afterAll(() => local.stop());

describe('requests with curl', () => {
  it.each(requests)('$at', async ({ code }) => {
    const { orderId } = await local.client.placeOrder({ ...order, account: 'ada' });
    // Each command by itself: the next one begins on a line of its own.
    for (const command of code.split(/\n(?=curl )/)) {
      const [, status = '2'] = /# answers (\d+)/.exec(command) ?? [];
      const script = command.replaceAll(written, local.url).replace('curl ', `curl ${settings} `);
      const { output, exitCode } = await run(script, { ORDER: orderId });
      expect({ command, exitCode, output }).toMatchObject({ exitCode: 0 });
      expect(output.split('\n').at(-1)).toMatch(new RegExp(`^${status}`));
    }
  });

  it('are there for every operation', () => {
    const page = requests.filter(({ page }) => page === 'docs/guides/http-api.md');
    const code = page.map(({ code }) => code).join('\n');
    const missing = operations.filter(({ aliasOf, path, method }) => {
      const url = `${written}${path.replaceAll(/\{\w+\}/g, '[$\\w]+')}`;
      const option = method === 'DELETE' ? '-X DELETE ' : '';
      return !aliasOf && !new RegExp(`curl ${option}'?${url}(?=[ '?\n]|$)`).test(code);
    });
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});

const settings = "-sS --max-time 30 -w '\\n%{http_code}'";

function run(script: string, env: Record<string, string>) {
  return new Promise<{ output: string; exitCode: number | null }>((resolve, reject) => {
    const child = spawn('bash', ['-c', script], { env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
      });
    }
    child.on('error', reject).on('close', (exitCode) => resolve({ output, exitCode }));
  });
}

describe('answers', () => {
  const answers = blocks.filter(({ info: [language, name] }) => language === 'json' && name);
  it.each(answers)('are of their schema: $at', ({ info: [, name = ''], code }) => {
    const schema = answerSchemas[name as keyof typeof answerSchemas];
    expect(z.safeParse(schema, JSON.parse(code)).error?.issues ?? []).toEqual([]);
  });
});
