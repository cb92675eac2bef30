import { isMarketError, type MarketClient } from 'material-market';

/**
 * Calls every operation once, as a game server would. Returns all answers without what differs
 * between two runs: ids, times, and names that contain `run`.
 */
export async function scenario(
  market: MarketClient,
  { settled, run }: { readonly settled: () => Promise<void>; readonly run: string },
): Promise<unknown> {
  const material = `wheat:${run}`;
  const ada = `ada/${run}`;
  const bob = `bob ${run}`;
  const answers: [string, unknown][] = [];
  const call = async <Answer>(name: string, answer: PromiseLike<Answer>): Promise<Answer> => {
    const value = await answer;
    answers.push([name, value]);
    return value;
  };
  const refusal = async (name: string, answer: PromiseLike<unknown>) => {
    const error: unknown = await Promise.resolve(answer).catch((caught: unknown) => caught);
    if (!isMarketError(error)) throw new Error(`${name} was not refused`);
    const { code, message, issues, retryable, outcome, status } = error;
    answers.push([name, { code, message, issues, retryable, outcome, status }]);
  };

  const post = { account: ada, type: 'Sell', material, quantity: 100, pricePerUnit: 10 } as const;
  const sell = await call('sell', market.placeOrder({ ...post, clientOrderId: 'first' }));
  await call('repeated', market.placeOrder({ ...post, clientOrderId: 'first' }));
  await refusal('conflict', market.sell({ ...post, clientOrderId: 'first', quantity: 1 }));
  await refusal(
    'invalid',
    market.buy({ account: '', material: 'a b', quantity: 0, pricePerUnit: 1 }),
  );
  await call('quote', market.getQuote({ type: 'Buy', material, quantity: 120 }));
  await call(
    'consistent quote',
    market.getQuote({ type: 'Buy', material, quantity: 120 }, { consistent: true }),
  );
  const buy = await call(
    'buy',
    market.buy({ account: bob, material, quantity: 30, pricePerUnit: 12 }),
  );
  await settled();
  await call('filled', market.waitForOrder(buy.orderId));
  await call('traded', market.waitForOrder(sell.orderId, { until: 'TRADED' }));

  const many = await call(
    'many',
    market.placeOrders([
      { account: bob, type: 'Buy', material, quantity: 5, pricePerUnit: 3, clientOrderId: 'm1' },
      { account: bob, type: 'Buy', material, quantity: -5, pricePerUnit: 3, clientOrderId: 'm2' },
      { account: bob, type: 'Buy', material, quantity: 6, pricePerUnit: 4, clientOrderId: 'm3' },
    ]),
  );
  await settled();
  await call('book', market.getOrderBook(material));
  await call('shallow book', market.getOrderBook(material, { depth: 1 }));
  await call('consistent book', market.getOrderBook(material, { consistent: true }));
  await call('ticker', market.getTicker(material));
  await call('consistent ticker', market.getTicker(material, { consistent: true }));
  await call(
    'candles',
    market.listCandles(material, { interval: '1d', from: '2026-01-01T00:00:00Z' }),
  );
  await call('open orders', market.listOrders({ account: bob }));
  await call('closed orders', market.listOrders({ account: bob, status: 'CLOSED', limit: 1 }));
  await call('trades of an account', market.listTrades({ account: ada }));
  await call('trades of a material', market.listTrades({ material, limit: 1 }));
  const prices: number[] = [];
  for await (const order of market.listOrders({ account: bob, limit: 1 })) {
    prices.push(order.pricePerUnit);
  }
  answers.push(['all pages', prices]);

  await call('cancelled', market.cancelOrder(many[0]?.order?.orderId ?? ''));
  await call('cancelled again', market.cancelOrder(many[0]?.order?.orderId ?? ''));
  await refusal('filled, not cancelled', market.cancelOrder(buy.orderId));
  await refusal('never was', market.getOrder('019a0000-0000-7000-8000-000000000000'));
  await refusal('no id', market.getOrder('no/id'));
  await refusal('no depth', market.getOrderBook(material, { depth: 0 }));
  await refusal('no cursor', market.listTrades({ account: ada, cursor: '?' }));
  const amended = many[2]?.order?.orderId ?? '';
  await call('amended', market.amendOrder({ orderId: amended, quantity: 4 }));
  await call('amended again', market.amendOrder({ orderId: amended, quantity: 4 }));
  await refusal('amended to more', market.amendOrder({ orderId: amended, quantity: 5 }));
  await refusal('filled, not amended', market.amendOrder({ orderId: buy.orderId, quantity: 1 }));
  await call('statement', market.listStatement({ account: bob }));
  await call('deliveries', market.getDeliveries(bob));
  await call('collected', market.collect(bob, { collectionId: 'c1' }));
  await call('collected again', market.collect(bob, { collectionId: 'c1' }));
  await call('nothing left', market.getDeliveries(bob));
  return withoutDifferences(answers, run);
}

function withoutDifferences(answers: unknown, run: string): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(answers)
    .replaceAll(run, 'RUN')
    .replaceAll(encodeURIComponent(run), 'RUN')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
      const name = ids.get(id) ?? `order ${ids.size}`;
      ids.set(id, name);
      return name;
    })
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
    .replaceAll(/"cursor":"[^"]+"/g, '"cursor":"CURSOR"');
  return JSON.parse(text);
}
