import { type Attributes, type Scalar, stringOf, UnreadableAttribute } from './attributes.js';

/** For every field of a row, the name of its column, and whether it holds exact amounts. */
export type Columns<Row> = {
  readonly [Field in keyof Row]-?: readonly [
    name: string,
    kind: Row[Field] extends bigint ? 'amount' : 'plain',
  ];
};

type Cell = string | number;

/**
 * Rows as one JSON text, a list per column: names, and values that all rows share, are stored and
 * paid for only once. One text rather than a DynamoDB list, since what a write costs in processor
 * time, at the client and in the engine, goes by the number of attribute values.
 */
export function toColumns<Row extends { readonly [Field in keyof Row]: Scalar }>(
  rows: readonly Row[],
  columns: Columns<Row>,
): string | undefined {
  if (rows.length === 0) return undefined;
  const result: Record<string, Cell | Cell[]> = {};
  for (const [index, [field, [name, kind]]] of fieldsOf(columns).entries()) {
    const cells = rows.map((row) => toCell(row[field]));
    const first = cells[0] as Cell;
    // The first column is always a list: it tells how many rows there are.
    const isList = index === 0 || cells.some((cell) => cell !== first);
    if (isList) result[name] = cells;
    else if (kind === 'plain' || first !== '0') result[name] = first;
  }
  return JSON.stringify(result);
}

export function fromColumns<Row>(
  item: Attributes,
  attributeName: string,
  columns: Columns<Row>,
): Row[] {
  if (item[attributeName] === undefined) return [];
  const text = stringOf(item, attributeName);
  try {
    return rowsOf(JSON.parse(text) as Readonly<Record<string, unknown>>, columns);
  } catch {
    // The parser's own words quote the content.
    throw new UnreadableAttribute(attributeName);
  }
}

function rowsOf<Row>(lists: Readonly<Record<string, unknown>>, columns: Columns<Row>): Row[] {
  const fields = fieldsOf(columns);
  const [first] = fields;
  const firstColumn = first && lists[first[1][0]];
  if (!Array.isArray(firstColumn)) throw new TypeError('the first column is no list');
  const count = firstColumn.length;
  return Array.from({ length: count }, (_, row) => {
    const values = fields.map(([field, [name, kind]]) => {
      const column = lists[name];
      if (Array.isArray(column) && column.length !== count) throw new TypeError(`short: ${name}`);
      const cell: unknown = Array.isArray(column) ? column[row] : column;
      return [field, kind === 'amount' ? toAmount(cell) : toPlain(cell)];
    });
    return Object.fromEntries(values) as Row;
  });
}

function toAmount(cell: unknown): bigint {
  if (cell === undefined) return 0n;
  if (typeof cell !== 'string' || !/^-?\d+$/.test(cell)) throw new TypeError('no amount');
  return BigInt(cell);
}

function toPlain(cell: unknown): Cell {
  if (typeof cell === 'string' || Number.isSafeInteger(cell)) return cell as Cell;
  throw new TypeError('neither text nor a whole number');
}

/** Amounts as text, since JSON's numbers would round them. */
function toCell(value: Scalar): Cell {
  return typeof value === 'bigint' ? String(value) : value;
}

function fieldsOf<Row>(columns: Columns<Row>) {
  return Object.entries(columns) as [keyof Row, Columns<Row>[keyof Row]][];
}
