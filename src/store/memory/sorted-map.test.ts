import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedMap } from './sorted-map.js';

test('behaves like a sorted list of entries, over many chunks', () => {
  const key = fc.integer({ min: 0, max: 3000 }).map((number) => String(number).padStart(4, '0'));
  const change = fc.record({ key, isDeleted: fc.boolean() });
  const changes = fc.array(change, { size: 'max', maxLength: 2500 });
  fc.assert(
    fc.property(changes, key, key, (sequence, from, to) => {
      const map = new SortedMap<number>();
      const model = new Map<string, number>();
      for (const [index, { key, isDeleted }] of sequence.entries()) {
        if (isDeleted && index % 3 === 0) {
          map.delete(key);
          model.delete(key);
        } else {
          map.set(key, index);
          model.set(key, index);
        }
      }
      const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
      expect([...map.ascending('', '~')]).toEqual(sorted);
      expect([...map.descending('', '~')]).toEqual(sorted.toReversed());
      expect([...map.values()]).toEqual(sorted.map(([, value]) => value));
      const between = sorted.filter(([key]) => from <= key && key <= to);
      expect([...map.ascending(from, to)]).toEqual(between);
      expect([...map.descending(from, to)]).toEqual(between.toReversed());
      expect(map.get(from)).toBe(model.get(from));
    }),
    { numRuns: 15 },
  );
});
