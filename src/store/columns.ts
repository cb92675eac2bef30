import { type Attributes, attribute, type Scalar } from './attributes.js';

type ReaderOf<Value> = (item: Attributes, name: string) => Value extends string ? string : Value;

/** For every field of a row, the attribute that holds its column, and how it is read. */
export type Columns<Row> = {
  readonly [Field in keyof Row]-?: readonly [name: string, read: ReaderOf<Row[Field]>];
};

/**
 * Rows as one attribute per column, so that names, and values which all rows share, are stored and
 * paid for only once. The first column is always a list, which tells the number of rows.
 */
export function toColumns<Row extends { readonly [Field in keyof Row]: Scalar }>(
  rows: readonly Row[],
  columns: Columns<Row>,
): Attributes {
  const result: Attributes = {};
  for (const [field, [name]] of fieldsOf(columns)) {
    const values = rows.map((row) => row[field]);
    const [first] = values;
    const isList = Object.keys(result).length === 0 || values.some((value) => value !== first);
    if (first === undefined) continue;
    if (isList) result[name] = { L: values.map(attribute) };
    else if (first !== 0n) result[name] = attribute(first);
  }
  return result;
}

export function fromColumns<Row>(item: Attributes, columns: Columns<Row>): Row[] {
  const fields = fieldsOf(columns);
  const count = (fields[0] && item[fields[0][1][0]]?.L?.length) ?? 0;
  return Array.from({ length: count }, (_, row) => {
    const values = fields.map(([field, [name, read]]) => {
      const column = item[name];
      const cell = column?.L?.[row] ?? column;
      return [field, read(cell ? { [name]: cell } : {}, name)];
    });
    return Object.fromEntries(values) as Row;
  });
}

function fieldsOf<Row>(columns: Columns<Row>) {
  return Object.entries(columns) as [keyof Row, Columns<Row>[keyof Row]][];
}
