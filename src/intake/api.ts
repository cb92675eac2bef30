import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { acceptOrder } from '../engine/accept.js';
import { cancelOrder } from '../engine/close.js';
import { collectDeliveries, getDeliveries } from '../engine/deliveries.js';
import { getOrder } from '../engine/get-order.js';
import {
  getOrderBook,
  listAccountOrders,
  listAccountTrades,
  listMaterialTrades,
} from '../engine/lists.js';
import type { Market } from '../engine/market.js';
import { MarketError } from '../model/errors.js';
import type { OrderIdFactory } from '../model/order-id.js';
import {
  accountSchema,
  collectionRequestSchema,
  materialSchema,
  orderRequestSchema,
  parseRequest,
} from '../model/request.js';
import { errorBody, toMarketError } from './api-error.js';
import { readJson } from './body.js';

/** What the API works on. */
export interface ApiOptions {
  readonly market: Market;
  readonly orderIds: OrderIdFactory;
  /** Told of every failure that is not the client's. */
  readonly onFault: (error: MarketError) => void;
}

type Answer = { readonly status: 200 | 201; readonly body: object };
type Route = readonly [method: string, path: string, answer: (context: Context) => Promise<Answer>];

const wholeNumber = (max: number) => z.coerce.number().int().min(1).max(max);
const pageQuerySchema = z.strictObject({
  limit: wholeNumber(100).default(50),
  cursor: z.string().max(2_000).optional(),
});
const bookQuerySchema = z.strictObject({ depth: wholeNumber(100).default(10) });

/** The HTTP API of a market: one for Function URL, Lambda Invoke and the local server. */
export function createApi({ market, orderIds, onFault }: ApiOptions): Hono {
  const { store } = market;
  const knownMaterials = new Set<string>();
  const routes: readonly Route[] = [
    ['POST', '/', postOrder],
    ['POST', '/orders', postOrder],
    ['GET', '/orders/:orderId', async (c) => ok(await getOrder(store, param(c, 'orderId')))],
    ['DELETE', '/orders/:orderId', async (c) => ok(await cancelOrder(market, param(c, 'orderId')))],
    [
      'GET',
      '/materials/:material/book',
      async (c) => {
        const { depth } = query(c, bookQuerySchema);
        return ok(await getOrderBook(store, material(c), { depth, now: market.now() }));
      },
    ],
    [
      'GET',
      '/materials/:material/trades',
      async (c) => ok(await listMaterialTrades(store, material(c), query(c, pageQuerySchema))),
    ],
    [
      'GET',
      '/accounts/:account/orders',
      async (c) => ok(await listAccountOrders(store, account(c), query(c, pageQuerySchema))),
    ],
    [
      'GET',
      '/accounts/:account/trades',
      async (c) => ok(await listAccountTrades(store, account(c), query(c, pageQuerySchema))),
    ],
    [
      'GET',
      '/accounts/:account/deliveries',
      async (c) => ok(await getDeliveries(store, account(c))),
    ],
    [
      'POST',
      '/accounts/:account/collections',
      async (c) => {
        const body = await readJson(c.req);
        const { collectionId } = parseRequest(collectionRequestSchema, body, 'collection');
        return ok(await collectDeliveries(market, account(c), collectionId));
      },
    ],
  ];

  async function postOrder(context: Context): Promise<Answer> {
    const request = parseRequest(orderRequestSchema, await readJson(context.req), 'order');
    const clientOrderId = request.clientOrderId ?? crypto.randomUUID();
    const order = { ...request, clientOrderId };
    return { status: 201, body: await acceptOrder(market, orderIds, order, knownMaterials) };
  }

  const app = new Hono();
  for (const [method, path, answer] of routes) {
    app.on(method, path, async (context) => {
      const { status, body } = await answer(context);
      return context.json(body, status);
    });
  }
  for (const path of new Set(routes.map(([, path]) => path))) {
    const allowed = routes.filter((route) => route[1] === path).map(([method]) => method);
    app.all(path, (context) => {
      context.header('allow', allowed.join(', '));
      throw new MarketError(
        'METHOD_NOT_ALLOWED',
        `${context.req.path} takes ${allowed.join(' and ')}, not ${context.req.method}`,
      );
    });
  }
  app.notFound((context) => {
    throw new MarketError('ROUTE_NOT_FOUND', `there is nothing at ${context.req.path}`);
  });
  app.onError((cause, context) => {
    const error = toMarketError(cause);
    if (error.status >= 500) onFault(error);
    return context.newResponse(JSON.stringify(errorBody(error)), error.status as 500, {
      'content-type': 'application/json',
    });
  });
  return app;
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function param(context: Context, name: string): string {
  return context.req.param(name) ?? '';
}

function account(context: Context): string {
  const parsed = parseRequest(z.object({ account: accountSchema }), params(context), 'request');
  return parsed.account;
}

function material(context: Context): string {
  const parsed = parseRequest(z.object({ material: materialSchema }), params(context), 'request');
  return parsed.material;
}

function params(context: Context): unknown {
  return context.req.param();
}

function query<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  return parseRequest(schema, context.req.query(), 'query');
}
