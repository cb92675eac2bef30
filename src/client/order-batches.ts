import type { BatchResult } from '../api/order-batch.js';
import { isMarketError, MarketError } from '../model/errors.js';
import { maxBodyBytes, maxOrdersPerBatch } from '../model/limits.js';
import { orderProblem } from './check-call.js';
import type { IdempotencyKeys } from './idempotency-keys.js';
import type { PlaceOrderRequest, PlaceOrderResult } from './requests.js';
import type { RequestSender } from './sending/request-sender.js';
import { toldError } from './sending/told-error.js';
import type { ApiRequest } from './transport/transport.js';

const envelopeBytes = JSON.stringify({ orders: [] }).length;

/** An order whose idempotency key is chosen. */
type IdentifiedRequest = PlaceOrderRequest & { readonly clientOrderId: string };

/**
 * Places orders in as few requests as bodies of limited size allow, one request after the other so
 * that orders of one material are accepted in their order. Each one is answered for itself, and one
 * that is not valid is not sent.
 */
export async function placeOrders(
  sender: RequestSender,
  requests: readonly PlaceOrderRequest[],
  { keys, signal }: { readonly keys: IdempotencyKeys; readonly signal: AbortSignal | undefined },
): Promise<PlaceOrderResult[]> {
  const results: PlaceOrderResult[] = [];
  const orders = new Map<IdentifiedRequest, number>();
  for (const [index, request] of requests.entries()) {
    const error = orderProblem(request, index);
    const { clientOrderId = keys.clientOrderId() } = request ?? {};
    if (error) results[index] = { clientOrderId, error };
    else orders.set({ ...request, clientOrderId }, index);
  }
  for (const batch of batchesOf(orders.keys())) {
    for (const [order, result] of await place(sender, batch, signal)) {
      results[orders.get(order) as number] = result;
    }
  }
  return results;
}

function* batchesOf(orders: Iterable<IdentifiedRequest>): Generator<IdentifiedRequest[]> {
  let batch: IdentifiedRequest[] = [];
  let bytes = envelopeBytes;
  for (const order of orders) {
    const added = Buffer.byteLength(JSON.stringify(order)) + 1;
    if (batch.length === maxOrdersPerBatch || (batch.length > 0 && bytes + added > maxBodyBytes)) {
      yield batch;
      batch = [];
      bytes = envelopeBytes;
    }
    batch.push(order);
    bytes += added;
  }
  if (batch.length > 0) yield batch;
}

/** Those of its orders that failed with a retryable error are sent again, without the others. */
async function place(
  sender: RequestSender,
  batch: readonly IdentifiedRequest[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<IdentifiedRequest, PlaceOrderResult>> {
  const results = new Map<IdentifiedRequest, PlaceOrderResult>();
  let pending = batch;
  const note = (order: IdentifiedRequest, answer: BatchResult | undefined) => {
    const { clientOrderId } = order;
    if (answer?.order) results.set(order, { clientOrderId, order: answer.order });
    else results.set(order, { clientOrderId, error: errorOf(answer) });
  };
  try {
    await sender.send<BatchAnswer>(requestOf(pending), {
      signal,
      rest: (answer) => {
        for (const [index, order] of pending.entries()) note(order, answer.results?.[index]);
        pending = pending.filter((order) => results.get(order)?.error?.retryable);
        return pending.length === 0 ? undefined : requestOf(pending);
      },
    });
  } catch (error) {
    if (!isMarketError(error) || error.code === 'ABORTED') throw error;
    for (const order of pending) {
      results.set(order, { clientOrderId: order.clientOrderId, error });
    }
  }
  return results;
}

interface BatchAnswer {
  /** Missing if what answered was not the market. */
  readonly results?: readonly BatchResult[];
}

function requestOf(orders: readonly IdentifiedRequest[]): ApiRequest {
  return { operation: 'placeOrders', body: { orders } };
}

function errorOf(answer: BatchResult | undefined): MarketError {
  return (
    toldError(answer?.error ?? {}) ??
    new MarketError('UNEXPECTED_RESPONSE', 'the market answered neither an order nor an error')
  );
}
