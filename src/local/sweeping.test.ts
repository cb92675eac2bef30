import { expect, it, onTestFinished } from 'vitest';
import { MarketError } from '../model/errors.js';
import { Sweeping } from './sweeping.js';

it('tells of sweeps that failed, but not of those that a busy market had no time for', async () => {
  const outcomes = [
    new MarketError('TIMEOUT', 'no time is left for another call to the store'),
    new MarketError('INTERNAL', 'broken'),
    new MarketError('TIMEOUT', 'no time is left to wait for the store'),
  ];
  const told: unknown[] = [];
  let sweeps = 0;
  const sweeper = async () => {
    const error = outcomes[sweeps];
    sweeps += 1;
    if (error) throw error;
    return { expired: 0, woken: [] };
  };
  const sweeping = new Sweeping(sweeper as never, 1, (error) => told.push(error));
  onTestFinished(() => sweeping.stop());
  await expect.poll(() => sweeps).toBeGreaterThan(outcomes.length);
  expect(told).toEqual([outcomes[1]]);
});

it('tells who has asked for a sweep that there was no time for it', async () => {
  const error = new MarketError('TIMEOUT', 'no time is left to wait for the store');
  const sweeping = new Sweeping(
    () => Promise.reject(error),
    60_000,
    (told) => expect.fail(String(told)),
  );
  onTestFinished(() => sweeping.stop());
  await expect(sweeping.sweep()).rejects.toBe(error);
});
