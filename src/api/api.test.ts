import { describe, expect, it } from 'vitest';
import { auditStore } from '../engine/audit.js';
import { wakeMaterial } from '../engine/matching/wake-material.js';
import { MarketError } from '../model/errors.js';
import { maxBodyBytes } from '../model/limits.js';
import type { Order } from '../model/market.js';
import { OrderIdFactory } from '../model/order-id.js';
import { defaultMarketRules } from '../model/rules.js';
import { decorateStore } from '../store/decorate-store.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { createApi } from './api.js';

interface ErrorAnswer {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly issues: readonly { readonly path: string; readonly message: string }[];
    readonly retryable: boolean;
    readonly outcome: string;
    readonly requestId?: string;
  };
}

function startApi() {
  const store = new MemoryStore();
  const faults: unknown[] = [];
  const market = { store, rules: defaultMarketRules, now: Date.now };
  const api = createApi({
    market,
    orderIds: new OrderIdFactory(),
    onFault: (fault) => faults.push(fault),
  });
  const post = (body: string, headers: Record<string, string> = json, path = '/') =>
    api.request(path, { method: 'POST', body, headers });
  const landed = async () => (await auditStore(store)).orders;
  return { api, market, store, faults, post, landed };
}

const json = { 'content-type': 'application/json' };
const good = { type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10 };

