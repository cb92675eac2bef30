import { execFile, spawnSync } from 'node:child_process';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LocalMarket } from 'material-market/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('trade.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

async function runScript(marketUrl: string): Promise<string> {
  const env = { ...process.env, MARKET_URL: marketUrl };
  return (await promisify(execFile)('python3', [script], { env, timeout: 50_000 })).stdout;
}

/** A way to the market on which every second answer is lost after the market has done its work. */
async function startLossyProxy(marketUrl: string) {
  let calls = 0;
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    const isLost = calls++ % 2 === 0;
    const forwarded = request(new URL(url, marketUrl), { method, headers }, (answer) => {
      if (isLost) answer.resume().once('end', () => outgoing.destroy());
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers));
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

describe.skipIf(!hasPython)('a game in another language (skipped without python3)', () => {
  let local: LocalMarket;
  beforeAll(async () => {
    local = await LocalMarket.start();
  });
  afterAll(() => local?.stop());

  const printed = [
    'ada sells 30 for 10 each: OPEN',
    'posted again, it is the same order: True',
    'ben buys 30 for at most 12 each: FILLED',
    'ada collects 300 coins and 0 wheat',
    'collected again, it is the same receipt: True',
    'ben collects 60 coins and 30 wheat',
    'collected again, it is the same receipt: True',
    "an order of nothing is refused: VALIDATION_FAILED, [{'path': 'quantity', 'message': 'must be at least 1'}]",
    '',
  ].join('\n');

  it('trades over the HTTP API', async () => {
    expect(await runScript(local.url)).toBe(printed);
  });

  it('places each order once and collects once when answers are lost', async () => {
    const before = await local.audit();
    const proxy = await startLossyProxy(local.url);
    try {
      expect(await runScript(proxy.url)).toBe(printed);
    } finally {
      proxy.stop();
    }
    await local.settled();
    const after = await local.audit();
    expect(after).toMatchObject({ ok: true, orders: before.orders + 2, openOrders: 0 });
    expect(after.coins.inBoxes).toBe('0');
  });
});
