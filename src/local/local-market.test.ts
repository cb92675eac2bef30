import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalMarket } from './local-market.js';
import { buy, sell, startMarket, stopMarkets } from './markets.contract.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-market-test-'));
});

afterEach(async () => {
  await stopMarkets();
  rmSync(folder, { recursive: true, force: true });
});

/** Processes that have a text on their command line. */
function processesWith(text: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text));
}

function isListening(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('LocalMarket', () => {
  it('turns orders into trades and deliveries', async () => {
    const market = await startMarket({ rules: { saleFeeBasisPoints: 1000 } });
    const { client } = market;
    const sale = await client.sell({ ...sell('wheat'), quantity: 100 });
    expect(sale).toMatchObject({ status: 'OPEN', remainingQuantity: 100 });
    await client.buy({ ...buy('wheat'), quantity: 40 });
    await market.settled();

    expect(await client.getOrder(sale.orderId)).toMatchObject({
      status: 'PARTIALLY_FILLED',
      remainingQuantity: 60,
    });
    const { items } = await client.listTrades({ material: 'wheat' });
    expect(items).toMatchObject([{ sequence: 1, quantity: 40, pricePerUnit: 10, fee: 40 }]);
    expect(await client.getDeliveries('ada')).toMatchObject({ coins: 360 });
    expect(await client.getDeliveries('bob')).toMatchObject({ coins: 80, goods: { wheat: 40 } });
    expect(await client.cancelOrder(sale.orderId)).toMatchObject({ returned: { goods: 60 } });
    expect(await client.collect('ada')).toMatchObject({ coins: 360, goods: { wheat: 60 } });
    expect(await market.audit()).toMatchObject({ ok: true, orders: 2, openOrders: 0, trades: 1 });
    expect(market.deadLetters).toEqual([]);
  });

  it('takes the posted order of the HTTP API', async () => {
    const { url } = await startMarket();
    const body = '{"type":"Sell","material":"wheat","quantity":100,"pricePerUnit":10}';
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ account: 'anonymous', status: 'OPEN' });
  });

  it('goes by the clock that it is given', async () => {
    let now = Date.parse('2030-01-01T00:00:00.000Z');
    const market = await startMarket({ now: () => now });
    const expiresAt = '2030-01-01T00:01:00.000Z';
    const order = await market.client.sell({ ...sell('wheat'), expiresAt });
    expect(order.acceptedAt).toBe('2030-01-01T00:00:00.000Z');
    now += 120_000;
    await market.client.buy(buy('wheat'));
    await market.settled();
    expect((await market.client.listTrades({ material: 'wheat' })).items).toEqual([]);
    expect(await market.audit()).toMatchObject({ ok: true });
  });

  it('leaves neither port nor process nor file behind when stopped, also when stopped twice', async () => {
    const temporary = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('material-market-'));
    const before = temporary();
    const market = await LocalMarket.start();
    const [scratch = ''] = temporary().filter((name) => !before.includes(name));
    expect(processesWith(scratch)).not.toEqual([]);
    await market.client.sell(sell('wheat'));
    await Promise.all([market.stop(), market.stop()]);
    expect(await isListening(market.url)).toBe(false);
    expect(processesWith(scratch)).toEqual([]);
    expect(temporary()).not.toContain(scratch);
  });

  it('keeps nobody waiting for it to settle once it is stopped', async () => {
    const market = await startMarket();
    const settled = expect(market.settled()).rejects.toMatchObject({ code: 'ABORTED' });
    await market.stop();
    await settled;
    await expect(market.settled()).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('stops at the end of a block', async () => {
    const market = await LocalMarket.start();
    await market[Symbol.asyncDispose]();
    expect(await isListening(market.url)).toBe(false);
  });

  it('starts whole or not at all', async () => {
    const { url } = await startMarket();
    const dataDir = join(folder, 'data');
    const port = Number(new URL(url).port);
    await expect(LocalMarket.start({ port, dataDir })).rejects.toThrow(`${port}`);
    expect(processesWith(dataDir)).toEqual([]);
    const second = await startMarket({ dataDir });
    await expect(LocalMarket.start({ dataDir })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('in use'),
    });
    await second.client.sell(sell('wheat'));
    const rules = { saleFeeBasisPoints: -1 };
    await expect(LocalMarket.start({ rules })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    const both = { dataDir: folder, dynamodbEndpoint: 'http://127.0.0.1:1' };
    await expect(LocalMarket.start(both)).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });
});
