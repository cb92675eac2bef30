import { BookSide } from '../../core/book-side.js';
import { type Arrival, DeeperBookNeeded, OrderBook } from '../../core/matching.js';
import type { OrderType, TimeInForce } from '../../core/order.js';
import { isMarketError, MarketError } from '../../model/errors.js';
import { anonymousAccount } from '../../model/limits.js';
import { lastOrderIdBefore, laterOrderId } from '../../model/order-id.js';
import { initialHead, type MaterialHead, type OpenOrder, type OpenOrderKey } from '../entities.js';
import type { Market } from '../market.js';
import { toBookOrder } from '../orders.js';
import { type MarketWrite, TransactionRejected, tryTransact } from '../store.js';
import { ordersWithoutOpenRecord, setAside } from './set-aside.js';
import { planSettlements, Settlement } from './settlement.js';
import { SideReader, type Standing } from './side-reader.js';

/** An order that a change record names; what is said here of an order never changes. */
export interface NamedOrder {
  readonly orderId: string;
  readonly type: OrderType;
  readonly pricePerUnit: number;
  readonly timeInForce: TimeInForce;
}

/** Something may have to be matched in this material. */
export interface WakeUp {
  readonly material: string;
  /** Orders that arrived, in any order; duplicates do no harm. */
  readonly named: readonly NamedOrder[];
  /**
   * Orders accepted before this time (milliseconds since the epoch) are as good as named: their own
   * wake-ups are lost.
   */
  readonly acceptedBefore?: number;
}

/** What a wake-up did. */
export interface WakeUpResult {
  readonly trades: number;
  readonly transactions: number;
  /** Orders taken out of the book because they have no open record. */
  readonly setAside: readonly OpenOrder[];
}

/** Another matcher got ahead on this material: stop, and let the wake-up be delivered again. */
export class FenceLostError extends Error {
  override readonly name = 'FenceLostError';
}

const maxReplans = 25;

type Progress = { trades: number; transactions: number; readonly setAside: OpenOrder[] };

/**
 * Brings a material's book to where a sequential price-time order book would be after the named
 * orders arrived. May be repeated, and run by two at once: the tables are the truth, and the
 * head's version lets one of them through.
 */
export async function wakeMaterial(market: Market, wakeUp: WakeUp): Promise<WakeUpResult> {
  const done: Progress = { trades: 0, transactions: 0, setAside: [] };
  let replans = 0;
  while (replans < maxReplans) {
    const settlements = await plan(market, wakeUp);
    const rejected = await commit(market, settlements, done);
    if (rejected.length === 0) return done;
    const wasSetAside = await setAsideUnrecorded(market, rejected, done);
    if (!wasSetAside) replans += 1;
  }
  throw new MarketError(
    'CONTENTION',
    `orders of ${wakeUp.material} changed under ${maxReplans} matching plans in a row`,
  );
}

async function plan(market: Market, wakeUp: WakeUp): Promise<Settlement[]> {
  const { material, named, acceptedBefore = 0 } = wakeUp;
  const head = (await market.store.getHead(material)) ?? initialHead(material);
  const watermark = [
    head.watermark,
    ...(acceptedBefore > 0 ? [lastOrderIdBefore(acceptedBefore)] : []),
    ...named.map(({ orderId }) => orderId),
  ].reduce(laterOrderId);
  const now = market.now();
  const standingOf = (order: OpenOrder) => standing(order, head, watermark);
  const sideOf = (type: OrderType) =>
    new SideReader(market.store, material, type, standingOf, now, named.length);
  const buys = sideOf('Buy');
  const sells = sideOf('Sell');
  await Promise.all([buys.readMore(), sells.readMore()]);
  await readAsFarAsCanTrade(buys, sells);
  const outOfReach = await readImmediateOrdersOutOfReach(market, material, named, buys, sells);

  for (;;) {
    const orders = new Map(
      [...buys.orders, ...sells.orders, ...outOfReach].map((order) => [order.orderId, order]),
    );
    const arrivals = replay(market, { head, orders, standingOf, buys, sells, now });
    if (!(arrivals instanceof DeeperBookNeeded)) {
      const isFenced = named.length > 0;
      return planSettlements({ head, arrivals, watermark, orders, now, isFenced });
    }
    await (arrivals.type === 'Buy' ? buys : sells).readMore();
  }
}

/**
 * Decided by what is in the tables, not by what a record names: records come late and twice, so a
 * named order may have been in the book for a long time, and the next one to match may be one that no
 * record has named yet.
 */
