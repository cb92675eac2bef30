import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditStore } from '../engine/audit.js';
import type { MatcherHandler } from '../matcher/handler.js';
import { buy, sell, startMarket, startParts, stopMarkets } from './markets.contract.js';

const children: ChildProcess[] = [];
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'restart-test-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await stopMarkets();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Trades in four materials until it is killed; writes the id of every order accepted. */
const trader = `
import { LocalMarket } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
const { client } = await LocalMarket.start({ dataDir: process.argv[1] });
await Promise.all(['wheat', 'copper', 'flour', 'iron'].map(async (material) => {
  for (let index = 0; ; index += 1) {
    const order = { account: 'player-' + index % 7, material, quantity: 1 + index % 5 };
    const pricePerUnit = 95 + (index * 31) % 11;
    const type = index % 2 ? 'Buy' : 'Sell';
    const { orderId } = await client.placeOrder({ ...order, type, pricePerUnit });
    console.log(orderId);
  }
}));
`;

describe('a restart on the same data', () => {
  it('goes on where the market was stopped, and matches nothing again', async () => {
    const first = await startMarket({ dataDir });
    const { orderId } = await first.client.sell(sell('wheat'));
    await first.settled();
    await first.stop();

    const records: string[] = [];
    const instrument = (matcher: MatcherHandler): MatcherHandler => {
      return async (event, context) => {
        records.push(...event.Records.map(({ eventName }) => eventName));
        return matcher(event, context);
      };
    };
    const second = await startParts({ instrument }, { dataDir });
    await second.pipeline.settled();
    expect(records).toEqual([]);
    await second.client.buy(buy('wheat'));
    await second.pipeline.settled();
    expect(records).toHaveLength(1);
    expect(await second.client.getOrder(orderId)).toMatchObject({ status: 'FILLED' });
  });

  it('matches orders that had landed, but had not been matched', async () => {
    const instrument = () => async () => {
      throw new Error('never gets to it');
    };
    const eventSource = { basePauseMs: 60_000, maxPauseMs: 60_000 };
    const first = await startParts({ instrument, eventSource }, { dataDir });
    await first.client.sell(sell('wheat'));
    const { orderId } = await first.client.buy(buy('wheat'));
    expect(await auditStore(first.market.store)).toMatchObject({ crossed: ['wheat'] });
    await first.stop();

    const second = await startMarket({ dataDir });
    await second.settled();
    expect(await second.client.getOrder(orderId)).toMatchObject({ status: 'FILLED' });
    expect(await second.audit()).toMatchObject({ ok: true, crossed: [] });
  });

  it('has every accepted order after a kill in the middle of trading', async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', trader, dataDir],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(child);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const accepted: string[] = [];
    for await (const orderId of createInterface({ input: child.stdout })) {
      accepted.push(orderId);
      if (accepted.length === 60) child.kill('SIGKILL');
    }
    await exited;
    expect(accepted.length).toBeGreaterThanOrEqual(60);

    const market = await startMarket({ dataDir });
    await market.settled();
    const report = await market.audit();
    expect(report).toMatchObject({ ok: true, crossed: [], differences: [] });
    expect(report.orders).toBeGreaterThanOrEqual(accepted.length);
    expect(report.trades).toBeGreaterThan(0);
    await Promise.all(accepted.map((orderId) => market.client.getOrder(orderId)));
    await market.stop();
    // Neither the killed market's engine is left, nor this one's.
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(processes).not.toContain(dataDir);
  });
});
