import { isMarketError, MarketError } from 'material-market';
import { TestMarket } from 'material-market/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MarketClient } from '../market-client.js';
import type { ApiResponse } from '../transport/transport.js';
import type { CallAttempt } from './request-sender.js';

const order = {
  account: 'ada',
  type: 'Sell',
  material: 'wheat',
  quantity: 1,
  pricePerUnit: 1,
} as const;

afterEach(() => vi.restoreAllMocks());

/** A client of an empty market; the first attempts fail in the given ways. */
function clientWith(failures: readonly (MarketError | ApiResponse)[], maxAttempts = 5) {
  const market = new TestMarket();
  const left = [...failures];
  const attempts: CallAttempt[] = [];
  const client = new MarketClient({
    transport: {
      send: async (request, options) => {
        const failure = left.shift();
        if (isMarketError(failure)) throw failure;
        return failure ?? market.transport.send(request, options);
      },
    },
    maxAttempts,
    onAttempt: (attempt) => attempts.push(attempt),
  });
  return { client, attempts };
}

const lost = () => new MarketError('NETWORK_ERROR', 'the answer was lost');

describe('onAttempt', () => {
  it('shows each attempt of a call, and what follows it', async () => {
    const throttled = { status: 429, body: 'slow down' };
    const { client, attempts } = clientWith([lost(), throttled]);
    await client.placeOrder(order);
    expect(attempts).toMatchObject([
      { operation: 'placeOrder', attempt: 1, status: undefined, error: { code: 'NETWORK_ERROR' } },
      { operation: 'placeOrder', attempt: 2, status: 429, error: { code: 'THROTTLED' } },
      { operation: 'placeOrder', attempt: 3, status: 201, error: undefined },
    ]);
    const [first, second, third] = attempts;
    expect(first?.retryDelayMs).toBeLessThanOrEqual(200);
    expect(second?.retryDelayMs).toBeLessThanOrEqual(400);
    expect(third?.retryDelayMs).toBeUndefined();
    expect(attempts.every(({ durationMs }) => durationMs >= 0)).toBe(true);
  });

  it('shows that no further attempt is made', async () => {
    const given = clientWith([lost(), lost(), lost()], 2);
    await expect(given.client.getTicker('wheat')).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(given.attempts.map(({ retryDelayMs }) => retryDelayMs === undefined)).toEqual([
      false,
      true,
    ]);
    const refused = clientWith([]);
    const missing = '0199a1b2-c3d4-7000-8000-000000000000';
    await expect(refused.client.getOrder(missing)).rejects.toMatchObject({ status: 404 });
    expect(refused.attempts).toMatchObject([
      { operation: 'getOrder', attempt: 1, status: 404, error: { code: 'ORDER_NOT_FOUND' } },
    ]);
  });

  it('shows the attempts of many orders, of which those that failed are sent again', async () => {
    const half = {
      status: 200,
      body: JSON.stringify({
        results: [
          { order: { orderId: 'first' } },
          { error: { code: 'CONTENTION', message: '', issues: [], retryable: true } },
        ],
      }),
    };
    const { client, attempts } = clientWith([lost(), half], 3);
    const results = await client.placeOrders([order, { ...order, quantity: 2 }]);
    expect(results).toMatchObject([{ order: { orderId: 'first' } }, { order: { quantity: 2 } }]);
    expect(attempts).toMatchObject([
      { operation: 'placeOrders', attempt: 1, error: { code: 'NETWORK_ERROR' } },
      { operation: 'placeOrders', attempt: 2, status: 200, error: undefined },
      { operation: 'placeOrders', attempt: 3, status: 200, error: undefined },
    ]);
    expect(attempts.map(({ retryDelayMs }) => retryDelayMs === undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('keeps the attempts of one call of many orders within their number', async () => {
    const none = { status: 200, body: '{"ok":true}' };
    const { client, attempts } = clientWith([none, lost(), none, lost(), none], 4);
    expect(await client.placeOrders([order])).toMatchObject([{ error: { code: 'NETWORK_ERROR' } }]);
    expect(attempts).toHaveLength(4);
  });

  it('changes nothing for the call when it throws', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const client = new MarketClient({
      transport: new TestMarket().transport,
      onAttempt: () => {
        throw new Error('no disk left for the log');
      },
    });
    expect(await client.placeOrder(order)).toMatchObject({ status: 'OPEN' });
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('no disk left'));
  });
});
