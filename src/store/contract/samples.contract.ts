import { randomUUID } from 'node:crypto';
import {
  type Amounts,
  type ClosedCandle,
  initialHead,
  type MaterialHead,
  noAmounts,
  type OpenOrder,
  type OrderClosure,
  type StatementEntry,
} from '../../engine/entities.js';
import type { MarketStore, MarketWrite } from '../../engine/store.js';
import type { Page, PageRequest, Trade } from '../../model/market.js';
import { acceptanceTimeOf, OrderIdFactory } from '../../model/order-id.js';

/** A name that no other test uses, so that tests may share tables and run side by side. */
export function unique(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

export function transact(
  store: MarketStore,
  writes: readonly MarketWrite[],
  token: string = randomUUID(),
): Promise<void> {
  return store.transact(writes, { token });
}

const orderIds = new OrderIdFactory();

export function orderIdOf(account: string, clientOrderId: string): string {
  return orderIds.next(account, clientOrderId);
}

export function openOrder(given: Partial<OpenOrder> = {}): OpenOrder {
  const account = given.account ?? unique('account');
  const clientOrderId = given.clientOrderId ?? randomUUID();
  const orderId = given.orderId ?? orderIdOf(account, clientOrderId);
  return {
    orderId,
    account,
    clientOrderId,
    type: 'Sell',
    material: 'wheat',
    quantity: 100,
    pricePerUnit: 10,
    timeInForce: 'GTC',
    expiresAt: null,
    acceptedAt: new Date(acceptanceTimeOf(orderId)).toISOString(),
    remainingQuantity: given.quantity ?? 100,
    reducedQuantity: 0,
    tradedValue: 0n,
    feeCharged: 0n,
    ...given,
  };
}

export function closure(given: Partial<OrderClosure> = {}): OrderClosure {
  return {
    status: 'FILLED',
    closeReason: 'FILLED',
    closedAt: '2026-11-22T13:00:00.000Z',
    remainingQuantity: 0,
    tradedValue: 1000n,
    feeCharged: 0n,
    ...given,
  };
}

/** A head that has every field set. */
export function fullHead(material: string): MaterialHead {
  const candle = { open: 9, high: 999_999_999_999, low: 1, close: 10, volume: 2 ** 53 - 1 };
  return {
    material,
    version: 1,
    watermark: orderIdOf('ada', randomUUID()),
    sequence: 1_234_567,
    bestBid: 9,
    bestAsk: 11,
    movedAt: '2026-11-22T13:33:08.456Z',
    lastPrice: 10,
    lastTradeAt: '2026-11-22T13:33:07.123Z',
    candles: {
      '1m': { openTime: 1_795_354_380_000, ...candle, trades: 12 },
      '1h': { openTime: 1_795_352_400_000, ...candle, trades: 1234 },
      '1d': { openTime: 1_795_305_600_000, ...candle, trades: 123_456 },
    },
  };
}

export function headOf(material: string, version: number): MaterialHead {
  return { ...initialHead(material), version, watermark: `watermark ${version}` };
}

/** Trades of one taker, as the settlement of one transaction makes them. */
export function trades(
  material: string,
  firstSequence: number,
  count: number,
): [Trade, ...Trade[]] {
  const buyOrderId = orderIdOf('buyer', randomUUID());
  const all = Array.from({ length: count }, (_, index): Trade => {
    const sequence = firstSequence + index;
    return {
      tradeId: `${material}:${sequence}`,
      material,
      sequence,
      quantity: 10 + index,
      pricePerUnit: 1200 + index,
      buyOrderId,
      sellOrderId: orderIdOf('seller', randomUUID()),
      buyerAccount: 'player-4711',
      sellerAccount: `player-${index % 2}`,
      takerType: 'Buy',
      fee: index,
      executedAt: '2026-11-22T13:33:07.123Z',
    };
  });
  return all as [Trade, ...Trade[]];
}

export function candleAt(material: string, openTime: number): ClosedCandle {
  return {
    material,
    interval: '1m',
    candle: { openTime, open: 1, high: 2, low: 1, close: 2, volume: 3, trades: 2 },
  };
}

export function amounts(given: Partial<Amounts>): Amounts {
  return { ...noAmounts, ...given };
}

export function statementEntry(given: Partial<StatementEntry> = {}): StatementEntry {
  const material = given.material ?? 'wheat';
  const at = '2026-11-22T13:33:07.123Z';
  return {
    account: unique('account'),
    material,
    entryId: `${at}#${material}#000000000001`,
    at,
    trades: [],
    closures: [],
    reductions: [],
    credit: noAmounts,
    ...given,
  };
}

/** All pages of a list, each checked to be no longer than asked for, and to lead on. */
export async function readPages<Item>(
  list: (page: PageRequest) => Promise<Page<Item>>,
  limit: number,
): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await list({ limit, cursor });
    if (page.items.length > limit) throw new Error(`a page of ${page.items.length}, not ${limit}`);
    if (cursor && cursor === page.cursor) throw new Error(`page after page leads to ${cursor}`);
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== null);
  return all;
}
