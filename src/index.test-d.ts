import {
  type Candle,
  type CollectionReceipt,
  isMarketError,
  MarketClient,
  type MarketErrorCode,
  type Order,
  type Page,
  type PlaceOrderResult,
  type StatementLine,
  type Trade,
} from 'material-market';
import { describe, expectTypeOf, it } from 'vitest';

declare const market: MarketClient;
const order = { account: 'ada', material: 'wheat', quantity: 1, pricePerUnit: 1 } as const;

describe('placing orders', () => {
  it('takes what the market takes', () => {
    expectTypeOf(market.placeOrder({ ...order, type: 'Sell' })).resolves.toEqualTypeOf<Order>();
    expectTypeOf(market.sell({ ...order, timeInForce: 'FOK' })).resolves.toEqualTypeOf<Order>();
    expectTypeOf(
      market.buy(order, { signal: AbortSignal.timeout(1) }),
    ).resolves.toEqualTypeOf<Order>();
    expectTypeOf(market.placeOrders([{ ...order, type: 'Buy' }])).resolves.toEqualTypeOf<
      PlaceOrderResult[]
    >();
  });

  it('refuses mistakes', () => {
    // @ts-expect-error the account is missing
    market.placeOrder({ type: 'Sell', material: 'wheat', quantity: 1, pricePerUnit: 1 });
    // @ts-expect-error the account is missing
    market.sell({ material: 'wheat', quantity: 1, pricePerUnit: 1 });
    // @ts-expect-error the type is misspelt
    market.placeOrder({ ...order, type: 'sell' });
    // @ts-expect-error the type is missing
    market.placeOrder(order);
    // @ts-expect-error the type is said by the method
    market.buy({ ...order, type: 'Sell' });
    // @ts-expect-error numbers are numbers
    market.buy({ ...order, quantity: '1' });
    // @ts-expect-error there is no such field
    market.buy({ ...order, price: 1 });
    // @ts-expect-error there is no such time in force
    market.buy({ ...order, timeInForce: 'DAY' });
    // @ts-expect-error an interval is one of three
    market.listCandles('wheat', { interval: '5m' });
    // @ts-expect-error trades are listed of an account or of a material
    market.listTrades({});
    // @ts-expect-error and not of both
    market.listTrades({ account: 'ada', material: 'wheat' });
    // @ts-expect-error a function name is text
    new MarketClient({ functionName: 1 });
  });
});

describe('answers', () => {
  it('are exact', () => {
    expectTypeOf<Order['status']>().toEqualTypeOf<
      'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELLED' | 'EXPIRED'
    >();
    expectTypeOf<Order['closeReason']>().toEqualTypeOf<
      | 'FILLED'
      | 'CANCEL_REQUESTED'
      | 'EXPIRED'
      | 'IMMEDIATE_OR_CANCEL'
      | 'FILL_OR_KILL'
      | 'FILL_OR_KILL_TOO_LARGE'
      | 'SELF_TRADE_PREVENTION'
      | null
    >();
    expectTypeOf<Order['acceptedAt']>().toEqualTypeOf<string>();
    expectTypeOf<CollectionReceipt['goods']>().toEqualTypeOf<Readonly<Record<string, number>>>();
  });

  it('are read-only', () => {
    const answer = {} as Order;
    // @ts-expect-error what the market said stays said
    answer.status = 'FILLED';
    const page = {} as Page<Order>;
    // @ts-expect-error what the market said stays said
    page.items.push(answer);
  });

  it('hold no any', () => {
    expectTypeOf<Order[keyof Order]>().not.toBeAny();
    expectTypeOf<Trade[keyof Trade]>().not.toBeAny();
    expectTypeOf<Candle[keyof Candle]>().not.toBeAny();
    expectTypeOf<StatementLine[keyof StatementLine]>().not.toBeAny();
    expectTypeOf<MarketClient[keyof MarketClient]>().not.toBeAny();
  });

  it('of lists are one page when awaited, and all of them when iterated', () => {
    expectTypeOf(market.listOrders({ account: 'ada' })).resolves.toEqualTypeOf<Page<Order>>();
    expectTypeOf(market.listTrades({ material: 'wheat' })).toExtend<AsyncIterable<Trade>>();
    expectTypeOf(market.listCandles('wheat', { interval: '1h' })).toExtend<
      AsyncIterable<Candle> & PromiseLike<Page<Candle>>
    >();
  });

  it('of a statement are told apart by their line', () => {
    const line = {} as StatementLine;
    if (line.line === 'TRADE') expectTypeOf(line.fee).toEqualTypeOf<number>();
    // @ts-expect-error a closed order has no fee
    else line.fee;
  });

  it('of many orders are an order or an error', () => {
    const result = {} as PlaceOrderResult;
    if (result.error) expectTypeOf(result.error.code).toEqualTypeOf<MarketErrorCode>();
    else expectTypeOf(result.order).toEqualTypeOf<Order>();
  });
});

it('narrows a caught value to a MarketError', () => {
  const caught: unknown = undefined;
  if (isMarketError(caught)) expectTypeOf(caught.code).toEqualTypeOf<MarketErrorCode>();
  // @ts-expect-error it is not known to be one
  else caught.code;
});