describe('POST /', () => {
  it('takes the smallest body as it is written in the documentation', async () => {
    const { post } = startApi();
    const response = await post(
      '{"type":"Sell","material":"wheat","quantity":100,"pricePerUnit":10}',
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      ...good,
      account: 'anonymous',
      timeInForce: 'GTC',
      expiresAt: null,
      status: 'OPEN',
      remainingQuantity: 100,
      closeReason: null,
      closedAt: null,
    });
  });

  it('takes the largest order there can be, exactly', async () => {
    const { post } = startApi();
    const largest = { ...good, quantity: 9_007, pricePerUnit: 999_999_999_999 };
    expect((await post(JSON.stringify(largest))).status).toBe(201);
    const tooMuch = { ...largest, quantity: 9_008 };
    const response = await post(JSON.stringify(tooMuch));
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as ErrorAnswer;
    expect(error.issues.map(({ path }) => path).sort()).toEqual(['pricePerUnit', 'quantity']);
  });

  const text = (change: object) => JSON.stringify({ ...good, ...change });
  const without = (field: string) =>
    JSON.stringify(Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)));
  const invalid: [what: string, body: string, paths: string[]][] = [
    ['an array', '[]', ['']],
    ['null', 'null', ['']],
    ['a string', '"wheat"', ['']],
    ['an empty object', '{}', ['material', 'pricePerUnit', 'quantity', 'type']],
    ...['type', 'material', 'quantity', 'pricePerUnit'].map((field): [string, string, string[]] => [
      `no ${field}`,
      without(field),
      [field],
    ]),
    ['unknown fields', text({ price: 3, colour: 'red' }), ['colour', 'price']],
    ['__proto__', `{"__proto__":{"a":1},${text({}).slice(1)}`, ['__proto__']],
    ['a misspelt type', text({ type: 'sell' }), ['type']],
    ['quantity 0', text({ quantity: 0 }), ['quantity']],
    ['quantity -1', text({ quantity: -1 }), ['quantity']],
    ['quantity 1.5', text({ quantity: 1.5 }), ['quantity']],
    ['quantity "100"', text({ quantity: '100' }), ['quantity']],
    ['quantity null', text({ quantity: null }), ['quantity']],
    ['quantity 1e309', text({}).replace('100', '1e309'), ['quantity']],
    ['quantity 2^53', text({ quantity: 2 ** 53 }), ['quantity']],
    ['quantity above the maximum', text({ quantity: 1_000_000_001 }), ['quantity']],
    ['price 0', text({ pricePerUnit: 0 }), ['pricePerUnit']],
    ['price 10^12', text({ pricePerUnit: 10 ** 12 }), ['pricePerUnit']],
    ['an empty material', text({ material: '' }), ['material']],
    ['a material of 65 characters', text({ material: 'm'.repeat(65) }), ['material']],
    ['a material with #', text({ material: 'wheat#1' }), ['material']],
    ['a material with a control character', text({ material: 'wheat\n' }), ['material']],
    ['a material that starts with a dash', text({ material: '-wheat' }), ['material']],
    ['an empty account', text({ account: '' }), ['account']],
    ['an account of 129 characters', text({ account: 'a'.repeat(129) }), ['account']],
    ['an account that a URL takes for a folder', text({ account: '..' }), ['account']],
    ['an account with half a character', text({ account: '\ud800' }), ['account']],
    ['an unknown time in force', text({ timeInForce: 'DAY' }), ['timeInForce']],
    ['an expiry without a zone', text({ expiresAt: '2030-01-01T00:00:00' }), ['expiresAt']],
    ['an expiry in the past', text({ expiresAt: '2020-01-01T00:00:00Z' }), ['expiresAt']],
    [
      'everything wrong at once',
      JSON.stringify({ type: 1, material: 2, quantity: '3', pricePerUnit: -4, account: 5, x: 6 }),
      ['account', 'material', 'pricePerUnit', 'quantity', 'type', 'x'],
    ],
  ];

  it.each(invalid)('refuses %s, and names every offending field', async (_, body, paths) => {
    const { post, landed, faults } = startApi();
    const response = await post(body);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as ErrorAnswer;
    expect(error.code).toBe('VALIDATION_FAILED');
    const named = [...new Set(error.issues.map(({ path }) => path))].sort();
    expect(named).toEqual([...paths].sort());
    expect(error.issues.every(({ message }) => message.length > 0)).toBe(true);
    expect(await landed()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('tells other bad requests apart by their codes', async () => {
    const { api, post, landed } = startApi();
    const large = JSON.stringify({ ...good, account: 'a'.repeat(17 * 1024) });
    const answers: [Response, number, string][] = [
      [await post('{"type":'), 400, 'MALFORMED_JSON'],
      [await post(''), 400, 'MALFORMED_JSON'],
      [await post(text({}), { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [await post(large), 413, 'BODY_TOO_LARGE'],
      [await post(' '.repeat(maxBodyBytes + 1)), 413, 'BODY_TOO_LARGE'],
      [await post(text({}), json, '/order'), 404, 'ROUTE_NOT_FOUND'],
      [await api.request('/', { method: 'GET' }), 405, 'METHOD_NOT_ALLOWED'],
      [await api.request('/orders/x', { method: 'PUT' }), 405, 'METHOD_NOT_ALLOWED'],
      [await api.request('/orders/x'), 404, 'ORDER_NOT_FOUND'],
      [await api.request('/materials/a%23b/book'), 400, 'VALIDATION_FAILED'],
      [await api.request('/materials/wheat/book?depth=0'), 400, 'VALIDATION_FAILED'],
      [await api.request('/materials/wheat/trades?cursor=x'), 400, 'VALIDATION_FAILED'],
      [await api.request('/accounts/anonymous/orders'), 400, 'VALIDATION_FAILED'],
      [await api.request('/accounts/anonymous/trades'), 400, 'VALIDATION_FAILED'],
      [await api.request('/accounts/anonymous/statement'), 400, 'VALIDATION_FAILED'],
    ];
    for (const [response, status, code] of answers) {
      expect(response.status, code).toBe(status);
      const { error } = (await response.json()) as ErrorAnswer;
      expect(error).toMatchObject({ code, outcome: 'REFUSED', retryable: false });
    }
    expect(await landed()).toBe(0);
  });

  it('makes one order of parallel posts with one client order id', async () => {
    const { post, landed } = startApi();
    const body = text({ account: 'ada', clientOrderId: 'order-1' });
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(body)));
    const orders = (await Promise.all(responses.map((r) => r.json()))) as Order[];
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(1);
    expect(await landed()).toBe(1);
  });

  it('gives the first order back after it was filled, and refuses another body', async () => {
    const { post, market, landed } = startApi();
    const body = text({ account: 'ada', clientOrderId: 'order-1' });
    const first = (await (await post(body)).json()) as Order;
    const buy = (await (await post(text({ type: 'Buy', account: 'bob' }))).json()) as Order;
    await wakeMaterial(market, { material: 'wheat', named: [first, buy] });
    expect(await (await post(body)).json()).toMatchObject({
      orderId: first.orderId,
      status: 'FILLED',
      remainingQuantity: 0,
    });
    const other = await post(text({ account: 'ada', clientOrderId: 'order-1', quantity: 99 }));
    expect(other.status).toBe(409);
    const { error } = (await other.json()) as ErrorAnswer;
    expect(error).toMatchObject({
      code: 'CLIENT_ORDER_ID_CONFLICT',
      issues: [{ path: 'quantity' }],
    });
    const namesake = await post(text({ account: 'bob', clientOrderId: 'order-1' }));
    expect(namesake.status).toBe(201);
    expect(await landed()).toBe(3);
  });

  it('repeats an order that has expired since', async () => {
    const { post, market } = startApi();
    let time = Date.now();
    market.now = () => time;
    const expiresAt = new Date(time + 1_000).toISOString();
    const body = text({ account: 'ada', clientOrderId: 'order-1', expiresAt });
    const first = (await (await post(body)).json()) as Order;
    time += 2_000;
    expect(await (await post(body)).json()).toMatchObject({ orderId: first.orderId });
  });
});

describe('a fault', () => {
  const secret = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';

  /** The API over a store whose every call fails. */
  function startBroken(fault: Error) {
    const { market } = startApi();
    const faults: [unknown, string | undefined][] = [];
    const api = createApi(
      {
        market: {
          ...market,
          store: decorateStore(market.store, () => Promise.reject(fault)),
        },
        orderIds: new OrderIdFactory(),
        onFault: (told, requestId) => faults.push([told, requestId]),
      },
      () => ({ requestId: 'request-7' }),
    );
    const post = (path: string, body: object) =>
      api.request(path, { method: 'POST', body: JSON.stringify(body), headers: json });
    return { post, faults };
  }

  it.each([
    [new Error(secret), 500, { code: 'INTERNAL', retryable: false }],
    [
      new MarketError('STORE_UNAVAILABLE', secret),
      503,
      { code: 'STORE_UNAVAILABLE', retryable: true },
    ],
    [new MarketError('THROTTLED', secret), 503, { code: 'THROTTLED', retryable: true }],
    [new MarketError('CONFIGURATION', secret), 500, { code: 'CONFIGURATION', retryable: false }],
    [new MarketError('ABORTED', secret), 499, { code: 'ABORTED', retryable: false }],
  ])('is logged, and answered without its details: %s', async (fault, status, expected) => {
    const { post, faults } = startBroken(fault);
    const response = await post('/', good);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).not.toContain('arn:');
    const { error } = JSON.parse(text) as ErrorAnswer;
    expect(error).toMatchObject({ ...expected, outcome: 'UNKNOWN', requestId: 'request-7' });
    expect(error.message).toContain('request-7');
    expect(faults).toHaveLength(1);
    const [[told, requestId] = []] = faults;
    expect(requestId).toBe('request-7');
    expect([(told as Error).message, String((told as Error).cause)].join()).toContain(secret);
  });

  it('of one order of a batch is answered in the same way', async () => {
    const { post, faults } = startBroken(new MarketError('STORE_UNAVAILABLE', secret));
    const response = await post('/orders/batch', { orders: [good, { ...good, quantity: 0 }] });
    expect(response.status).toBe(200);
    const { results } = (await response.json()) as { results: ErrorAnswer[] };
    expect(JSON.stringify(results)).not.toContain('arn:');
    expect(results).toMatchObject([
      { error: { code: 'STORE_UNAVAILABLE', outcome: 'UNKNOWN', requestId: 'request-7' } },
      { error: { code: 'VALIDATION_FAILED', outcome: 'REFUSED', retryable: false } },
    ]);
    expect(faults).toHaveLength(1);
  });
});
