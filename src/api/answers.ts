import * as z from 'zod/mini';
import { errorCodes, type Issue, type MarketErrorCode } from '../model/errors.js';
import type {
  AmendedOrder,
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
import { candleIntervalSchema } from './inputs.js';
import type { BatchResult } from './order-batch.js';

/** The answers of the API as schemas: what its description is made of, and its tests hold. */

const text = z.string();
const integer = z.int();
const coins = z.int().check(z.describe("In the game's smallest coin."));
const time = z.iso.datetime();

export const orderStatus = z.enum(['OPEN', 'PARTIALLY_FILLED', 'FILLED', 'CANCELLED', 'EXPIRED']);
export const closedOrderStatus = z.enum(['FILLED', 'CANCELLED', 'EXPIRED']);

export const closeReason = z.enum([
  'FILLED',
  'CANCEL_REQUESTED',
  'EXPIRED',
  'IMMEDIATE_OR_CANCEL',
  'FILL_OR_KILL',
  'FILL_OR_KILL_TOO_LARGE',
  'SELF_TRADE_PREVENTION',
]);

/** The fields of an answered order. */
export const orderFields = {
  orderId: text.check(z.describe('Opaque; ascending in order of acceptance.')),
  clientOrderId: text.check(z.describe('The idempotency key it was posted with.')),
  account: text,
  type: orderTypeSchema,
  material: text,
  quantity: integer.check(z.describe('Units ordered; those of the latest amendment.')),
  remainingQuantity: integer.check(
    z.describe('Units not traded: on offer while the order is open, given back once it is closed.'),
  ),
  pricePerUnit: coins,
  timeInForce: timeInForceSchema,
  expiresAt: z.nullable(time),
  status: orderStatus,
  closeReason: z.nullable(closeReason),
  acceptedAt: time,
  closedAt: z.nullable(time),
};

export const order: z.ZodMiniType<Order> = z.strictObject(orderFields);

export const returnedHoldings: z.ZodMiniType<CancelledOrder['returned']> = z
  .strictObject({
    goods: integer.check(z.describe('Units, of a Sell order.')),
    coins: coins.check(z.describe("In the game's smallest coin; of a Buy order.")),
  })
  .check(z.describe("What was returned to the account's delivery box."));

export const cancelledOrder: z.ZodMiniType<CancelledOrder> = z.strictObject({
  ...orderFields,
  returned: returnedHoldings,
});

export const amendedOrder: z.ZodMiniType<AmendedOrder> = z.strictObject({
  ...orderFields,
  returned: returnedHoldings,
});

/** The fields of a trade. */
export const tradeFields = {
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
};

export const trade: z.ZodMiniType<Trade> = z.strictObject(tradeFields);

/** The fields of every line of a statement. */
export const statementFields = { at: time, material: text, orderId: text, goods: integer, coins };

const tradeLineFields = {
  type: orderTypeSchema,
  tradeId: text,
  sequence: integer,
  quantity: integer,
  pricePerUnit: coins,
  fee: coins,
};

const closureLineFields = { status: closedOrderStatus, closeReason };

const reductionLineFields = { quantity: integer };

const eachLine = z.discriminatedUnion('line', [
  z.strictObject({ line: z.literal('TRADE'), ...statementFields, ...tradeLineFields }),
  z.strictObject({ line: z.literal('ORDER_CLOSED'), ...statementFields, ...closureLineFields }),
  z.strictObject({ line: z.literal('ORDER_REDUCED'), ...statementFields, ...reductionLineFields }),
]);

export const statementLineKind = z.enum(['TRADE', 'ORDER_CLOSED', 'ORDER_REDUCED']);

/** One object for all lines: clients that choose by schema fail for a line that is added later. */
export const statementLine = z
  .strictObject({
    line: statementLineKind,
    ...statementFields,
    ...z.partial(z.object(tradeLineFields)).shape,
    ...z.partial(z.object(closureLineFields)).shape,
  })
  .check(
    z.describe(
      `Of a \`TRADE\` it has ${namesOf(tradeLineFields)}; of an \`ORDER_CLOSED\` ${namesOf(closureLineFields)}; of an \`ORDER_REDUCED\` \`quantity\`, by how much.`,
    ),
    z.refine((line) => z.safeParse(eachLine, line).success),
  ) as unknown as z.ZodMiniType<StatementLine>;

function namesOf(fields: object): string {
  const names = Object.keys(fields).map((name) => `\`${name}\``);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

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
  interval: candleIntervalSchema,
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
  isTruncated: z.boolean(),
  day: z.nullable(candle),
});

export const delivery: z.ZodMiniType<Delivery> = z.strictObject({
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

export const errorCode = z.enum(Object.keys(errorCodes) as [MarketErrorCode, ...MarketErrorCode[]]);

export const errorIssue: z.ZodMiniType<Issue> = z.strictObject({
  path: text.check(z.describe('Name of the field, dotted for nested ones.')),
  message: text,
});

export const errorOutcome = z
  .enum(['REFUSED', 'UNKNOWN'])
  .check(
    z.describe(
      'REFUSED: nothing was changed, and never will be by this request. UNKNOWN: it may have taken effect; send it again with the same clientOrderId or collectionId to find out.',
    ),
  );

export const errorDetail: z.ZodMiniType<ErrorBody['error']> = z.strictObject({
  code: errorCode,
  message: text,
  issues: z.array(errorIssue),
  retryable: z
    .boolean()
    .check(z.describe('Whether the same request may succeed when it is sent again.')),
  outcome: errorOutcome,
  requestId: z.optional(
    text.check(z.describe('Of a fault: the id under which the log of the market has the details.')),
  ),
});

export const error: z.ZodMiniType<ErrorBody> = z.strictObject({ error: errorDetail });

export const batchResult = z
  .strictObject({ order: z.optional(order), error: z.optional(errorDetail) })
  .check(
    z.describe('What became of one order of a batch: either `order` or `error`.'),
    z.refine(({ order, error }) => (order === undefined) !== (error === undefined)),
  ) as unknown as z.ZodMiniType<BatchResult>;

export const batchResults: z.ZodMiniType<{ results: readonly BatchResult[] }> = z.strictObject({
  results: z.array(batchResult),
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
