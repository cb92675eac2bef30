import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isMarketError, parseOrderRequest, type ValidOrderRequest } from 'material-market';
import { UsageError } from './options.js';
import { things } from './text.js';

/** An order as a file has it. */
interface FileOrder
  extends Pick<ValidOrderRequest, 'type' | 'material' | 'quantity' | 'pricePerUnit'> {
  /** Line of the file, from 1. */
  readonly line: number;
}

export interface OrdersFile {
  /** Follows from the content: the same orders again are known by it. */
  readonly id: string;
  readonly orders: readonly FileOrder[];
}

const columns = ['type', 'material', 'quantity', 'pricePerUnit'] as const;
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
  return { id, orders: parseOrders(path, content) };
}

function parseOrders(path: string, content: Buffer): FileOrder[] {
  const orders: FileOrder[] = [];
  const complaints: string[] = [];
  const lines = decode(path, content).split(/\r\n|\n|\r/);
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '' || (index === 0 && isHeader(text))) continue;
    const line = index + 1;
    const order = parseOrder(text, line);
    if (typeof order === 'string') complaints.push(`  line ${line}: ${order}`);
    else orders.push(order);
  }
  if (complaints.length > 0) throw new UsageError(complain(path, complaints));
  if (orders.length === 0) throw new UsageError(`${path} has no orders`);
  return orders;
}

function decode(path: string, content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new UsageError(`${path} is not a text file in UTF-8`, { cause: error });
  }
}

function isHeader(text: string): boolean {
  return fieldsOf(text).join().toLowerCase() === columns.join().toLowerCase();
}

function fieldsOf(text: string): string[] {
  return text.split(',').map((field) => field.trim());
}

/** The order of a line, or what is wrong with it by the market's own rules. */
function parseOrder(text: string, line: number): FileOrder | string {
  const fields = fieldsOf(text);
  if (fields.length !== columns.length) {
    return `has ${things(fields.length, 'field')} instead of ${columns.length} (${columns.join()})`;
  }
  const [type, material, quantity, pricePerUnit] = fields.map((field) => field || undefined);
  const body = { type, material, quantity: number(quantity), pricePerUnit: number(pricePerUnit) };
  try {
    const order = parseOrderRequest(body);
    return { line, ...pick(order) };
  } catch (error) {
    if (!isMarketError(error)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  }
}

function pick({ type, material, quantity, pricePerUnit }: ValidOrderRequest) {
  return { type, material, quantity, pricePerUnit };
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
