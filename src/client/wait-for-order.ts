import { MarketError } from '../model/errors.js';
import type { Order } from '../model/market.js';
import type { WaitForOrderOptions } from './requests.js';
import { pause } from './sending/pause.js';

const firstPauseMs = 50;
const maxPauseMs = 2_000;

/** Asks for an order again and again, less often the longer it takes. */
export async function waitForOrder(
  getOrder: () => Promise<Order>,
  { until = 'CLOSED', timeout = 30_000, signal }: WaitForOrderOptions,
): Promise<Order> {
  const isReached = typeof until === 'function' ? until : conditions[until];
  const deadline = Date.now() + timeout;
  for (let bound = firstPauseMs; ; bound = Math.min(bound * 1.5, maxPauseMs)) {
    const order = await getOrder();
    if (isReached(order)) return order;
    const left = deadline - Date.now();
    if (left <= 0) {
      throw new MarketError(
        'TIMEOUT',
        `order ${order.orderId} was still ${order.status} after ${timeout} ms: ask again later with getOrder`,
      );
    }
    await pause(Math.min(left, bound * (0.5 + Math.random() / 2)), signal);
  }
}

const conditions = {
  CLOSED: ({ closedAt }: Order) => closedAt !== null,
  TRADED: ({ closedAt, status }: Order) => closedAt !== null || status === 'PARTIALLY_FILLED',
};
