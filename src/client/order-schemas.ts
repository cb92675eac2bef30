import * as z from 'zod/mini';
import {
  accountSchema,
  limitValueIsSafe,
  orderFields,
  orderTypeSchema,
  text,
} from '../model/request.js';
import { strictFields } from '../model/validation.js';

/** Orders as the client takes them. The handlers load none of this. */

/** Id of an order, as far as it can be one. */
export const orderIdSchema = text(100);

/** An order as the client takes it: whose it is must be said. */
export const namedOrderSchema = strictFields(
  { type: orderTypeSchema, ...orderFields(accountSchema) },
  'must be an order',
).check(limitValueIsSafe());

/** An order whose type is said by the call that takes it. */
export const oneSidedOrderSchema = (type: 'Buy' | 'Sell') =>
  strictFields(
    {
      ...orderFields(accountSchema),
      type: z.optional(z.literal(type, `must be left out, or "${type}"`)),
    },
    'must be an order',
  ).check(limitValueIsSafe());
