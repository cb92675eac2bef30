import { LambdaClient } from '@aws-sdk/client-lambda';
import * as main from 'material-market';
import { isMarketError } from 'material-market';
import * as local from 'material-market/local';
import * as testing from 'material-market/testing';
import { describe, expect, it } from 'vitest';

/**
 * Every function, constructor and method that the package exports, with arguments that it takes.
 * What they get in JavaScript may be anything: each must refuse what it does not know, and name it.
 * What is exported and not listed here fails the first test.
 */
type Door = (...args: unknown[]) => unknown;

const { MarketClient, HttpTransport, LambdaTransport, TableTransport } = main;
const { TestMarket, TestClock } = testing;
const { signal } = new AbortController();
const order = { account: 'ada', material: 'wheat', quantity: 1, pricePerUnit: 1 };
const request = { operation: 'getTicker', params: { material: 'wheat' } };
const tables = { orders: 'orders', ledger: 'ledger' };
const id = '0199a1b2-c3d4-7000-8000-000000000000';

/** A call of a client; it must be refused before anything is sent. */
const call =
  (name: string): Door =>
  (...args) => {
    const client = new MarketClient({
      transport: {
        send: async () => {
          throw new Error('was sent all the same');
        },
      },
    });
    return Reflect.get(client, name).apply(client, args);
  };
const make =
  (name: keyof typeof everything): Door =>
  (...args) =>
    Reflect.construct(everything[name] as typeof Object, args);
const onClock =
  (name: string): Door =>
  (...args) => {
    const clock = new TestClock(0);
    return Reflect.get(clock, name).apply(clock, args);
  };
const sendOf =
  (transport: () => main.Transport): Door =>
  (...args) =>
    transport().send(args[0] as main.ApiRequest, args[1] as { signal: AbortSignal });

const everything = { ...main, ...local, ...testing };
const lambdaClient = new LambdaClient({ region: 'local' });

/** A door, what it takes, and the arguments that may be left out. */
const doors: Record<string, { door: Door; args: unknown[]; optional?: number }> = {
  auditMarket: {
    door: main.auditMarket as Door,
    args: [{ tables, segments: 2, consistent: false }],
  },
  repairMarket: { door: main.repairMarket as Door, args: [{ tables }] },
  escrowOf: { door: main.escrowOf as Door, args: [{ ...order, type: 'Buy' }] },
  httpRequestOf: { door: main.httpRequestOf as Door, args: [request] },
  parseMarketEvent: { door: main.parseMarketEvent as Door, args: [{ detail: {} }] },
  parseOrderRequest: { door: main.parseOrderRequest as Door, args: [{ ...order, type: 'Buy' }] },
  HttpTransport: { door: make('HttpTransport'), args: [{ url: 'http://127.0.0.1:1' }] },
  'HttpTransport.send': {
    door: sendOf(() => new HttpTransport({ url: 'http://127.0.0.1:1' })),
    args: [request, { signal }],
  },
  LambdaTransport: { door: make('LambdaTransport'), args: [{ functionName: 'intake' }] },
  'LambdaTransport.send': {
    door: sendOf(() => new LambdaTransport({ functionName: 'intake', lambdaClient })),
    args: [request, { signal }],
  },
  TableTransport: { door: make('TableTransport'), args: [{ tables }] },
  'TableTransport.send': {
    door: sendOf(() => new TableTransport({ tables })),
    args: [request, { signal }],
  },
  MarketClient: { door: make('MarketClient'), args: [{ url: 'http://127.0.0.1:1' }] },
  'MarketClient::fromEnvironment': {
    door: MarketClient.fromEnvironment as Door,
    args: [{ environment: { MATERIAL_MARKET_URL: 'http://127.0.0.1:1' } }],
    optional: 1,
  },
  'MarketClient.placeOrder': {
    door: call('placeOrder'),
    args: [{ ...order, type: 'Buy' }, { signal }],
    optional: 1,
  },
  'MarketClient.placeOrders': {
    door: call('placeOrders'),
    args: [[{ ...order, type: 'Buy' }], { signal }],
    optional: 1,
  },
  'MarketClient.sell': { door: call('sell'), args: [order, { signal }], optional: 1 },
  'MarketClient.buy': { door: call('buy'), args: [order, { signal }], optional: 1 },
  'MarketClient.cancelOrder': { door: call('cancelOrder'), args: [id, { signal }], optional: 1 },
  'MarketClient.amendOrder': {
    door: call('amendOrder'),
    args: [{ orderId: id, quantity: 1 }, { signal }],
    optional: 1,
  },
  'MarketClient.waitForOrder': {
    door: call('waitForOrder'),
    args: [id, { until: 'TRADED', timeout: 1, signal }],
    optional: 1,
  },
  'MarketClient.collect': {
    door: call('collect'),
    args: ['ada', { collectionId: 'one', signal }],
    optional: 1,
  },
  'MarketClient.getOrder': { door: call('getOrder'), args: [id, { signal }], optional: 1 },
  'MarketClient.getOrderBook': {
    door: call('getOrderBook'),
    args: ['wheat', { depth: 1, consistent: true, signal }],
    optional: 1,
  },
  'MarketClient.getQuote': {
    door: call('getQuote'),
    args: [
      { type: 'Buy', material: 'wheat', quantity: 1 },
      { consistent: true, signal },
    ],
    optional: 1,
  },
  'MarketClient.getTicker': {
    door: call('getTicker'),
    args: ['wheat', { consistent: true, signal }],
    optional: 1,
  },
  'MarketClient.getDeliveries': {
    door: call('getDeliveries'),
    args: ['ada', { signal }],
    optional: 1,
  },
  'MarketClient.listOrders': {
    door: call('listOrders'),
    args: [{ account: 'ada', status: 'CLOSED', limit: 1 }, { signal }],
    optional: 1,
  },
  'MarketClient.listTrades': {
    door: call('listTrades'),
    args: [{ account: 'ada', limit: 1 }, { signal }],
    optional: 1,
  },
  'MarketClient.listStatement': {
    door: call('listStatement'),
    args: [{ account: 'ada', limit: 1 }, { signal }],
    optional: 1,
  },
  'MarketClient.listCandles': {
    door: call('listCandles'),
    args: ['wheat', { interval: '1h', from: new Date(), signal }],
  },
  'LocalMarket::start': {
    door: local.LocalMarket.start as Door,
    args: [{ port: 0 }],
    optional: 1,
  },
  TestMarket: {
    door: make('TestMarket'),
    args: [{ matching: 'atOnce', rules: { saleFeeBasisPoints: 1 } }],
    optional: 1,
  },
  'TestMarket#transport.send': {
    door: sendOf(() => new TestMarket().transport),
    args: [request, { signal }],
  },
  TestClock: { door: make('TestClock'), args: ['2026-01-01T00:00:00Z'] },
  'TestClock.in': { door: onClock('in'), args: [{ hours: 1 }] },
  'TestClock.advance': { door: onClock('advance'), args: [{ hours: 1 }] },
  'TestClock.advanceTo': { door: onClock('advanceTo'), args: ['2026-01-01T00:00:00Z'] },
};

