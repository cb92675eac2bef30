import * as z from 'zod/mini';
import type { MarketError } from '../model/errors.js';
import { maxBookDepth, maxPageSize } from '../model/limits.js';
import {
  accountSchema,
  collectionIdSchema,
  listedAccountSchema,
  materialSchema,
  oneOf,
  orderTypeSchema,
  quantitySchema,
} from '../model/request.js';
import { issuesIn, strictFields, validationError } from '../model/validation.js';
import { namedOrderSchema, oneSidedOrderSchema, orderIdSchema } from './order-schemas.js';
import { signalSchema } from './schemas.js';

const wholeNumber = (max: number) =>
  z
    .int('must be a whole number')
    .check(z.gte(1, 'must be at least 1'), z.lte(max, `must be at most ${max}`));

const call = { signal: z.optional(signalSchema) };
const page = {
  limit: z.optional(wholeNumber(maxPageSize)),
  cursor: z.optional(z.string('must be the cursor of an earlier page of the same list')),
};
const time = z.optional(
  z.union(
    [
      z.iso.datetime({ offset: true }),
      z.custom<Date>((value) => Number.isFinite((value as Date | null)?.getTime?.())),
    ],
    'must be a Date, or an ISO 8601 date and time with a time zone',
  ),
);

const marketData = {
  consistent: z.optional(z.boolean('must be true or false')),
  ...call,
};
const marketDataOptions = z.optional(
  strictFields(marketData, 'must be an object such as { consistent: true }'),
);
const options = z.optional(strictFields(call, 'must be an object such as { signal }'));
/** The arguments of every call of `MarketClient`. */
const calls = {
  placeOrder: { request: namedOrderSchema, options },
  sell: { request: oneSidedOrderSchema('Sell'), options },
  buy: { request: oneSidedOrderSchema('Buy'), options },
  // Each order is checked and answered for itself.
  placeOrders: { requests: z.array(z.unknown(), 'must be a list of orders'), options },
  cancelOrder: { orderId: orderIdSchema, options },
  amendOrder: {
    request: strictFields(
      { orderId: orderIdSchema, quantity: quantitySchema },
      'must be an object such as { orderId, quantity }',
    ),
    options,
  },
  getOrder: { orderId: orderIdSchema, options },
  waitForOrder: {
    orderId: orderIdSchema,
    options: z.optional(
      strictFields(
        {
          ...call,
          until: z.optional(
            z.union(
              [oneOf(['CLOSED', 'TRADED']), z.custom((value) => typeof value === 'function')],
              'must be "CLOSED", "TRADED" or a function',
            ),
          ),
          timeout: z.optional(
            z.custom<number>(
              (value) => typeof value === 'number' && value >= 0,
              'must be a number of milliseconds, at least 0',
            ),
          ),
        },
        'must be an object such as { until, timeout }',
      ),
    ),
  },
  listOrders: {
    request: strictFields(
      { account: listedAccountSchema, status: z.optional(oneOf(['OPEN', 'CLOSED'])), ...page },
      'must be an object such as { account }',
    ),
    options,
  },
  listAccountTrades: { request: strictFields({ account: listedAccountSchema, ...page }), options },
  listMaterialTrades: {
    request: strictFields(
      { material: materialSchema, ...page },
      'must be an object such as { account } or { material }',
    ),
    options,
  },
  listStatement: {
    request: strictFields(
      { account: listedAccountSchema, ...page },
      'must be an object such as { account }',
    ),
    options,
  },
  getOrderBook: {
    material: materialSchema,
    options: z.optional(
      strictFields(
        { depth: z.optional(wholeNumber(maxBookDepth)), ...marketData },
        'must be an object such as { depth }',
      ),
    ),
  },
  getQuote: {
    request: strictFields(
      { type: orderTypeSchema, material: materialSchema, quantity: quantitySchema },
      'must be an object such as { type, material, quantity }',
    ),
    options: marketDataOptions,
  },
  getTicker: { material: materialSchema, options: marketDataOptions },
  listCandles: {
    material: materialSchema,
    options: strictFields(
      { interval: oneOf(['1m', '1h', '1d']), from: time, to: time, ...page, ...call },
      "must be an object such as { interval: '1h' }",
    ),
  },
  getDeliveries: { account: accountSchema, options },
  collect: {
    account: accountSchema,
    options: z.optional(
      strictFields(
        { collectionId: z.optional(collectionIdSchema), ...call },
        'must be an object such as { collectionId }',
      ),
    ),
  },
} as const;

/** Name of a call whose arguments can be checked. */
export type CallName = keyof typeof calls;

const schemas = new Map(
  Object.entries(calls).map(([name, shape]) => [name, z.object(shape as z.core.$ZodShape)]),
);

/**
 * Checks all arguments of a call at once: types are not everywhere, and what is misspelt in
 * JavaScript would otherwise be left out, an idempotency key for example.
 *
 * Where the options alone are wrong, the outcome is `UNKNOWN`: the same order may have been placed
 * by an earlier call with better ones, and must not be refunded for a slip in the code.
 */
export function checkCall(name: CallName, args: Readonly<Record<string, unknown>>): void {
  const issues = issuesIn(schemas.get(name) as z.ZodMiniType, args);
  if (issues.length === 0) return;
  const isSubjectWrong = issues.some(({ path }) => !/^options(\.|$)/.test(path));
  throw validationError(
    `call of ${name}`,
    // By the names of the fields, as the market itself tells them.
    issues.map(({ path, message }) => ({ path: path.replace(/^\w+\./, ''), message })),
    { outcome: isSubjectWrong ? 'REFUSED' : 'UNKNOWN' },
  );
}

/** The error of one order of many; undefined for one that can be sent. */
export function orderProblem(order: unknown, index: number): MarketError | undefined {
  const issues = issuesIn(namedOrderSchema, order);
  return issues.length === 0 ? undefined : validationError(`order ${index}`, issues);
}
