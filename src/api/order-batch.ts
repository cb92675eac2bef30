import * as z from 'zod/mini';
import { acceptOrder } from '../engine/accept.js';
import { maxOrdersPerBatch } from '../model/limits.js';
import type { Order } from '../model/market.js';
import { orderRequestSchema, type ValidOrderRequest } from '../model/request.js';
import { parseRequest, strictFields } from '../model/validation.js';
import { type ErrorBody, errorAnswer } from './api-error.js';
import type { ApiContext } from './operation.js';

/** Body of a batch. Its orders are not looked at yet: each one is answered for itself. */
export const orderBatchSchema = strictFields(
  {
    orders: z
      .array(z.unknown(), 'must be a list of orders')
      .check(
        z.minLength(1, 'must have at least 1 order'),
        z.maxLength(maxOrdersPerBatch, `must have at most ${maxOrdersPerBatch} orders`),
      ),
  },
  'must be a JSON object',
);

/** What became of one order of a batch. */
export type BatchResult =
  | { readonly order: Order; readonly error?: never }
  | ({ readonly order?: never } & ErrorBody);

/** Places orders, those of one material in the order of the list. */
export async function placeOrderBatch(
  context: ApiContext,
  orders: readonly unknown[],
): Promise<{ results: BatchResult[] }> {
  const results = await Promise.all(
    orders.map((value, index) =>
      answerOf(context, () =>
        placeOrder(context, parseRequest(orderRequestSchema, value, `order ${index}`)),
      ),
    ),
  );
  return { results };
}

/** Lands one order; makes the idempotency key if the client gave none. */
export function placeOrder(context: ApiContext, request: ValidOrderRequest): Promise<Order> {
  const { market, orderIds, noted } = context;
  const order = { ...request, clientOrderId: request.clientOrderId ?? crypto.randomUUID() };
  return acceptOrder(market, orderIds, order, noted);
}

async function answerOf(context: ApiContext, place: () => Promise<Order>): Promise<BatchResult> {
  try {
    return { order: await place() };
  } catch (caught) {
    return errorAnswer(caught, context).body;
  }
}
