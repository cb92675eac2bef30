import { MarketError } from '../../model/errors.js';

/** By signal: what is to be done when it is aborted. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal is aborted, which it is not yet; gives what ends that. However many
 * calls share a signal, it gets one listener: Node takes eleven for a leak and warns of them.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  let callbacks = waiting.get(signal);
  if (callbacks === undefined) {
    const added = new Set<() => void>();
    callbacks = added;
    waiting.set(signal, added);
    signal.addEventListener('abort', () => {
      for (const call of added) call();
    });
  }
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
}

export function aborted(signal: AbortSignal): MarketError {
  return new MarketError('ABORTED', 'the call was aborted', { cause: signal.reason });
}