/** What takes no arguments, or any. */
const open = new Set([
  'isMarketError', // Tells of any value.
  'MarketError', // An error about the error would hide what went wrong.
  'LocalMarket', // Made by `start` only.
  'LocalMarket.settled',
  'LocalMarket.sweep',
  'LocalMarket.audit',
  'LocalMarket.stop',
  'TestMarket.settled',
  'TestMarket.audit',
]);

/** Classes, their static methods (`::`) and methods (`.`), and functions. */
function exported(): string[] {
  return Object.entries(everything).flatMap(([name, value]) => {
    if (typeof value !== 'function') return [];
    return [
      name,
      ...methodsOf(value, ['length', 'name', 'prototype', 'captureStackTrace']).map(
        (method) => `${name}::${method}`,
      ),
      ...inheritedMethodsOf(value.prototype).map((method) => `${name}.${method}`),
    ];
  });
}

function methodsOf(owner: object, except: readonly string[]): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner))
    .filter(([name, { value }]) => typeof value === 'function' && !except.includes(name))
    .map(([name]) => name);
}

function inheritedMethodsOf(prototype: object | undefined): string[] {
  if (!prototype || [Object.prototype, Error.prototype].includes(prototype)) return [];
  const inherited = inheritedMethodsOf(Object.getPrototypeOf(prototype));
  return [...new Set([...methodsOf(prototype, ['constructor']), ...inherited])];
}

/** The error with which a door refuses arguments. */
async function refusal(door: Door, args: readonly unknown[]): Promise<main.MarketError> {
  try {
    await door(...args);
  } catch (error) {
    if (isMarketError(error)) return error;
    throw new Error(`was refused by no MarketError: ${String(error)}`, { cause: error });
  }
  throw new Error('was not refused');
}

const isPlainObject = (value: unknown): value is object =>
  Object.getPrototypeOf(value ?? 0) === Object.prototype;

/** What takes an object that others make, with unknown fields. */
const tolerant = new Set(['escrowOf', 'parseMarketEvent']);

it('are all listed', () => {
  const listed = [...Object.keys(doors).filter((name) => !name.includes('#')), ...open];
  expect(exported().filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name) => !exported().includes(name))).toEqual([]);
});

