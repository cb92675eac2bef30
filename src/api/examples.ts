import { MarketError, type MarketErrorCode } from '../model/errors.js';
import { type ErrorBody, errorAnswer } from './api-error.js';

/** What the description of the API shows as examples: a Sell of ada's and what became of it. */

const order = {
  orderId: '01a20456-844c-7000-8a1d-e7ee1f1da066',
  clientOrderId: 'ada-1',
  account: 'ada',
  type: 'Sell',
  material: 'wheat',
  quantity: 10_000,
  remainingQuantity: 7_000,
  pricePerUnit: 1_000_000_000,
  timeInForce: 'GTC',
  expiresAt: null,
  status: 'PARTIALLY_FILLED',
  closeReason: null,
  acceptedAt: '2026-11-22T12:00:00.000Z',
  closedAt: null,
};

const returned = { goods: 7_000, coins: 0 };

const cancelledOrder = {
  ...order,
  status: 'CANCELLED',
  closeReason: 'CANCEL_REQUESTED',
  closedAt: '2026-11-22T12:01:00.000Z',
  returned,
};

const amendedOrder = {
  ...order,
  quantity: 8_000,
  remainingQuantity: 5_000,
  returned: { goods: 2_000, coins: 0 },
};

const trade = {
  tradeId: 'wheat:1',
  material: 'wheat',
  sequence: 1,
  quantity: 3_000,
  pricePerUnit: 1_000_000_000,
  buyOrderId: '01a20456-8c1f-7000-9b52-0f6f7a3c4d10',
  sellOrderId: order.orderId,
  buyerAccount: 'bob',
  sellerAccount: 'ada',
  takerType: 'Buy',
  fee: 75_000_000_000,
  executedAt: '2026-11-22T12:00:30.000Z',
};

const tradeLine = {
  line: 'TRADE',
  at: trade.executedAt,
  material: 'wheat',
  orderId: order.orderId,
  goods: 0,
  coins: 2_925_000_000_000,
  type: 'Sell',
  tradeId: trade.tradeId,
  sequence: 1,
  quantity: trade.quantity,
  pricePerUnit: trade.pricePerUnit,
  fee: trade.fee,
};

const closedLine = {
  line: 'ORDER_CLOSED',
  at: cancelledOrder.closedAt,
  material: 'wheat',
  orderId: order.orderId,
  ...returned,
  status: 'CANCELLED',
  closeReason: 'CANCEL_REQUESTED',
};

const buys = { pricePerUnit: 990_000_000, quantity: 40, orders: 2 };
const sells = { pricePerUnit: order.pricePerUnit, quantity: 7_000, orders: 1 };

const candle = {
  material: 'wheat',
  interval: '1d',
  openTime: '2026-11-21T13:00:00.000Z',
  closeTime: '2026-11-22T13:00:00.000Z',
  open: 980_000_000,
  high: 1_000_000_000,
  low: 980_000_000,
  close: 1_000_000_000,
  volume: 3_400,
  trades: 3,
};

const delivery = {
  material: 'wheat',
  goods: 7_000,
  goodsBought: 0,
  goodsReturned: 7_000,
  coins: 2_925_000_000_000,
  coinsEarned: 2_925_000_000_000,
  coinsRefunded: 0,
  feesPaid: 75_000_000_000,
};

const deliveries = {
  account: 'ada',
  coins: delivery.coins,
  goods: { wheat: delivery.goods },
  deliveries: [delivery],
};

const orderRequest = {
  type: 'Sell',
  material: 'wheat',
  quantity: order.quantity,
  pricePerUnit: order.pricePerUnit,
  account: 'ada',
  clientOrderId: 'ada-1',
};

const issue = { path: 'quantity', message: 'must be at least 1' };

