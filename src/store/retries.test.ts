import { expect, it } from 'vitest';
import type { MarketStore } from '../engine/store.js';
import { MarketError } from '../model/errors.js';
import { MemoryStore } from './memory/memory-store.js';
import { withRetries } from './retries.js';

/** A store whose heads fail a number of times. */
function failing(times: number, error: Error) {
  let calls = 0;
  const store: MarketStore = new MemoryStore();
  store.getHead = async () => {
    calls += 1;
    if (calls <= times) throw error;
    return undefined;
  };
  return { store, calls: () => calls };
}

const throttled = new MarketError('THROTTLED', 'slow down');
const fast = { basePauseMs: 1, maxPauseMs: 2 };

it('repeats what a repetition can heal', async () => {
  const { store, calls } = failing(3, throttled);
  await expect(withRetries(store, fast).getHead('wheat')).resolves.toBeUndefined();
  expect(calls()).toBe(4);
});

it('gives up after a bounded number of attempts, with the last error', async () => {
  const { store, calls } = failing(99, throttled);
  const retrying = withRetries(store, { ...fast, attempts: 5 });
  await expect(retrying.getHead('wheat')).rejects.toBe(throttled);
  expect(calls()).toBe(5);
});

it('does not repeat what no repetition can heal', async () => {
  const refused = new MarketError('CONFIGURATION', 'no such table');
  const { store, calls } = failing(99, refused);
  await expect(withRetries(store, fast).getHead('wheat')).rejects.toBe(refused);
  expect(calls()).toBe(1);
});

it('begins no call, and no pause, that the time left does not allow', async () => {
  const { store, calls } = failing(99, throttled);
  const noTime = withRetries(store, { remainingTime: () => 900 });
  await expect(noTime.getHead('wheat')).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(calls()).toBe(0);
  const little = withRetries(store, { remainingTime: () => 1_010, random: () => 0.99 });
  await expect(little.getHead('wheat')).rejects.toBe(throttled);
  expect(calls()).toBe(1);
});

it('ends a call that is not answered in time, and lets go of its connection', async () => {
  let isLetGo = false;
  const store: MarketStore = new MemoryStore();
  const stalled: MarketStore = new MemoryStore();
  stalled.getHead = () => new Promise((resolve) => setTimeout(resolve, 2_000, undefined));
  const abortable = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      isLetGo = true;
    });
    return stalled;
  };
  const retrying = withRetries(Object.assign(store, { abortable }), {
    remainingTime: () => 1_020,
    attempts: 1,
  });
  await expect(retrying.getHead('wheat')).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(isLetGo).toBe(true);
});

it('pauses at random below a bound that grows', async () => {
  const { store } = failing(99, throttled);
  const pauses: number[] = [];
  const retrying = withRetries(store, {
    attempts: 4,
    basePauseMs: 8,
    maxPauseMs: 20,
    random: () => {
      pauses.push(performance.now());
      return 1;
    },
  });
  await expect(retrying.getHead('wheat')).rejects.toBe(throttled);
  const gaps = pauses.slice(1).map((at, index) => at - (pauses[index] as number));
  expect(gaps[0]).toBeGreaterThanOrEqual(7);
  expect(gaps[1]).toBeGreaterThanOrEqual(15);
});
