import * as z from 'zod/mini';
import { defaultPageSize } from '../engine/reads/paging.js';
import { maxBookDepth, maxPageSize, maxQuantity } from '../model/limits.js';
import {
  accountSchema,
  listedAccountSchema,
  materialSchema,
  orderTypeSchema,
} from '../model/request.js';
import { strictFields } from '../model/validation.js';

/** Parameters of paths and queries. Numbers of a query come as text. */

export const orderParams = z.object({ orderId: z.string().check(z.describe('Id of an order.')) });
export const materialParams = z.object({ material: materialSchema });
export const accountParams = z.object({ account: accountSchema });
export const listedAccountParams = z.object({ account: listedAccountSchema });

const wholeNumberText = (max: number) =>
  z.coerce
    .number('must be a whole number')
    .check(
      z.multipleOf(1, 'must be a whole number'),
      z.gte(1, 'must be at least 1'),
      z.lte(max, `must be at most ${max}`),
    );

const page = {
  limit: z._default(
    wholeNumberText(maxPageSize).check(z.describe('Maximum number of items.')),
    defaultPageSize,
  ),
  cursor: z.optional(
    z
      .string()
      .check(
        z.maxLength(2_000, 'must be the cursor of an earlier page of the same list'),
        z.describe('The cursor of the page before; without it, the first page.'),
      ),
  ),
};

export const pageQuery = strictFields(page);

export const orderListStatusSchema = z
  .enum(['OPEN', 'CLOSED'], 'must be "OPEN" or "CLOSED"')
  .check(z.describe('Open orders, latest first, or closed ones, latest closed first.'));

export const ordersQuery = strictFields({
  ...page,
  status: z._default(orderListStatusSchema, 'OPEN'),
});

const consistent = z._default(
  z.pipe(
    z.coerce.string().check(
      z.refine((value) => ['true', 'false'].includes(value), 'must be "true" or "false"'),
      z.meta({
        type: 'boolean',
        description:
          'Whether everything counts that was answered before. Without it, the answer may lag behind by moments, and costs half as much.',
      }),
    ),
    z.transform((value) => value === 'true'),
  ),
  false,
);

export const tickerQuery = strictFields({ consistent });

export const bookQuery = strictFields({
  depth: z._default(
    wholeNumberText(maxBookDepth).check(z.describe('Maximum number of price levels per side.')),
    10,
  ),
  consistent,
});

export const quoteQuery = strictFields({
  type: orderTypeSchema,
  quantity: wholeNumberText(maxQuantity).check(z.describe('Units to buy or to sell.')),
  consistent,
});

const time = (description: string) =>
  z
    .pipe(
      z.iso.datetime({
        offset: true,
        error: 'must be an ISO 8601 date and time with a time zone',
      }),
      z.transform((value) => Date.parse(value)),
    )
    .check(z.describe(description));

export const candleIntervalSchema = z
  .enum(['1m', '1h', '1d'], 'must be "1m", "1h" or "1d"')
  .check(z.describe('Length of a candle; periods are aligned to UTC.'));

export const candlesQuery = strictFields({
  ...page,
  interval: candleIntervalSchema,
  from: z.optional(time('Only candles that open at this time or later.')),
  to: z.optional(time('Only candles that open before this time.')),
});
