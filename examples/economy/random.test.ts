import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

const draws = (random: Random, number = 1000) =>
  Array.from({ length: number }, () => random.fraction());

describe('Random', () => {
  it('draws the same from the same key, on any machine', () => {
    expect(draws(new Random(7, 'decision', 3, 'miller-1'))).toEqual(
      draws(new Random(7, 'decision', 3, 'miller-1')),
    );
    expect(draws(new Random(7), 4)).toEqual([
      0.04958196356892586, 0.4218120372388512, 0.288856626721099, 0.02505443780682981,
    ]);
  });

  it('draws otherwise from any other key', () => {
    const keys = [[7], [8], ['7'], [7, 7], [7, 'a', 1], [7, 'a', 11], [7, 'a1', 1]];
    const first = keys.map((key) => new Random(...key).fraction());
    expect(new Set(first).size).toBe(keys.length);
  });

  it('spreads evenly over its range', () => {
    const values = draws(new Random('even'), 10_000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const within = values.filter((value) => Math.floor(value * 10) === tenth);
      expect(within.length).toBeGreaterThan(850);
      expect(within.length).toBeLessThan(1150);
    }
  });

  it('draws whole numbers from both ends and all between', () => {
    const random = new Random('whole');
    const drawn = new Set(Array.from({ length: 200 }, () => random.whole(-1, 2)));
    expect([...drawn].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
  });

  it('shuffles without losing or doubling any', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = new Random('shuffle').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.sort((a, b) => a - b)).toEqual(items);
  });
});
