/** A computed value that no longer fits a safe integer. Amounts are never rounded. */
export class AmountOutOfRangeError extends RangeError {
  override readonly name = 'AmountOutOfRangeError';
}

/** `quantity × pricePerUnit`, exact. Throws {@link AmountOutOfRangeError} beyond 2^53 − 1. */
export function tradeValue(quantity: number, pricePerUnit: number): number {
  return toSafeInteger(BigInt(quantity) * BigInt(pricePerUnit));
}

/** Converts without rounding. Throws {@link AmountOutOfRangeError} where that is impossible. */
export function toSafeInteger(amount: bigint): number {
  const value = Number(amount);
  if (!Number.isSafeInteger(value)) {
    throw new AmountOutOfRangeError(`${amount} is outside the range of exact integers`);
  }
  return value;
}

/**
 * The sale fee due for one more trade of a Sell order. In total, many small fills are charged as much
 * as one large fill. Never negative and never above the trade's own value, even if the rate changed
 * while the order was open.
 */
export function saleFeeDue(sale: {
  /** Value of all trades of the order so far, this one included. */
  cumulativeValue: bigint;
  /** Value of this trade. */
  value: number;
  /** Fees charged for the earlier trades. */
  charged: bigint;
  basisPoints: number;
}): number {
  const due = (sale.cumulativeValue * BigInt(sale.basisPoints)) / 10_000n - sale.charged;
  if (due <= 0n) return 0;
  return due > BigInt(sale.value) ? sale.value : Number(due);
}

export function smallerAmount(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}
