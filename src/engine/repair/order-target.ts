import type { AcceptedOrder, OpenOrder, OrderClosure, OrderRecord } from '../entities.js';
import { acceptedOrderOf, closureOf } from '../orders.js';
import type { ToldClosure } from './market-items.js';
import type { Progress } from './trade-history.js';

/** How an order should stand, by what the Ledger knows of it. */
export interface OrderTarget {
  /** The order with the progress that its trades say. */
  readonly order: OpenOrder;
  /** Null when it belongs into the book. */
  readonly closure: OrderClosure | null;
}

/** Why nobody can say how an order should stand. */
export class Contradiction {
  constructor(readonly problem: string) {}
}

/**
 * An order's trades and reductions say how much of it is left; its record, or else its account's statement, says how
 * it ended. A record that says FILLED without the trades that filled it is not believed: nobody
 * traded with it then, so it is open.
 */
export function targetOf(
  accepted: AcceptedOrder,
  closure: OrderClosure | null,
  told: ToldClosure | undefined,
  progress: Progress,
  reducedQuantity: number,
): OrderTarget | Contradiction {
  const quantity = accepted.quantity - reducedQuantity;
  if (progress.quantity > BigInt(quantity)) {
    return new Contradiction(
      `has trades of ${progress.quantity}, more than its quantity of ${quantity}`,
    );
  }
  const order: OpenOrder = {
    ...acceptedOrderOf(accepted),
    remainingQuantity: quantity - Number(progress.quantity),
    reducedQuantity,
    tradedValue: progress.value,
    feeCharged: progress.fee,
  };
  const end = closure ?? told ?? null;
  if (order.remainingQuantity === 0) {
    if (end && end.status !== 'FILLED') {
      return new Contradiction(`is ${end.status}, while its trades fill it`);
    }
    const closedAt = end?.closedAt ?? progress.lastAt;
    const filled = { status: 'FILLED', closeReason: 'FILLED', closedAt } as const;
    return { order, closure: closureOf(order, filled) };
  }
  if (end === null || end.status === 'FILLED') return { order, closure: null };
  return { order, closure: closureOf(order, end) };
}

/** The record that goes with a target. */
export function recordOf({ order, closure }: OrderTarget): OrderRecord {
  return { ...acceptedOrderOf(order), reducedQuantity: order.reducedQuantity, closure };
}
