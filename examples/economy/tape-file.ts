import { writeFile } from 'node:fs/promises';
import type { TapedTrade } from './market.js';
import { UsageError } from './options.js';

const columns = 'sequence,material,quantity,pricePerUnit,makerRef,takerRef';

/** Empties the file: whether it can be written shows before anything is posted. */
export function emptyTapeFile(path: string): Promise<void> {
  return write(path, '');
}

/**
 * Writes the trades, one to a line, in the order in which they happened. `refOf` says what an order is
 * called.
 */
export function writeTapeFile(
  path: string,
  trades: readonly TapedTrade[],
  refOf: (orderId: string) => string,
): Promise<void> {
  const sorted = [...trades].sort((a, b) => a.at - b.at || a.sequence - b.sequence);
  const lines = sorted.map(({ sequence, material, quantity, pricePerUnit, ...trade }) => {
    const { buyOrderId, sellOrderId, takerType } = trade;
    const [maker, taker] =
      takerType === 'Buy' ? [sellOrderId, buyOrderId] : [buyOrderId, sellOrderId];
    return [sequence, material, quantity, pricePerUnit, refOf(maker), refOf(taker)].join();
  });
  return write(path, [columns, ...lines, ''].join('\n'));
}

async function write(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write the tape: ${reason}`, { cause: error });
  }
}
