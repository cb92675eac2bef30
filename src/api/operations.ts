import { amendOrder } from '../engine/amend.js';
import { cancelOrder } from '../engine/close.js';
import { collectDeliveries, getDeliveries } from '../engine/deliveries.js';
import { getOrderBook } from '../engine/reads/book-levels.js';
import { listCandles } from '../engine/reads/candles.js';
import { getOrder } from '../engine/reads/get-order.js';
import {
  listAccountOrders,
  listAccountTrades,
  listClosedOrders,
  listMaterialTrades,
} from '../engine/reads/lists.js';
import { getQuote } from '../engine/reads/quote.js';
import { listStatement } from '../engine/reads/statement.js';
import { getTicker } from '../engine/reads/ticker.js';
import { amendmentSchema, collectionRequestSchema, orderRequestSchema } from '../model/request.js';
import {
  accountParams,
  bookQuery,
  candlesQuery,
  listedAccountParams,
  materialParams,
  orderParams,
  ordersQuery,
  pageQuery,
  quoteQuery,
  tickerQuery,
} from './inputs.js';
import { operation } from './operation.js';
import { orderBatchSchema, placeOrder, placeOrderBatch } from './order-batch.js';

const placing = {
  body: orderRequestSchema,
  status: 201,
  errors: ['CLIENT_ORDER_ID_CONFLICT'],
} as const;

const orderOperations = [
  operation({
    ...placing,
    id: 'postOrder',
    aliasOf: 'placeOrder',
    summary: 'Place an order: the short way.',
    run: (context, { body }) => placeOrder(context, body),
  }),
  operation({
    ...placing,
    id: 'placeOrder',
    summary: 'Place an order. The answer comes once it has landed.',
    run: (context, { body }) => placeOrder(context, body),
  }),
  operation({
    id: 'placeOrders',
    summary: 'Place several orders. Each has an answer of its own, in the same sequence.',
    body: orderBatchSchema,
    run: (context, { body }) => placeOrderBatch(context, body.orders),
  }),
  operation({
    id: 'getOrder',
    summary: 'An order, open or closed.',
    params: orderParams,
    errors: ['ORDER_NOT_FOUND'],
    isTableRead: true,
    run: ({ market }, { params }) => getOrder(market.store, params.orderId),
  }),
  operation({
    id: 'cancelOrder',
    summary: 'Cancel an open order: what it holds goes to its account. Repeated, answers the same.',
    params: orderParams,
    errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_OPEN'],
    run: ({ market }, { params }) => cancelOrder(market, params.orderId),
  }),
  operation({
    id: 'amendOrder',
    summary:
      'Reduce an open order. It keeps its place in the queue; what the removed units held goes to the delivery box. Repeated, answers the same.',
    params: orderParams,
    body: amendmentSchema,
    errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_OPEN'],
    run: ({ market }, { params, body }) => amendOrder(market, params.orderId, body.quantity),
  }),
];

const materialOperations = [
  operation({
    id: 'getOrderBook',
    summary: 'The best price levels of both sides.',
    params: materialParams,
    query: bookQuery,
    isTableRead: true,
    run: ({ market }, { params, query }) => getOrderBook(market, params.material, query),
  }),
  operation({
    id: 'getTicker',
    summary: 'Last price, best prices, and the trading of the last day.',
    params: materialParams,
    query: tickerQuery,
    isTableRead: true,
    run: ({ market }, { params, query }) => getTicker(market, params.material, query),
  }),
  operation({
    id: 'getQuote',
    summary: 'What buying or selling would cost or bring now.',
    params: materialParams,
    query: quoteQuery,
    run: ({ market }, { params, query }) => getQuote(market, { ...params, ...query }),
  }),
  operation({
    id: 'listMaterialTrades',
    summary: 'Trades of a material, latest first.',
    params: materialParams,
    query: pageQuery,
    isTableRead: true,
    run: ({ market }, { params, query }) =>
      listMaterialTrades(market.store, params.material, query),
  }),
  operation({
    id: 'listCandles',
    summary: 'Candles of a material, latest first; periods without a trade have none.',
    params: materialParams,
    query: candlesQuery,
    isTableRead: true,
    run: ({ market }, { params, query }) => listCandles(market.store, params.material, query),
  }),
];

const accountOperations = [
  operation({
    id: 'listOrders',
    summary: 'Orders of an account, open or closed.',
    params: listedAccountParams,
    query: ordersQuery,
    isTableRead: true,
    run: ({ market }, { params, query: { status, ...page } }) =>
      status === 'OPEN'
        ? listAccountOrders(market.store, params.account, page)
        : listClosedOrders(market.store, params.account, page),
  }),
  operation({
    id: 'listAccountTrades',
    summary: 'Trades of an account, latest first.',
    params: listedAccountParams,
    query: pageQuery,
    isTableRead: true,
    run: ({ market }, { params, query }) => listAccountTrades(market.store, params.account, query),
  }),
  operation({
    id: 'listStatement',
    summary: 'Why each coin and good came into the delivery box of an account, latest first.',
    params: listedAccountParams,
    query: pageQuery,
    isTableRead: true,
    run: ({ market }, { params, query }) => listStatement(market.store, params.account, query),
  }),
  operation({
    id: 'getDeliveries',
    summary: 'What waits in the delivery box of an account.',
    params: accountParams,
    isTableRead: true,
    run: ({ market }, { params }) => getDeliveries(market.store, params.account),
  }),
  operation({
    id: 'collect',
    summary:
      'Empty the delivery box of an account, once per collection id. Repeated, answers the same.',
    params: accountParams,
    body: collectionRequestSchema,
    run: ({ market }, { params, body }) =>
      collectDeliveries(market, params.account, body.collectionId),
  }),
];

/** The HTTP API of a market: every operation there is. */
export const operations = [...orderOperations, ...materialOperations, ...accountOperations];
