import { MarketClient } from 'material-market';
import { LocalMarket } from 'material-market/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, serve } from '../support/loopback.js';

let local: LocalMarket;

beforeAll(async () => {
  local = await LocalMarket.start();
});

afterAll(() => local?.stop());

/** A transport that loses the first answers of each route after the market has done the work. */
async function lossyUrl(losses: number) {
  const lost = new Map<string, number>();
  let requests = 0;
  const url = await serve(async (request, response) => {
    const { method = 'GET', url: path = '' } = request;
    requests += 1;
    const body = await bodyOf(request);
    const answer = await fetch(`${local.url}${path}`, {
      method,
      ...(body && { body, headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    const count = lost.get(`${method} ${path}`) ?? 0;
    if (count < losses) {
      lost.set(`${method} ${path}`, count + 1);
      // Half of them are cut off in the middle.
      if (count % 2 === 1) response.writeHead(200, { 'content-length': '1000' }).write(text);
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status).end(text);
  });
  return { url, requests: () => requests };
}

describe('over a network that loses answers', () => {
  it('places, cancels and collects once', async () => {
    const { url, requests } = await lossyUrl(3);
    const market = new MarketClient({ url });
    const order = { account: 'ada', material: 'wheat', quantity: 10, pricePerUnit: 5 };

    const sell = await market.sell(order);
    expect(requests()).toBe(4);
    expect(await market.cancelOrder(sell.orderId)).toMatchObject({ returned: { goods: 10 } });
    const receipt = await market.collect('ada');
    expect(receipt.goods).toEqual({ wheat: 10 });

    const direct = local.client;
    expect(await direct.listOrders({ account: 'ada' })).toMatchObject({ items: [] });
    expect(await direct.listOrders({ account: 'ada', status: 'CLOSED' })).toMatchObject({
      items: [{ orderId: sell.orderId, status: 'CANCELLED' }],
    });
    expect(await direct.getDeliveries('ada')).toMatchObject({ coins: 0, goods: {} });
    expect(await local.audit()).toMatchObject({ ok: true, orders: 1 });
  });

  it('places many orders once each, in few requests', async () => {
    const { url, requests } = await lossyUrl(2);
    const before = (await local.audit()).orders;
    const orders = Array.from({ length: 250 }, (_, index) => ({
      account: `player-${index % 7}`,
      type: 'Sell' as const,
      material: `stone-${index % 3}`,
      quantity: index === 17 ? 0 : 1 + index,
      pricePerUnit: 1_000 - index,
    }));
    const results = await new MarketClient({ url }).placeOrders(orders);
    expect(results).toHaveLength(250);
    expect(results.filter(({ error }) => error)).toEqual([results[17]]);
    expect(results[17]?.error).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ path: 'quantity' }],
    });
    for (const [index, { order }] of results.entries()) {
      if (index !== 17) expect(order?.quantity).toBe(1 + index);
    }
    expect(requests()).toBeLessThanOrEqual(2 + Math.ceil(250 / 80));
    // Orders of one material are accepted in the order of the list.
    for (const material of ['stone-0', 'stone-1', 'stone-2']) {
      const ids = results.flatMap(({ order }) =>
        order?.material === material ? [order.orderId] : [],
      );
      expect(ids).toEqual([...ids].sort());
    }
    await local.settled();
    expect(await local.audit()).toMatchObject({ ok: true, orders: before + 249 });
  });

  it('says of each order that it failed when nothing answers', async () => {
    const { url } = await lossyUrl(Number.POSITIVE_INFINITY);
    const market = new MarketClient({ url, maxAttempts: 2 });
    const order = {
      account: 'eve',
      type: 'Buy',
      material: 'salt',
      quantity: 1,
      pricePerUnit: 1,
      clientOrderId: 'eve-1',
    } as const;
    const [result] = await market.placeOrders([order]);
    expect(result).toMatchObject({
      clientOrderId: 'eve-1',
      error: { code: 'NETWORK_ERROR', retryable: true },
    });
    // It has landed anyway: the same id finds it.
    expect(await local.client.placeOrder(order)).toMatchObject({ clientOrderId: 'eve-1' });
    expect(await local.client.listOrders({ account: 'eve' })).toMatchObject({
      items: [{ clientOrderId: 'eve-1' }],
    });
  });
});
