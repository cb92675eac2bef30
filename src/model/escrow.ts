import * as z from 'zod/mini';
import {
  limitValueIsSafe,
  type OrderRequest,
  orderTypeSchema,
  pricePerUnitSchema,
  quantitySchema,
} from './request.js';
import { parseRequest } from './validation.js';

/** What an order is paid with follows from these; it may have further fields. */
const escrowSchema = z
  .object(
    { type: orderTypeSchema, quantity: quantitySchema, pricePerUnit: pricePerUnitSchema },
    'must be an order',
  )
  .check(limitValueIsSafe());

/** What the market holds for an order. */
export interface Escrow {
  /** Units of the order's material; 0 for a Buy. */
  readonly goods: number;
  /** Coins; 0 for a Sell. */
  readonly coins: number;
}

/**
 * What to debit from a player before you place an order: the goods of a Sell, the maximum cost of a
 * Buy. All of it comes back through the delivery box, as goods or as coins.
 *
 * @throws MarketError `VALIDATION_FAILED` naming every invalid field.
 * @example
 * ```ts
 * const { goods, coins } = escrowOf({ type: 'Buy', quantity: 30, pricePerUnit: 12 }); // 0, 360
 * ```
 */
export function escrowOf(order: Pick<OrderRequest, 'type' | 'quantity' | 'pricePerUnit'>): Escrow {
  const { type, quantity, pricePerUnit } = parseRequest(escrowSchema, order, 'order');
  return type === 'Sell'
    ? { goods: quantity, coins: 0 }
    : { goods: 0, coins: quantity * pricePerUnit };
}
