import { marketTables } from '../deployment/tables.js';
import { type Attributes, attributes } from './dynamodb/attributes.js';

/** Where an item is kept: its table, and the values of its partition key and sort key. */
export interface ItemKey {
  readonly table: 'orders' | 'ledger';
  readonly partition: string;
  readonly sort: string;
}

/** The key of an item, as attributes. */
export function keyAttributes({ table, partition, sort }: ItemKey): Attributes {
  const { partitionKey, sortKey } = marketTables[table];
  return attributes({ [partitionKey.name]: partition, [sortKey.name]: sort });
}

/** Items of one partition with `from <= sort key <= to`. */
export interface KeyRange {
  readonly table: ItemKey['table'];
  readonly partition: string;
  readonly from: string;
  readonly to: string;
  readonly descending?: boolean;
}

/** Partition of the items of the market as a whole; their sort keys say what they are. */
export const marketPartition = 'MARKET#';
/** Partitions of what belongs to one account; the sort keys say what it is. */
export const accountPrefix = 'ACCOUNT#';

/** Digits of the maximum safe integer, so that padded numbers sort as numbers do. */
const integerDigits = String(Number.MAX_SAFE_INTEGER).length;

/** Sorts after every character that follows a prefix: those of names, digits, `-` and `#`. */
export const afterAll = '~';

export function ledgerKey(partition: string, sort: string): ItemKey {
  return { table: 'ledger', partition, sort };
}

export function ledgerRange(
  partition: string,
  range: Pick<KeyRange, 'from' | 'to' | 'descending'>,
): KeyRange {
  return { table: 'ledger', partition, ...range };
}

/** A number as text that sorts like it. */
export function padded(integer: number): string {
  return String(integer).padStart(integerDigits, '0');
}

export function startingWith(prefix: string): { from: string; to: string } {
  return { from: prefix, to: prefix + afterAll };
}
