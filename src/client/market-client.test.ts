import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { wakeMaterial } from '../engine/matching/wake-material.js';
import { createIntake } from '../intake/handler.js';
import { isMarketError, MarketError } from '../model/errors.js';
import type { Order } from '../model/market.js';
import { OrderIdFactory } from '../model/order-id.js';
import { defaultMarketRules } from '../model/rules.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { MarketClient } from './market-client.js';
import type { MarketClientOptions } from './options.js';
import { LambdaTransport } from './transport/lambda-transport.js';
import type { ApiRequest, ApiResponse, Transport } from './transport/transport.js';

const order = { account: 'ada', material: 'wheat', quantity: 10, pricePerUnit: 5 };

/** A Lambda client whose invocations reach the real intake, unless `answer` says otherwise. */
function lambdaOf(answer?: () => { FunctionError?: string; Payload?: string } | undefined) {
  const store = new MemoryStore();
  const intake = createIntake({
    market: { store, rules: defaultMarketRules, now: Date.now },
    orderIds: new OrderIdFactory(),
    onFault: () => {},
  });
  const client = new LambdaClient({ region: 'local' });
  client.middlewareStack.add(
    () => async (args) => {
      const { Payload } = args.input as unknown as { Payload: string };
      const result = await intake(JSON.parse(Payload), { getRemainingTimeInMillis: () => 15_000 });
      const { FunctionError, Payload: payload = JSON.stringify(result) } = answer?.() ?? {};
      const output = {
        $metadata: { requestId: 'request-1' },
        ...(FunctionError && { FunctionError }),
        Payload: { transformToString: () => payload },
      };
      return { output: output as never, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { client, store };
}

/** Works like another transport, but loses its first answers. */
class LossyTransport implements Transport {
  readonly requests: ApiRequest[] = [];
  constructor(
    private readonly transport: Transport,
    private lost: number,
  ) {}

  async send(request: ApiRequest, options: { signal: AbortSignal }): Promise<ApiResponse> {
    this.requests.push(request);
    const response = await this.transport.send(request, options);
    if (this.lost === 0) return response;
    this.lost -= 1;
    throw new MarketError('NETWORK_ERROR', 'the answer was lost');
  }
}

const functionName = 'intake';

describe('MarketClient', () => {
  it('does the whole round by invoking the intake function', async () => {
    const market = new MarketClient({ functionName, lambdaClient: lambdaOf().client });
    const sell = await market.sell(order);
    expect(await market.getOrder(sell.orderId)).toEqual(sell);
    expect(await market.getOrderBook('wheat')).toMatchObject({ sells: [{ quantity: 10 }] });
    const orders = [];
    for await (const open of market.listOrders({ account: 'ada' })) orders.push(open);
    expect(orders).toEqual([sell]);
    expect(await market.cancelOrder(sell.orderId)).toMatchObject({
      status: 'CANCELLED',
      returned: { goods: 10, coins: 0 },
    });
    expect(await market.collect('ada')).toMatchObject({ goods: { wheat: 10 }, coins: 0 });
  });

  it('makes one order and one collection, however many answers are lost', async () => {
    const { client } = lambdaOf();
    const transport = new LossyTransport(
      new LambdaTransport({ functionName, lambdaClient: client }),
      3,
    );
    const market = new MarketClient({ transport });
    const sell = await market.sell(order);
    expect(transport.requests).toHaveLength(4);
    expect(await market.listOrders({ account: 'ada' })).toEqual({ items: [sell], cursor: null });
    await market.cancelOrder(sell.orderId);
    const lossy = new LossyTransport(
      new LambdaTransport({ functionName, lambdaClient: client }),
      2,
    );
    const receipt = await new MarketClient({ transport: lossy }).collect('ada');
    expect(receipt.goods).toEqual({ wheat: 10 });
    expect(await market.collect('ada', { collectionId: receipt.collectionId })).toEqual(receipt);
    expect(await market.getDeliveries('ada')).toMatchObject({ coins: 0, goods: {} });
  });

  it('takes no failed invocation for a success', async () => {
    const failing = lambdaOf(() => ({ FunctionError: 'Unhandled', Payload: '{"a":1}' }));
    const market = new MarketClient({
      functionName,
      lambdaClient: failing.client,
      maxAttempts: 2,
    });
    await expect(market.sell(order)).rejects.toMatchObject({
      code: 'UNEXPECTED_RESPONSE',
      retryable: true,
      requestId: 'request-1',
    });
  });

  it('names every offending field, and does not send what cannot succeed', async () => {
    const { client } = lambdaOf();
    const transport = new LossyTransport(
      new LambdaTransport({ functionName, lambdaClient: client }),
      0,
    );
    const market = new MarketClient({ transport });
    const error: unknown = await market
      .sell({ account: '', material: 'a#b', quantity: 0, pricePerUnit: 1.5 })
      .catch((caught: unknown) => caught);
    if (!isMarketError(error)) throw error;
    expect(error.code).toBe('VALIDATION_FAILED');
    expect(error.issues.map(({ path }) => path).sort()).toEqual([
      'account',
      'material',
      'pricePerUnit',
      'quantity',
    ]);
    expect(transport.requests).toHaveLength(0);
  });

  const answering = (status: number, error: object, maxAttempts = 3) => {
    let calls = 0;
    const send = async () => {
      calls += 1;
      return { status, body: JSON.stringify({ error }) };
    };
    return { market: new MarketClient({ transport: { send }, maxAttempts }), calls: () => calls };
  };

  it('goes by what an answer says of its error, also of one that it does not know', async () => {
    const told = {
      code: 'ACCOUNT_LIMIT',
      message: 'too many',
      retryable: false,
      outcome: 'REFUSED',
    };
    const limited = answering(409, told);
    await expect(limited.market.sell(order)).rejects.toMatchObject({ ...told, status: 409 });
    expect(limited.calls()).toBe(1);
    const healing = answering(503, { code: 'WARMING_UP', retryable: true, outcome: 'UNKNOWN' });
    await expect(healing.market.sell(order)).rejects.toMatchObject({ code: 'WARMING_UP' });
    expect(healing.calls()).toBe(3);
    const overruled = answering(503, { code: 'CONTENTION', retryable: false, outcome: 'REFUSED' });
    await expect(overruled.market.sell(order)).rejects.toMatchObject({ outcome: 'REFUSED' });
    expect(overruled.calls()).toBe(1);
  });

  it('takes an error without these from a market of an earlier version', async () => {
    const { market } = answering(404, { code: 'ORDER_NOT_FOUND', message: 'there is none' });
    await expect(market.getOrder('x')).rejects.toMatchObject({
      code: 'ORDER_NOT_FOUND',
      outcome: 'REFUSED',
      retryable: false,
    });
    const stranger = answering(404, { code: 'E404' });
    await expect(stranger.market.getOrder('x')).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });

  it('does not repeat a fault that its error says is not retryable', async () => {
    const { market, calls } = answering(500, { code: 'INTERNAL', message: 'broken' });
    await expect(market.getOrder('x')).rejects.toMatchObject({
      code: 'INTERNAL',
      retryable: false,
    });
    expect(calls()).toBe(1);
  });

  it('gives up when it is told to', async () => {
    const transport: Transport = {
      send: (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const slow = new MarketClient({ transport, timeout: 5, maxAttempts: 1 });
    await expect(slow.getOrder('x')).rejects.toMatchObject({ code: 'TIMEOUT' });
    const controller = new AbortController();
    const call = new MarketClient({ transport }).getOrder('x', { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', retryable: false });
  });

  it('waits for an order until it is as asked for, or for no longer', async () => {
    const { client, store } = lambdaOf();
    const market = new MarketClient({ functionName, lambdaClient: client });
    const sell = await market.sell(order);
    const until = ({ status }: Order) => status === 'OPEN';
    expect(await market.waitForOrder(sell.orderId, { until })).toEqual(sell);
    await expect(market.waitForOrder(sell.orderId, { timeout: 20 })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('still OPEN'),
    });
    const signal = AbortSignal.timeout(20);
    await expect(market.waitForOrder(sell.orderId, { signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });

    const buy = await market.buy({ ...order, account: 'bob', quantity: 4 });
    const traded = market.waitForOrder(sell.orderId, { until: 'TRADED' });
    const rules = defaultMarketRules;
    const named = [sell, buy];
    await wakeMaterial({ store, rules, now: Date.now }, { material: 'wheat', named });
    expect(await traded).toMatchObject({ status: 'PARTIALLY_FILLED', remainingQuantity: 6 });
    expect(await market.waitForOrder(buy.orderId)).toMatchObject({ status: 'FILLED' });
  });

  it('takes no missing or wrong name for one, in JavaScript either', async () => {
    const sent: ApiRequest[] = [];
    const transport: Transport = {
      send: async (request) => {
        sent.push(request);
        return { status: 200, body: '{}' };
      },
    };
    const market = new MarketClient({ transport });
    const nobody = undefined as unknown as string;
    const calls: [() => PromiseLike<unknown>, string][] = [
      [() => market.collect(nobody), 'account'],
      [() => market.getDeliveries({ account: 'ada' } as unknown as string), 'account'],
      [() => market.listStatement('ada' as unknown as { account: string }), 'request'],
      [() => market.listTrades({} as { account: string }), 'material'],
      [async () => market.listTrades({ account: 'a', material: 'b' } as never), 'material'],
      [() => market.getOrderBook(nobody), 'material'],
      [() => market.getOrder(''), 'orderId'],
      [() => market.cancelOrder({} as unknown as string), 'orderId'],
    ];
    for (const [call, path] of calls) {
      const error: unknown = await Promise.resolve(call()).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path }] });
    }
    expect(sent).toEqual([]);

    const { client } = lambdaOf();
    const real = new MarketClient({ functionName, lambdaClient: client });
    await expect(real.sell({ ...order, account: nobody, quantity: 0 })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'quantity' }, { path: 'account', message: 'is required' }],
    });
    const many = await real.placeOrders([{ ...order, type: 'Buy', account: nobody }]);
    expect(many).toMatchObject([{ error: { issues: [{ path: 'account' }] } }]);
  });

  it('says what its options lack, or have twice', () => {
    const messageOf = (options: MarketClientOptions) => {
      try {
        new MarketClient(options);
      } catch (error) {
        return isMarketError(error) && error.code === 'CONFIGURATION' ? error.message : error;
      }
      return 'fine';
    };
    const url = 'http://127.0.0.1:1';
    expect(messageOf({})).toContain('give it a functionName or a url');
    expect(messageOf({ url, functionName })).toContain('functionName and url');
    for (const wrong of ['market.example', 'localhost:4000', 'ftp://market.example']) {
      expect(messageOf({ url: wrong })).toContain(`${wrong} is not an http or https URL`);
    }
    expect(messageOf({ url })).toBe('fine');
    expect(messageOf({ tables: { orders: 'a', ledger: 'b' } })).toBe('fine');
  });

  it('names the environment variable that is missing', () => {
    const of = (environment: Record<string, string>) => () =>
      MarketClient.fromEnvironment({ environment });
    const connected = {
      MATERIAL_MARKET_INTAKE_FUNCTION: 'intake',
      MATERIAL_MARKET_ORDERS_TABLE: 'orders',
      MATERIAL_MARKET_LEDGER_TABLE: 'ledger',
    };
    expect(of({})).toThrow('MATERIAL_MARKET_INTAKE_FUNCTION');
    expect(of({ ...connected, MATERIAL_MARKET_LEDGER_TABLE: '' })).toThrow(
      'MATERIAL_MARKET_LEDGER_TABLE is not set',
    );
    expect(of({ ...connected, MATERIAL_MARKET_ORDERS_TABLE: '' })).toThrow(
      'MATERIAL_MARKET_ORDERS_TABLE is not set',
    );
    expect(of(connected)()).toBeInstanceOf(MarketClient);
    expect(of({ MATERIAL_MARKET_URL: 'http://127.0.0.1:1' })()).toBeInstanceOf(MarketClient);
  });
});
