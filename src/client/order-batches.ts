import type { BatchResult } from '../api/order-batch.js';
import { isMarketError, MarketError } from '../model/errors.js';
import { maxBodyBytes, maxOrdersPerBatch } from '../model/limits.js';
import type { Order } from '../model/market.js';
import type { IdentifiedRequest } from './identified-request.js';
import type { RequestSender } from './request-sender.js';
import type { PlaceOrderResult } from './requests.js';
import { toldError } from './told-error.js';

const envelopeBytes = JSON.stringify({ orders: [] }).length;

/**
 * Places orders in as few requests as bodies of limited size allow, one request after the other so
 * that orders of one material are accepted in their order. Each one is answered for itself.
 */
export async function placeOrders(
  sender: RequestSender,
  orders: readonly IdentifiedRequest[],
  signal: AbortSignal | undefined,
): Promise<PlaceOrderResult[]> {
  const results: PlaceOrderResult[] = [];
  for (const batch of batchesOf(orders)) results.push(...(await place(sender, batch, signal)));
  return results;
}

/** An order that alone exceeds a body is a batch of its own, for the market to refuse. */
function* batchesOf(orders: readonly IdentifiedRequest[]): Generator<IdentifiedRequest[]> {
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

/** What failed in a way that a repetition can heal is sent again, by itself. */
async function place(
  sender: RequestSender,
  batch: readonly IdentifiedRequest[],
  signal: AbortSignal | undefined,
): Promise<PlaceOrderResult[]> {
  const results = new Map<IdentifiedRequest, PlaceOrderResult>();
  let pending = batch;
  for (let attempt = 1; ; attempt += 1) {
    const answers = await send(sender, pending, signal);
    for (const [index, order] of pending.entries()) {
      const { clientOrderId } = order;
      const answer = isMarketError(answers) ? answers : (answers[index] as BatchAnswer);
      const result = isMarketError(answer) ? { error: answer } : { order: answer };
      results.set(order, { clientOrderId, ...result });
    }
    pending =
      // The sender has repeated a request that failed as a whole.
      isMarketError(answers)
        ? []
        : pending.filter((order) => sender.mayHeal(results.get(order)?.error, attempt));
    if (pending.length === 0) return batch.map((order) => results.get(order) as PlaceOrderResult);
    await sender.pauseAfter(attempt, signal);
  }
}

type BatchAnswer = Order | MarketError;

async function send(
  sender: RequestSender,
  orders: readonly IdentifiedRequest[],
  signal: AbortSignal | undefined,
): Promise<readonly BatchAnswer[] | MarketError> {
  try {
    const { results } = await sender.send<{ results: readonly BatchResult[] }>(
      { operation: 'placeOrders', body: { orders } },
      signal,
    );
    return results.map(({ order, error }) => order ?? toldError(error) ?? unintelligible());
  } catch (error) {
    if (isMarketError(error) && error.code !== 'ABORTED') return error;
    throw error;
  }
}

function unintelligible(): MarketError {
  return new MarketError(
    'UNEXPECTED_RESPONSE',
    'the market answered neither an order nor an error',
  );
}