describe.each(Object.entries(doors))('%s', (name, { door, args, optional = 0 }) => {
  const wrongs: unknown[] = [null, true, 7, Number.NaN, Symbol('wrong'), [7], () => {}];
  const isTransport = name.endsWith('.send');

  it.each(args.map((_, index) => index))('refuses what is wrong as argument %i', async (index) => {
    const isText = typeof args[index] === 'string';
    // A time may be a number.
    const wrong = wrongs.filter((value) => !(name.includes('Clock') && isText && value === 7));
    for (const value of [...wrong, isText ? {} : 'text', ...(isText ? [''] : [])]) {
      if (Array.isArray(args[index]) && Array.isArray(value)) continue;
      const error = await refusal(door, args.with(index, value));
      expect(error.code).toBe('VALIDATION_FAILED');
      expect(error.message).toMatch(/must|choose/);
    }
  });

  it('refuses what is missing', async () => {
    for (let given = 0; given < args.length - optional; given += 1) {
      const error = await refusal(door, args.slice(0, given));
      expect(['VALIDATION_FAILED', 'CONFIGURATION']).toContain(error.code);
    }
  });

  it('refuses fields that it does not know, and says what it knows', async () => {
    for (const [index, argument] of args.entries()) {
      if (!isPlainObject(argument) || tolerant.has(name)) continue;
      if (isTransport && index === 1) continue; // Wrappers hand on what they were given.
      const strange = { ...argument, colour: 1, flavour: undefined };
      const error = await refusal(door, args.with(index, strange));
      const paths = error.issues.map(({ path }) => path.split('.').at(-1));
      expect(paths.sort()).toEqual(['colour', 'flavour']);
      expect(error.message).toContain(`known fields: `);
    }
  });

  it('refuses a wrong value of each field that it knows', async () => {
    for (const [index, argument] of args.entries()) {
      if (!isPlainObject(argument) || tolerant.has(name)) continue;
      if (isTransport && index === 1) continue;
      const error = await refusal(door, args.with(index, { ...argument, colour: 1 }));
      const known = /known fields: ([\w, ]+)/.exec(error.message)?.[1]?.split(', ') ?? [];
      expect(known).toEqual(expect.arrayContaining(Object.keys(argument)));
      const wrong = Object.fromEntries(known.map((field) => [field, Symbol('wrong')]));
      const all = await refusal(door, args.with(index, wrong));
      const paths = all.issues.map(({ path }) => path.split('.').at(-1));
      expect(new Set(paths)).toEqual(new Set(known));
    }
  });
});

it('names what is wrong in all arguments at once', async () => {
  const error = await refusal(call('placeOrder'), [
    { ...order, type: 'buy', quantity: 0, colour: 1 },
    { signl: signal },
  ]);
  expect(error.issues.map(({ path }) => path).sort()).toEqual([
    'colour',
    'quantity',
    'signl',
    'type',
  ]);
  expect(error.outcome).toBe('REFUSED');
});

it('does not let a slip in the options pass for a refused order, which would be refunded', async () => {
  const error = await refusal(call('placeOrder'), [{ ...order, type: 'Buy' }, { signl: signal }]);
  expect(error).toMatchObject({ outcome: 'UNKNOWN', retryable: false });
});

it('refuses what was silently wrong', async () => {
  const cases: [Door, unknown[], string, string][] = [
    [call('collect'), ['ada', 'id1'], 'options', 'such as { collectionId }'],
    [onClock('advance'), [1000], '', 'such as { hours: 1 }'],
    [make('TestMarket'), [{ rule: 1 }], 'rule', 'known fields: now, rules, matching'],
    [call('listOrders'), [{ account: 'ada', material: 'wheat' }], 'material', 'known fields'],
    [call('sell'), [{ ...order, type: 'Buy' }], 'type', 'must be left out, or "Sell"'],
    [make('MarketClient'), [{ url: 'http://127.0.0.1:1', timeout: 2 ** 31 }], 'timeout', 'most'],
    [make('TestClock'), ['2026-01-01T00:00:00'], '', 'with a time zone'],
    [main.escrowOf as Door, [{ ...order, type: 'buy' }], 'type', 'must be "Buy" or "Sell"'],
  ];
  for (const [door, args, path, says] of cases) {
    const error = await refusal(door, args);
    expect(error.issues.map((issue) => issue.path)).toEqual([path]);
    expect(error.message).toContain(says);
  }
  expect(await refusal(make('MarketClient'), [])).toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringContaining('functionName or a url'),
  });
});

it('answers each order of many for itself, whatever it is', async () => {
  const { client } = new TestMarket();
  const results = await client.placeOrders([
    null,
    { ...order, type: 'Buy' },
    { ...order, type: 'Buy', quantity: 10n },
  ] as never);
  expect(results).toMatchObject([
    { error: { code: 'VALIDATION_FAILED' } },
    { order: { status: 'OPEN' } },
    { error: { issues: [{ path: 'quantity' }] } },
  ]);
});
