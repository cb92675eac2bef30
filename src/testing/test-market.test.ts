import { isMarketError, MarketClient, MarketError } from 'material-market';
import { TestMarket } from 'material-market/testing';
import { describe, expect, it, vi } from 'vitest';
import { createApi } from '../api/api.js';
import { httpRequestOf } from '../client/transport/http-request.js';
import type { ApiRequest } from '../client/transport/transport.js';
import { OrderIdFactory } from '../model/order-id.js';
import { defaultMarketRules } from '../model/rules.js';
import { MemoryStore } from '../store/memory/memory-store.js';

const wheat = { material: 'wheat', quantity: 10, pricePerUnit: 10 };
const { signal } = new AbortController();

describe('TestMarket', () => {
  it('does the whole round with the client of any other market', async () => {
    const market = new TestMarket({ rules: { saleFeeBasisPoints: 250 } });
    const { client } = market;
    expect(client).toBeInstanceOf(MarketClient);
    const sell = await client.sell({ ...wheat, account: 'ada', quantity: 100 });
    const buy = await client.buy({ ...wheat, account: 'bob', quantity: 40, pricePerUnit: 12 });
    // As on AWS, an order is answered when it has landed, before it is matched.
    expect(buy.status).toBe('OPEN');
    expect(await client.getOrder(buy.orderId)).toMatchObject({ status: 'FILLED' });
    expect(await client.getOrder(sell.orderId)).toMatchObject({ remainingQuantity: 60 });
    expect(await client.getDeliveries('bob')).toMatchObject({ coins: 80, goods: { wheat: 40 } });
    expect(await client.collect('ada')).toMatchObject({ coins: 390 });
    expect(await client.cancelOrder(sell.orderId)).toMatchObject({ returned: { goods: 60 } });
    const audit = await market.audit();
    expect(audit).toMatchObject({ ok: true, trades: 1, coins: { fees: '10', inBoxes: '80' } });
  });

  it('serves the best price first, and at one price the first order', async () => {
    const { client } = new TestMarket();
    for (const [account, pricePerUnit] of [
      ['dear', 12],
      ['first', 11],
      ['second', 11],
      ['cheap', 10],
    ] as const) {
      await client.sell({ ...wheat, account, pricePerUnit });
    }
    await client.buy({ ...wheat, account: 'bob', quantity: 25, pricePerUnit: 12 });
    const { items } = await client.listTrades({ material: 'wheat' });
    expect([...items].reverse().map((trade) => [trade.sellerAccount, trade.quantity])).toEqual([
      ['cheap', 10],
      ['first', 10],
      ['second', 5],
    ]);
  });

  it('repeats an order with its client order id as it stands now', async () => {
    const { client } = new TestMarket();
    const order = { ...wheat, account: 'ada', clientOrderId: 'listing-1' };
    const sell = await client.sell(order);
    await client.buy({ ...wheat, account: 'bob' });
    expect(await client.sell(order)).toMatchObject({ orderId: sell.orderId, status: 'FILLED' });
    await expect(client.sell({ ...order, quantity: 11 })).rejects.toMatchObject({
      code: 'CLIENT_ORDER_ID_CONFLICT',
      issues: [{ path: 'quantity' }],
    });
  });

  it('gives away nothing that the market holds', async () => {
    const { client } = new TestMarket();
    const request = { ...wheat, account: 'ada' };
    const order = await client.sell(request);
    request.quantity = 99;
    Object.assign(order, { quantity: 99 });
    expect(await client.getOrder(order.orderId)).toMatchObject({ quantity: 10 });
  });

  it('places many orders at once, and waits for one without waiting', async () => {
    const { client } = new TestMarket();
    const results = await client.placeOrders([
      { ...wheat, account: 'ada', type: 'Sell' },
      { ...wheat, account: 'bob', type: 'Buy' },
      { ...wheat, account: 'bob', type: 'Buy', quantity: 0 },
    ]);
    expect(results[2]?.error).toMatchObject({ code: 'VALIDATION_FAILED' });
    const began = performance.now();
    const filled = await client.waitForOrder(results[0]?.order?.orderId ?? '');
    expect(filled.status).toBe('FILLED');
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('keeps apart what is in two of them', async () => {
    const [one, other] = [new TestMarket(), new TestMarket()];
    await one.client.sell({ ...wheat, account: 'ada' });
    await other.client.buy({ ...wheat, account: 'bob' });
    expect(await one.audit()).toMatchObject({ orders: 1, trades: 0 });
    expect(await other.client.getOrderBook('wheat')).toMatchObject({ sells: [] });
    other.clock.advance({ days: 1 });
    expect(one.clock.now()).toBe(Date.parse('2026-01-01T00:00:00Z'));
  });

  it('refuses invalid rules and times', () => {
    const rules = { saleFeeBasisPoints: 10_001 };
    expect(() => new TestMarket({ rules })).toThrow(/saleFeeBasisPoints: must be at most/);
    expect(() => new TestMarket({ now: 'today' })).toThrow(MarketError);
  });
});

describe('TestMarket that matches when settled', () => {
  it('leaves orders in the book until then', async () => {
    const market = new TestMarket({ matching: 'whenSettled' });
    const { client, clock } = market;
    const sell = await client.sell({ ...wheat, account: 'ada' });
    const early = await client.buy({ ...wheat, account: 'bob' });
    await client.buy({ ...wheat, account: 'eve' });
    expect(await client.getOrder(sell.orderId)).toMatchObject({ status: 'OPEN' });
    expect(await market.audit()).toMatchObject({ ok: true, trades: 0, crossed: ['wheat'] });
    await client.cancelOrder(early.orderId);
    clock.advance({ seconds: 3 });
    await market.settled();
    const { items } = await client.listTrades({ material: 'wheat' });
    expect(items).toMatchObject([{ buyerAccount: 'eve', executedAt: '2026-01-01T00:00:03.000Z' }]);
    expect(await market.audit()).toMatchObject({ ok: true, trades: 1, crossed: [] });
  });

  it('closes orders whose time is over all the same', async () => {
    const market = new TestMarket({ matching: 'whenSettled' });
    const { client, clock } = market;
    const order = { ...wheat, account: 'ada', expiresAt: clock.in({ seconds: 1 }) };
    const { orderId } = await client.sell(order);
    await client.buy({ ...wheat, account: 'bob' });
    clock.advance({ seconds: 1 });
    expect(await client.getOrder(orderId)).toMatchObject({ status: 'EXPIRED' });
    await market.settled();
    expect(await market.audit()).toMatchObject({ ok: true, trades: 0, openOrders: 1 });
  });
});

describe('the same calls', () => {
  async function play() {
    const market = new TestMarket({ rules: { saleFeeBasisPoints: 100 } });
    const { client, clock } = market;
    const answers: unknown[] = [];
    for (let round = 0; round < 20; round += 1) {
      const account = `account-${round % 3}`;
      const pricePerUnit = 10 + ((round * 7) % 5);
      answers.push(await client.sell({ ...wheat, account, pricePerUnit, quantity: 5 + round }));
      answers.push(await client.buy({ ...wheat, account: `buyer-${round % 2}`, pricePerUnit: 12 }));
      clock.advance({ minutes: 7 });
      if (round % 5 === 4) answers.push(await client.collect(account));
    }
    answers.push(await Promise.all([client.getTicker('wheat'), client.getOrderBook('wheat')]));
    for await (const trade of client.listTrades({ material: 'wheat' })) answers.push(trade);
    return answers;
  }

  it('give the same answers, down to the ids, whatever time it is', async () => {
    const first = await play();
    vi.useFakeTimers({ now: 0 });
    try {
      expect(await play()).toEqual(first);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leave nothing behind that runs on', async () => {
    const handles = process.getActiveResourcesInfo();
    await play();
    expect(process.getActiveResourcesInfo()).toEqual(handles);
  });
});

describe('errors', () => {
  /** What the API answers over HTTP, with an empty market behind it. */
  async function overHttp(request: ApiRequest) {
    const { method, path, query, body } = httpRequestOf(request);
    const now = () => Date.parse('2026-01-01T00:00:00Z');
    const api = createApi({
      market: { store: new MemoryStore({ now }), rules: defaultMarketRules, now },
      orderIds: new OrderIdFactory(now),
      onFault: () => {},
    });
    const response = await api.request(`${path}?${query}`, {
      method,
      ...(body && { body, headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) as unknown };
  }

  const post = (body: object): ApiRequest => ({ operation: 'placeOrder', body });
  const batch = (orders: unknown[]): ApiRequest => ({ operation: 'placeOrders', body: { orders } });
  const ada = { account: 'ada' };
  const missing = '0199a1b2-c3d4-7000-8000-000000000000';

  it.each<ApiRequest>([
    post({ type: 'sell', material: 'wh#at', quantity: 0, pricePerUnit: 1.5, amount: 1 }),
    post({ type: 'Sell', material: 'wheat', quantity: Number.NaN, pricePerUnit: new Date(0) }),
    post({ ...wheat, type: 'Sell', account: undefined, expiresAt: '2025-12-31T23:59:59Z' }),
    post({ ...wheat, type: 'Sell', account: 'ü'.repeat(9_000) }),
    post([]),
    { operation: 'placeOrder' },
    batch([]),
    batch([1, { ...wheat, type: 'Sel' }]),
    { operation: 'collect', params: ada, body: { collectionId: '' } },
    { operation: 'cancelOrder', params: { orderId: missing } },
    { operation: 'getOrder', params: { orderId: missing } },
    { operation: 'listOrders', params: { account: 'a'.repeat(129) } },
    {
      operation: 'listOrders',
      params: { account: 'a/b' },
      query: { limit: '0', cursor: '?', status: 'ANY', page: '1' },
    },
    { operation: 'getOrderBook', params: { material: 'wh eat' }, query: { depth: '101' } },
    { operation: 'getQuote', params: { material: 'wheat' }, query: { type: 'Buy' } },
    {
      operation: 'listCandles',
      params: { material: 'wheat' },
      query: { interval: '2h', from: 'yesterday' },
    },
    { operation: 'listMaterialTrades', params: { material: 'wheat' }, query: { cursor: 'abc' } },
  ])('are those of the HTTP API: $operation', async (request) => {
    const { transport } = new TestMarket();
    const { status, body } = await transport.send(request, { signal });
    expect({ status, body: JSON.parse(body) }).toEqual(await overHttp(request));
  });

  it('reach the game as they do from any other market', async () => {
    const { client } = new TestMarket();
    const error = await client
      .sell({ ...wheat, account: '', quantity: -1 })
      .catch((caught: unknown) => caught);
    expect(isMarketError(error) && [error.code, error.issues.map(({ path }) => path)]).toEqual([
      'VALIDATION_FAILED',
      ['quantity', 'account'],
    ]);
  });

  it('tell of a call that was aborted', async () => {
    const { client } = new TestMarket();
    const controller = new AbortController();
    const call = client.sell({ ...wheat, account: 'ada' }, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('the transport', () => {
  it('makes a client that loses answers, and still posts and collects once', async () => {
    const market = new TestMarket();
    let calls = 0;
    const client = new MarketClient({
      transport: {
        send: async (request, options) => {
          const answer = await market.transport.send(request, options);
          calls += 1;
          if (calls % 2 === 1) throw new MarketError('NETWORK_ERROR', 'the answer was lost');
          return answer;
        },
      },
    });
    await client.sell({ ...wheat, account: 'ada' });
    await client.buy({ ...wheat, account: 'bob' });
    expect(await client.collect('bob')).toMatchObject({ goods: { wheat: 10 } });
    expect(calls).toBe(6);
    expect(await market.audit()).toMatchObject({ ok: true, orders: 2, trades: 1 });
  });
});
