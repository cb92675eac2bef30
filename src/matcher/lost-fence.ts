import { setTimeout as delay } from 'node:timers/promises';
import type { Market } from '../engine/market.js';
import {
  FenceLostError,
  type WakeUp,
  type WakeUpResult,
  wakeMaterial,
} from '../engine/matching/wake-material.js';
import type { RetryOptions } from '../store/retries.js';

/** Plans of one material in one invocation that a rival may overtake. */
const maxAttempts = 3;
/** A rival's transaction takes some 30 ms, and it may have several. */
const basePauseMs = 50;

export interface LostFenceOptions extends Pick<RetryOptions, 'random' | 'wait'> {
  /** Called each time that another matcher got ahead. */
  readonly onLostFence: () => void;
}

/**
 * Wakes a material, and plans anew when another matcher got ahead: until the record is dealt with,
 * all later ones of its lane wait. A rival that keeps getting ahead is doing the work, so the record
 * goes back to the stream then.
 */
export async function wakeAfterRivals(
  market: Market,
  wakeUp: WakeUp,
  { random = Math.random, wait = delay, onLostFence }: LostFenceOptions,
): Promise<WakeUpResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await wakeMaterial(market, wakeUp);
    } catch (error) {
      if (!(error instanceof FenceLostError)) throw error;
      onLostFence();
      if (attempt === maxAttempts) throw error;
      // At least half of it, so that two matchers do not lose to each other at once again.
      await wait(basePauseMs * 2 ** (attempt - 1) * (0.5 + random() / 2));
    }
  }
}
