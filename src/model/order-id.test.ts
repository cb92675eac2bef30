import { describe, expect, it } from 'vitest';
import {
  acceptanceTimeOf,
  idempotencyHashOf,
  isOrderId,
  laterOrderId,
  OrderIdFactory,
} from './order-id.js';

const moment = Date.parse('2026-11-22T12:00:00.000Z');

/** Ids of one factory, with the clock at these times. */
function idsAt(times: readonly number[]): string[] {
  let now = 0;
  const factory = new OrderIdFactory(() => now);
  return times.map((time, index) => {
    now = time;
    return factory.next('ada', String(index));
  });
}

function expectAscending(ids: readonly string[]): void {
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
}

describe('OrderIdFactory', () => {
  it('makes UUIDs of version 7 and of the variant of RFC 9562', () => {
    for (const id of idsAt([moment, moment + 1, 0x7fff_ffff_ffff])) {
      expect(isOrderId(id)).toBe(true);
      expect(id[14]).toBe('7');
      expect('89ab').toContain(id[19]);
    }
  });

  it('begins with the millisecond', () => {
    const [id] = idsAt([moment]);
    expect(acceptanceTimeOf(id as string)).toBe(moment);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7000-/);
  });

  it('ascends within one millisecond, also past the 4,096 that its counter holds', () => {
    const ids = idsAt(Array<number>(10_000).fill(moment));
    expectAscending(ids);
    expect(ids.map(acceptanceTimeOf).at(-1)).toBe(moment + 2);
  });

  it('ascends when the clock catches up with a millisecond that was borrowed', () => {
    const crowded = Array<number>(5_000).fill(moment);
    expectAscending(idsAt([...crowded, moment + 1, moment + 1, moment + 2]));
  });

  it('ascends when the clock goes back', () => {
    const times = [moment, moment + 50, moment - 1_000, moment - 86_400_000, moment + 49];
    const ids = idsAt([...times, moment + 51]);
    expectAscending(ids);
    expect(acceptanceTimeOf(ids[4] as string)).toBe(moment + 50);
  });

  it('leads from the idempotency key to one hash, in every process and at any time', () => {
    const hash = (account: string, key: string, probe?: number, time = moment) =>
      idempotencyHashOf(new OrderIdFactory(() => time).next(account, key, probe));
    expect(hash('ada', '1')).toBe(hash('ada', '1', 0, moment + 12_345));
    expect(hash('ada', '1')).toMatch(/^[89ab][0-9a-f]{15}$/);
    const different = [
      hash('ada', '1'),
      hash('ada', '1', 1),
      hash('ada', '2'),
      hash('bob', '1'),
      hash('ada"', '1'),
      hash('ada', '"1'),
      hash('ada1', ''),
    ];
    expect(new Set(different).size).toBe(different.length);
  });
});

describe('laterOrderId', () => {
  it('has the empty string before all ids', () => {
    const [first, second] = idsAt([moment, moment]) as [string, string];
    expect(laterOrderId(first, second)).toBe(second);
    expect(laterOrderId(second, first)).toBe(second);
    expect(laterOrderId('', first)).toBe(first);
    expect(laterOrderId(first, '')).toBe(first);
  });
});

describe('isOrderId', () => {
  it('refuses what this market never makes', () => {
    const [id] = idsAt([moment]) as [string];
    const others = ['', id.toUpperCase(), id.slice(1), `${id}0`, id.replace('-7', '-4')];
    for (const other of others) expect(isOrderId(other)).toBe(false);
  });
});
