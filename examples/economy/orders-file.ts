import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isMarketError, parseOrderRequest, type ValidOrderRequest } from 'material-market';
import { UsageError } from './options.js';
import { things } from './text.js';

interface Row {
  /** Line of the file, from 1. */
  readonly line: number;
}

/** A row with an order to post. */
export interface NewRow extends Row {
  readonly action: 'new';
  /** Its name in the file: its `ref`, or else its line. */
  readonly ref: string;
  readonly order: Pick<
    ValidOrderRequest,
    'type' | 'material' | 'quantity' | 'pricePerUnit' | 'account' | 'timeInForce'
  >;
}

/** A row that changes the order of an earlier one. */
export type ChangeRow = Row & { readonly of: NewRow } & (
    | { readonly action: 'cancel' }
    /** By how many units, at its place in the queue. */
    | { readonly action: 'reduce'; readonly by: number }
  );

export interface OrdersFile {
  /** Follows from the content: the same rows again are known by it. */
  readonly id: string;
  readonly rows: readonly (NewRow | ChangeRow)[];
}

const plainColumns = ['type', 'material', 'quantity', 'pricePerUnit'] as const;
const allColumns = [...plainColumns, 'action', 'ref', 'account', 'timeInForce'] as const;
type Column = (typeof allColumns)[number];
type Fields = Readonly<Partial<Record<Column, string>>>;

const maxComplaints = 10;

/** @throws UsageError when the file cannot be read, or naming each line that is no order. */
export async function readOrdersFile(path: string): Promise<OrdersFile> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read the orders: ${reason}`, { cause: error });
  }
  const id = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { id, rows: parseRows(path, content) };
}

function parseRows(path: string, content: Buffer): (NewRow | ChangeRow)[] {
  const rows: (NewRow | ChangeRow)[] = [];
  const complaints: string[] = [];
  const byRef = new Map<string, NewRow>();
  const lines = decode(path, content).split(/\r\n|\n|\r/);
  const header = headerOf(path, lines[0] ?? '');
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '' || (index === 0 && header)) continue;
    const line = index + 1;
    const row = parseRow(text, line, header ?? plainColumns, byRef);
    if (typeof row === 'string') complaints.push(`  line ${line}: ${row}`);
    else rows.push(row);
  }
  if (complaints.length > 0) throw new UsageError(complain(path, complaints));
  if (rows.length === 0) throw new UsageError(`${path} has no orders`);
  return rows;
}

function decode(path: string, content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new UsageError(`${path} is not a text file in UTF-8`, { cause: error });
  }
}

/** The columns that the first line names, in its order; undefined when it is an order. */
function headerOf(path: string, text: string): readonly Column[] | undefined {
  const names = fieldsOf(text);
  const columns = names.map((name) =>
    allColumns.find((column) => column.toLowerCase() === name.toLowerCase()),
  );
  // A material may be called "type" or "ref"; four of them in one order may not.
  if (columns.filter((column) => column !== undefined).length < plainColumns.length) {
    return undefined;
  }
  const unknown = names.filter((_, index) => columns[index] === undefined);
  const missing = plainColumns.filter((column) => !columns.includes(column));
  const isTwice = new Set(columns).size < columns.length;
  if (unknown.length > 0 || missing.length > 0 || isTwice) {
    throw new UsageError(
      `${path} has the columns ${names.join()}; it must have ${plainColumns.join()}, and may have ${allColumns.slice(plainColumns.length).join()}, each once`,
    );
  }
  return columns as Column[];
}

function fieldsOf(text: string): string[] {
  return text.split(',').map((field) => field.trim());
}

/** The row of a line, or what is wrong with it. */
function parseRow(
  text: string,
  line: number,
  columns: readonly Column[],
  byRef: Map<string, NewRow>,
): NewRow | ChangeRow | string {
  const values = fieldsOf(text);
  if (values.length !== columns.length) {
    return `has ${things(values.length, 'field')} instead of ${columns.length} (${columns.join()})`;
  }
  const fields: Fields = Object.fromEntries(
    columns.flatMap((column, index) => (values[index] ? [[column, values[index]]] : [])),
  );
  const { action = 'new', ref } = fields;
  if (action === 'new') return parseNew(fields, line, byRef);
  if (action !== 'cancel' && action !== 'reduce') {
    return `action: must be new, cancel or reduce, not '${action}'`;
  }
  if (ref === undefined) return `ref: is required, to say which order to ${action}`;
  const of = byRef.get(ref);
  if (of === undefined) return `ref: no earlier line has an order ${ref}`;
  if (action === 'cancel') return { action, line, of };
  const by = number(fields.quantity);
  if (typeof by !== 'number' || !Number.isSafeInteger(by) || by < 1) {
    return 'quantity: must be a whole number of at least 1, by which to reduce the order';
  }
  return { action, line, of, by };
}

/** What is wrong is told by the market's own rules. */
function parseNew(fields: Fields, line: number, byRef: Map<string, NewRow>): NewRow | string {
  const { type, material, quantity, pricePerUnit, account, timeInForce, ref } = fields;
  const earlier = ref === undefined ? undefined : byRef.get(ref);
  if (earlier) return `ref: ${ref} is that of the order in line ${earlier.line}`;
  const body = {
    type,
    material,
    quantity: number(quantity),
    pricePerUnit: number(pricePerUnit),
    ...(account && { account }),
    ...(timeInForce && { timeInForce }),
  };
  try {
    const order = parseOrderRequest(body);
    const row: NewRow = { action: 'new', line, ref: ref ?? String(line), order: pick(order) };
    if (ref !== undefined) byRef.set(ref, row);
    return row;
  } catch (error) {
    if (!isMarketError(error)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  }
}

function pick(order: ValidOrderRequest): NewRow['order'] {
  const { type, material, quantity, pricePerUnit, account, timeInForce } = order;
  return { type, material, quantity, pricePerUnit, account, timeInForce };
}

/** What does not look like a number stays as it is, for the rules to refuse. */
function number(text: string | undefined): number | string | undefined {
  return text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function complain(path: string, complaints: readonly string[]): string {
  const more = complaints.length - maxComplaints;
  return [
    `${path} was not posted, it has ${things(complaints.length, 'bad line')}:`,
    ...complaints.slice(0, maxComplaints),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}
