import { setTimeout as delay } from 'node:timers/promises';
import { MarketError } from '../model/errors.js';

/** Waits; throws `ABORTED` as soon as the signal says so. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    throw aborted(signal as AbortSignal);
  }
}

export function aborted(signal: AbortSignal): MarketError {
  return new MarketError('ABORTED', 'the call was aborted', { cause: signal.reason });
}