const messages: Readonly<Partial<Record<MarketErrorCode, string>>> = {
  VALIDATION_FAILED: `body is not valid: ${issue.path}: ${issue.message}`,
  MALFORMED_JSON: 'the body is not JSON: send JSON in UTF-8',
  BODY_TOO_LARGE: 'the body has more than 16384 bytes: send fewer orders at once',
  UNSUPPORTED_MEDIA_TYPE: 'the body is not JSON: send content-type: application/json',
  ORDER_NOT_FOUND: `there is no order ${order.orderId}`,
  ORDER_NOT_OPEN: `order ${order.orderId} cannot be cancelled any more: it is FILLED`,
  CLIENT_ORDER_ID_CONFLICT: 'the client order id ada-1 belongs to another order: use a new one',
};

/** The body of an answer with this error. */
export function exampleError(code: MarketErrorCode): ErrorBody {
  const issues = code === 'VALIDATION_FAILED' ? [issue] : [];
  const error = new MarketError(code, messages[code] ?? code, { issues });
  const request = { onFault: () => {}, requestId: '4f1c7b9e-8f0a-4a51-8d4e-0d4f4f6c8a11' };
  return errorAnswer(error, request).body;
}

const refusal = exampleError('VALIDATION_FAILED');

/** An example of each schema of the document, by its name. */
export const schemaExamples: Readonly<Record<string, unknown>> = {
  OrderRequest: orderRequest,
  OrderBatch: { orders: [orderRequest, { ...orderRequest, clientOrderId: 'ada-2' }] },
  Amendment: { quantity: amendedOrder.quantity },
  CollectionRequest: { collectionId: 'ada-login-1' },
  OrderType: 'Sell',
  TimeInForce: 'GTC',
  CandleInterval: '1h',
  OrderListStatus: 'OPEN',
  OrderStatus: 'PARTIALLY_FILLED',
  ClosedOrderStatus: 'CANCELLED',
  Order: order,
  ReturnedHoldings: returned,
  CancelledOrder: cancelledOrder,
  AmendedOrder: amendedOrder,
  BatchResult: { order },
  BatchResults: { results: [{ order }, refusal] },
  Trade: trade,
  StatementLine: tradeLine,
  PriceLevel: sells,
  OrderBook: { material: 'wheat', buys: [buys], sells: [sells], isTruncated: false },
  Quote: {
    material: 'wheat',
    type: 'Buy',
    quantity: 50,
    fillableQuantity: 50,
    coins: 50_000_000_000,
    fee: 0,
    bestPricePerUnit: 1_000_000_000,
    worstPricePerUnit: 1_000_000_000,
    isTruncated: false,
  },
  Ticker: {
    material: 'wheat',
    lastPrice: candle.close,
    lastTradeAt: trade.executedAt,
    bestBid: buys,
    bestAsk: sells,
    isTruncated: false,
    day: candle,
  },
  Candle: candle,
  Delivery: delivery,
  Deliveries: deliveries,
  CollectionReceipt: {
    ...deliveries,
    collectionId: 'ada-login-1',
    collectedAt: '2026-11-22T12:02:00.000Z',
  },
  OrderPage: { items: [order], cursor: null },
  TradePage: { items: [trade], cursor: null },
  StatementPage: { items: [closedLine, tradeLine], cursor: null },
  CandlePage: { items: [candle], cursor: null },
  ErrorBody: refusal,
  ErrorDetail: refusal.error,
  ErrorIssue: issue,
  ErrorOutcome: refusal.error.outcome,
  MarketEventType: 'TradesExecuted',
  MarketEvent: {
    version: 1,
    eventId: '7d1c3c0f5a0e4c2f9a4b8d6e1f203a4b',
    type: 'TradesExecuted',
    material: 'wheat',
    trades: [trade],
  },
};

/** An example of each parameter of a path or a query, by its name. */
export const parameterExamples: Readonly<Record<string, unknown>> = {
  orderId: order.orderId,
  material: 'wheat',
  account: 'ada',
  limit: 20,
  cursor: 'eyJsaXN0IjoidHJhZGVzIn0',
  status: 'CLOSED',
  depth: 5,
  consistent: true,
  type: 'Buy',
  quantity: 50,
  interval: '1h',
  from: '2026-11-22T00:00:00Z',
  to: '2026-11-23T00:00:00Z',
};