export function standing(order: OpenOrder, head: MaterialHead, watermark: string): Standing {
  const { orderId, type, pricePerUnit, timeInForce } = order;
  // Two queries are no snapshot: an order accepted after the read began may be seen without one
  // accepted before it. Not later than the watermark means that its id was made before the read.
  if (orderId > watermark) return 'unseen';
  if (orderId > head.watermark) return 'arriving';
  if (timeInForce !== 'GTC') return 'arriving';
  const best = type === 'Buy' ? head.bestBid : head.bestAsk;
  const isWithinSpread =
    best === null || (type === 'Buy' ? pricePerUnit > best : pricePerUnit < best);
  return isWithinSpread ? 'arriving' : 'resting';
}

async function readAsFarAsCanTrade(buys: SideReader, sells: SideReader): Promise<void> {
  for (;;) {
    const deeper = [
      ...(buys.couldTradeBeyondReach(sells) ? [buys] : []),
      ...(sells.couldTradeBeyondReach(buys) ? [sells] : []),
    ];
    if (deeper.length === 0) return;
    await Promise.all(deeper.map((side) => side.readMore()));
  }
}

/** Orders that must not rest have to be closed even where they lie too deep to trade. */
async function readImmediateOrdersOutOfReach(
  market: Market,
  material: string,
  named: readonly NamedOrder[],
  ...sides: readonly SideReader[]
): Promise<OpenOrder[]> {
  const read = new Set(sides.flatMap(({ orders }) => orders.map(({ orderId }) => orderId)));
  const missing = named.filter(
    ({ orderId, timeInForce }) => timeInForce !== 'GTC' && !read.has(orderId),
  );
  const found = await Promise.all(
    missing.map((order) => readableOrder(market, { ...order, material })),
  );
  return found.filter((order) => order !== undefined);
}

/** Undefined for a damaged order too: a list would leave it out, and others must be matched. */
async function readableOrder(market: Market, key: OpenOrderKey): Promise<OpenOrder | undefined> {
  try {
    return await market.store.getOpenOrder(key);
  } catch (error) {
    if (isMarketError(error) && error.code === 'DAMAGED_ITEM') return undefined;
    throw error;
  }
}

/** What a plan is made from. */
interface BookRead {
  readonly head: MaterialHead;
  readonly orders: ReadonlyMap<string, OpenOrder>;
  readonly standingOf: (order: OpenOrder) => Standing;
  readonly buys: SideReader;
  readonly sells: SideReader;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Puts the arriving orders through the book of resting ones, in order of acceptance. */
function replay(market: Market, read: BookRead): Arrival[] | DeeperBookNeeded {
  const { head, orders, standingOf, buys, sells, now } = read;
  const resting = [...orders.values()].filter((order) => standingOf(order) === 'resting');
  const bookSide = (side: SideReader) =>
    new BookSide(
      side.type,
      resting.filter(({ type }) => type === side.type).map(toBookOrder),
      side.reach,
    );
  const orderOf = (orderId: string) => orders.get(orderId) as OpenOrder;
  const book = new OrderBook(bookSide(buys), bookSide(sells), {
    rules: {
      saleFeeBasisPoints: market.rules.saleFeeBasisPoints,
      sharedAccount: anonymousAccount,
    },
    now,
    fitsAtOnce: (events) => new Settlement(head, now, orderOf).tryAdd(events),
  });
  const arriving = [...orders.values()]
    .filter((order) => standingOf(order) === 'arriving')
    .sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
  const arrivals: Arrival[] = [];
  for (const order of arriving) {
    const arrival = book.arrive(toBookOrder(order));
    if (arrival instanceof DeeperBookNeeded) return arrival;
    arrivals.push(arrival);
  }
  book.validate();
  return arrivals;
}

/** The writes whose conditions did not hold, so that a new plan is needed; none when all is done. */
async function commit(
  market: Market,
  settlements: readonly Settlement[],
  done: Progress,
): Promise<readonly MarketWrite[]> {
  for (const settlement of settlements) {
    const rejected = await tryTransact(market.store, settlement.writes());
    if (rejected.some(({ write }) => write === 'putHead')) {
      const { version, material } = settlement.head;
      throw new FenceLostError(`another matcher committed version ${version} of ${material}`, {
        cause: new TransactionRejected(rejected),
      });
    }
    if (rejected.length > 0) return rejected;
    done.trades += settlement.tradeCount;
    done.transactions += 1;
  }
  return [];
}

/** Whether an order was set aside, so that the next plan is another one. */
async function setAsideUnrecorded(
  market: Market,
  rejected: readonly MarketWrite[],
  done: Progress,
): Promise<boolean> {
  const before = done.setAside.length;
  for (const order of ordersWithoutOpenRecord(rejected)) {
    const stored = await market.store.getOpenOrder(order);
    if (stored && (await setAside(market, stored))) done.setAside.push(stored);
  }
  return done.setAside.length > before;
}
