import * as z from 'zod/mini';
import { errorCodes, type MarketErrorCode } from '../model/errors.js';
import type {
  CancelledOrder,
  Candle,
  CollectionReceipt,
  Deliveries,
  Delivery,
  MaterialOrderBook,
  Order,
  Page,
  PriceLevel,
  Quote,
  StatementLine,
  Ticker,
  Trade,
} from '../model/market.js';
import { orderTypeSchema, timeInForceSchema } from '../model/request.js';
import type { ErrorBody } from './api-error.js';
import type { BatchResult } from './order-batch.js';

/** The answers of the API as schemas: what its description is made of, and its tests hold. */

const text = z.string();
const integer = z.int();
const coins = z.int().check(z.describe("In the game's smallest coin."));
const time = z.iso.datetime();

const closeReason = z.enum([
  'FILLED',
  'CANCEL_REQUESTED',
  'EXPIRED',
  'IMMEDIATE_OR_CANCEL',
  'FILL_OR_KILL',
  'FILL_OR_KILL_TOO_LARGE',
  'SELF_TRADE_PREVENTION',
]);

const orderFields = {
  orderId: text.check(z.describe('Opaque; ascending in order of acceptance.')),
  clientOrderId: text.check(z.describe('The idempotency key it was posted with.')),
  account: text,
  type: orderTypeSchema,
  material: text,
  quantity: integer.check(z.describe('Units ordered.')),
  remainingQuantity: integer.check(
    z.describe('Units not traded: on offer while the order is open, given back once it is closed.'),
  ),
  pricePerUnit: coins,
  timeInForce: timeInForceSchema,
  expiresAt: z.nullable(time),
  status: z.enum(['OPEN', 'PARTIALLY_FILLED', 'FILLED', 'CANCELLED', 'EXPIRED']),
  closeReason: z.nullable(closeReason),
  acceptedAt: time,
  closedAt: z.nullable(time),
};

export const order: z.ZodMiniType<Order> = z.strictObject(orderFields);

export const cancelledOrder: z.ZodMiniType<CancelledOrder> = z.strictObject({
  ...orderFields,
  returned: z
    .strictObject({ goods: integer, coins })
    .check(z.describe("What went back to the account's delivery box.")),
});

export const trade: z.ZodMiniType<Trade> = z.strictObject({
  tradeId: text,
  material: text,
  sequence: integer.check(z.describe('Number of the trade within its material, from 1.')),
  quantity: integer,
  pricePerUnit: coins,
  buyOrderId: text,
  sellOrderId: text,
  buyerAccount: text,
  sellerAccount: text,
  takerType: orderTypeSchema,
  fee: coins,
  executedAt: time,
});

const statementFields = { at: time, material: text, orderId: text, goods: integer, coins };

export const statementLine: z.ZodMiniType<StatementLine> = z.discriminatedUnion('line', [
  z.strictObject({
    line: z.literal('TRADE'),
    ...statementFields,
    type: orderTypeSchema,
    tradeId: text,
    sequence: integer,
    quantity: integer,
    pricePerUnit: coins,
    fee: coins,
  }),
  z.strictObject({
    line: z.literal('ORDER_CLOSED'),
    ...statementFields,
    status: z.enum(['FILLED', 'CANCELLED', 'EXPIRED']),
    closeReason,
  }),
]);

export const priceLevel: z.ZodMiniType<PriceLevel> = z.strictObject({
  pricePerUnit: coins,
  quantity: integer,
  orders: integer.check(z.describe('Number of orders.')),
});

export const orderBook: z.ZodMiniType<MaterialOrderBook> = z.strictObject({
  material: text,
  buys: z.array(priceLevel),
  sells: z.array(priceLevel),
  isTruncated: z.boolean(),
});

export const quote: z.ZodMiniType<Quote> = z.strictObject({
  material: text,
  type: orderTypeSchema,
  quantity: integer,
  fillableQuantity: integer,
  coins,
  fee: coins,
  bestPricePerUnit: z.nullable(coins),
  worstPricePerUnit: z.nullable(coins),
  isTruncated: z.boolean(),
});

export const candle: z.ZodMiniType<Candle> = z.strictObject({
  material: text,
  interval: z.enum(['1m', '1h', '1d']),
  openTime: time,
  closeTime: time,
  open: coins,
  high: coins,
  low: coins,
  close: coins,
  volume: integer,
  trades: integer,
});

export const ticker: z.ZodMiniType<Ticker> = z.strictObject({
  material: text,
  lastPrice: z.nullable(coins),
  lastTradeAt: z.nullable(time),
  bestBid: z.nullable(priceLevel),
  bestAsk: z.nullable(priceLevel),
  day: z.nullable(candle),
});

const delivery: z.ZodMiniType<Delivery> = z.strictObject({
  material: text,
  goods: integer,
  goodsBought: integer,
  goodsReturned: integer,
  coins,
  coinsEarned: coins,
  coinsRefunded: coins,
  feesPaid: coins,
});

const deliveriesFields = {
  account: text,
  coins,
  goods: z.record(z.string(), integer).check(z.describe('Units by material.')),
  deliveries: z.array(delivery),
};

export const deliveries: z.ZodMiniType<Deliveries> = z.strictObject(deliveriesFields);

export const collectionReceipt: z.ZodMiniType<CollectionReceipt> = z.strictObject({
  ...deliveriesFields,
  collectionId: text,
  collectedAt: time,
});

const code = z.enum(Object.keys(errorCodes) as [MarketErrorCode, ...MarketErrorCode[]]);

export const error: z.ZodMiniType<ErrorBody> = z.strictObject({
  error: z.strictObject({
    code,
    message: text,
    issues: z.array(
      z.strictObject({
        path: text.check(z.describe('Name of the field, dotted for nested ones.')),
        message: text,
      }),
    ),
  }),
});

export const batchResults: z.ZodMiniType<{ results: readonly BatchResult[] }> = z.strictObject({
  results: z.array(z.union([z.strictObject({ order }), error])) as z.ZodMiniType<BatchResult[]>,
});

const pageOf = <Item>(item: z.ZodMiniType<Item>): z.ZodMiniType<Page<Item>> =>
  z.strictObject({
    items: z.array(item),
    cursor: z
      .nullable(text)
      .check(z.describe('Give it back to get the next page; null on the last one.')),
  });

export const orderPage = pageOf(order);
export const tradePage = pageOf(trade);
export const statementPage = pageOf(statementLine);
export const candlePage = pageOf(candle);
