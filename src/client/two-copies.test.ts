import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isMarketError, MarketError } from '../model/errors.js';
import { withRetries } from '../store/retries.js';
import { MarketClient } from './market-client.js';
import type { Transport } from './transport/transport.js';

/** The package a second time, as a process has it that loads it both as ESM and as CommonJS. */
let other: typeof import('../model/errors.js');
const order = { account: 'ada', type: 'Sell', material: 'wheat', quantity: 1, pricePerUnit: 1 };

beforeAll(async () => {
  vi.resetModules();
  other = await import('../model/errors.js');
});

describe('an error of another copy of the package', () => {
  const transport: Transport = {
    send: async () => {
      throw new other.MarketError('CONFIGURATION', 'thrown by the other copy');
    },
  };
  const market = new MarketClient({ transport });

  it('is of another class, and recognised all the same', () => {
    const error = new other.MarketError('CONFIGURATION', 'made by the other copy');
    expect(error).not.toBeInstanceOf(MarketError);
    expect(isMarketError(error)).toBe(true);
  });

  it('rejects a call', async () => {
    await expect(market.placeOrder(order as never)).rejects.toMatchObject({
      message: 'thrown by the other copy',
    });
  });

  it('is the result of each order of many', async () => {
    const results = await market.placeOrders([order, order] as never);
    const error = expect.objectContaining({ code: 'CONFIGURATION' });
    expect(results).toMatchObject([{ error }, { error }]);
  });

  it('is the result of the order of a batch that it names', async () => {
    let calls = 0;
    const flaky = new MarketClient({
      transport: {
        send: async () => {
          calls += 1;
          throw new other.MarketError('NETWORK_ERROR', 'thrown by the other copy');
        },
      },
      maxAttempts: 2,
    });
    expect(await flaky.placeOrders([order] as never)).toMatchObject([
      { error: { code: 'NETWORK_ERROR' } },
    ]);
    expect(calls).toBe(2);
  });

  it('is repeated where a repetition can help', async () => {
    let calls = 0;
    const store = withRetries(
      {
        getHead: async () => {
          calls += 1;
          throw new other.MarketError('THROTTLED', 'thrown by the other copy');
        },
      } as never,
      { attempts: 3, wait: async () => {} },
    );
    await expect(store.getHead('wheat')).rejects.toMatchObject({ code: 'THROTTLED' });
    expect(calls).toBe(3);
  });
});

it('is never told apart by its class', () => {
  const root = new URL('../', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file));
  expect(sources.length).toBeGreaterThan(50);
  const byClass = sources.filter((file) =>
    readFileSync(new URL(file, root), 'utf8').includes('instanceof MarketError'),
  );
  expect(byClass).toEqual([]);
});
