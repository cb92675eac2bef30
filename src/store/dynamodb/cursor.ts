import type { OpenOrderKey } from '../../engine/entities.js';
import { decodeCursor, encodeCursor, notACursor } from '../../engine/reads/cursor.js';
import { orderKey, parseOrderKey } from '../../model/order-key.js';
import type { KeyRange } from '../keys.js';

/** The page after the item with that sort key. */
export function cursorAfter(sort: string): string {
  return encodeCursor(sort);
}

/** The sort key that a cursor stands for; undefined for the first page. */
export function sortKeyOf(
  cursor: string | null | undefined,
  { from, to }: Pick<KeyRange, 'from' | 'to'>,
): string | undefined {
  const sort = decodeCursor(cursor);
  // Outside of the range, DynamoDB would answer with a fault of the server.
  if (sort !== undefined && (sort < from || sort > to)) throw notACursor();
  return sort;
}

/** The page after that order of an account. */
export function accountCursorAfter(order: OpenOrderKey): string {
  return cursorAfter(`${order.material}#${orderKey(order)}`);
}

/** The order that an account's cursor stands for: both its keys, and its id. */
export function accountPositionOf(cursor: string | null | undefined):
  | {
      readonly material: string;
      readonly orderKey: string;
      readonly orderId: string;
    }
  | undefined {
  const text = decodeCursor(cursor);
  if (text === undefined) return undefined;
  const [material, ...rest] = text.split('#');
  const key = rest.join('#');
  const orderId = parseOrderKey(key)?.orderId;
  if (!material || orderId === undefined) throw notACursor();
  return { material, orderKey: key, orderId };
}
