import { MarketError } from '../model/errors.js';
import { dueTimeOf } from '../model/expiry.js';
import type { Order } from '../model/market.js';
import { acceptanceTimeOf, type OrderIdFactory } from '../model/order-id.js';
import type { ValidOrderRequest } from '../model/request.js';
import { validationError } from '../model/validation.js';
import type { AcceptedOrder, OpenOrder, OrderRecord } from './entities.js';
import type { Market } from './market.js';
import { NotedMaterials } from './noted-materials.js';
import { acceptedOrderOf, openOrderOf, openOrderView } from './orders.js';
import { viewOfRecord } from './reads/get-order.js';
import { type MarketStore, type MarketWrite, TransactionRejected, tryTransact } from './store.js';

/** A valid order whose idempotency key is known. */
export type IdentifiedOrderRequest = ValidOrderRequest & { readonly clientOrderId: string };

/** How often another idempotency key with the same 62-bit hash is stepped around. */
const maxProbes = 4;

/**
 * Lands an order, once per account and client order id: returns when it is durably in the book,
 * or the order that was landed under the same key before.
 *
 * `noted` is what this process has noted of materials; it is added to.
 */
export async function acceptOrder(
  market: Market,
  orderIds: OrderIdFactory,
  request: IdentifiedOrderRequest,
  noted: NotedMaterials = new NotedMaterials(),
): Promise<Order> {
  for (let probe = 0; probe < maxProbes; probe += 1) {
    const order = acceptedOrder(request, orderIds, probe);
    const open = openOrderOf(order);
    const landed = await land(market, open, noted);
    if (landed === 'landed') return openOrderView(open);
    if (isSameKey(landed, request)) return repeatedOrder(market, landed, order);
  }
  throw new MarketError(
    'INTERNAL',
    `every record key for client order id ${request.clientOrderId} belongs to another order: use a new client order id`,
  );
}

async function land(
  market: Market,
  order: OpenOrder,
  noted: NotedMaterials,
): Promise<'landed' | OrderRecord> {
  const { store } = market;
  if (order.expiresAt !== null && Date.parse(order.expiresAt) <= market.now()) {
    return refuse(store, order);
  }
  await noted.note(store, order);
  const writes: MarketWrite[] = [
    { write: 'insertOrderRecord', order },
    { write: 'insertOpenOrder', order },
  ];
  const { orderId } = order;
  const due = dueTimeOf(order);
  if (due) writes.push({ write: 'putExpiringOrder', expiring: { orderId, expiresAt: due } });
  const rejected = await tryTransact(store, writes);
  if (rejected.length === 0) return 'landed';
  return recordInTheWay(store, order, rejected);
}

/**
 * Refuses an order that has expired, unless it landed before: a repeated post may come after the
 * first one's expiry. The refusal is written down, since an earlier attempt that is still under
 * way must not land after the game was told to give the player everything back.
 */
async function refuse(store: MarketStore, order: AcceptedOrder): Promise<OrderRecord> {
  const rejected = await tryTransact(store, [{ write: 'insertRefusal', order }]);
  if (rejected.length === 0) throw expired();
  return recordInTheWay(store, order, rejected);
}

async function recordInTheWay(
  store: MarketStore,
  { orderId }: AcceptedOrder,
  rejected: readonly MarketWrite[],
): Promise<OrderRecord> {
  const earlier = await store.getOrderRecord(orderId);
  if (earlier) return earlier;
  throw new MarketError(
    'INTERNAL',
    'the order was not stored because its client order id has a record, and that record was not found: report this',
    {
      cause: new TransactionRejected(rejected),
    },
  );
}

function expired(): MarketError {
  return validationError('order', [{ path: 'expiresAt', message: 'must be in the future' }]);
}

function acceptedOrder(
  request: IdentifiedOrderRequest,
  orderIds: OrderIdFactory,
  probe: number,
): AcceptedOrder {
  const orderId = orderIds.next(request.account, request.clientOrderId, probe);
  const acceptedAt = new Date(acceptanceTimeOf(orderId)).toISOString();
  return acceptedOrderOf({ ...request, orderId, expiresAt: request.expiresAt ?? null, acceptedAt });
}

function isSameKey(
  record: OrderRecord,
  { account, clientOrderId }: IdentifiedOrderRequest,
): boolean {
  return record.account === account && record.clientOrderId === clientOrderId;
}

async function repeatedOrder(
  market: Market,
  record: OrderRecord,
  repeated: AcceptedOrder,
): Promise<Order> {
  // All that the key does not give.
  const { orderId: _, account, clientOrderId, acceptedAt: __, ...content } = repeated;
  const differing = (Object.keys(content) as (keyof typeof content)[]).filter(
    (field) => record[field] !== content[field],
  );
  if (differing.length > 0) {
    throw new MarketError(
      'CLIENT_ORDER_ID_CONFLICT',
      `account ${account} has posted a different order with client order id ${clientOrderId}: use a new id for a new order`,
      {
        issues: differing.map((path) => ({ path, message: `was ${String(record[path])} before` })),
      },
    );
  }
  if (record.isRefused) throw expired();
  return viewOfRecord(market.store, record);
}
