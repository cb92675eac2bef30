import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Columns, fromColumns, toColumns } from './columns.js';

interface Row {
  readonly name: string;
  readonly count: number;
  readonly amount: bigint;
}

const columns: Columns<Row> = {
  name: ['names', 'plain'],
  count: ['counts', 'plain'],
  amount: ['amounts', 'amount'],
};

it('gives back the rows it was given, also where all share a value such as "0"', () => {
  const row = fc.record({
    name: fc.constantFrom('0', '', 'ada', 'ö#"'),
    count: fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER),
    amount: fc.constantFrom(0n, 1n, 2n ** 80n),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
      const text = toColumns(rows, columns);
      const item = text === undefined ? {} : { rows: { S: text } };
      expect(fromColumns(item, 'rows', columns)).toEqual(rows);
    }),
  );
});
