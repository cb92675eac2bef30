import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { MarketError } from '../../model/errors.js';

/** Attributes of an item, or of a map in it. */
export type Attributes = Record<string, AttributeValue>;

export type Scalar = string | number | bigint;

/** Numbers go as decimal strings both ways: DynamoDB keeps 38 digits of them, exactly. */
export function attribute(value: Scalar): AttributeValue {
  return typeof value === 'string' ? { S: value } : { N: String(value) };
}

/** Attributes with a value; what is null, undefined or an empty map is left out. */
export function attributes(
  values: Readonly<Record<string, Scalar | Attributes | null | undefined>>,
): Attributes {
  const result: Attributes = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    if (typeof value !== 'object') result[name] = attribute(value);
    else if (Object.keys(value).length > 0) result[name] = { M: value };
  }
  return result;
}

export function stringOf(item: Attributes, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw unreadable(name, item);
  return value;
}

export function optionalString(item: Attributes, name: string): string | null {
  return item[name]?.S ?? null;
}

export function integerOf(item: Attributes, name: string): number {
  const value = Number(item[name]?.N);
  if (!Number.isSafeInteger(value)) throw unreadable(name, item);
  return value;
}

export function optionalInteger(item: Attributes, name: string): number | null {
  return item[name] === undefined ? null : integerOf(item, name);
}

/** Amounts are left out where they are zero. */
export function amountOf(item: Attributes, name: string): bigint {
  return BigInt(item[name]?.N ?? 0);
}

export function mapOf(item: Attributes, name: string): Attributes {
  return item[name]?.M ?? {};
}

function unreadable(name: string, item: Attributes): MarketError {
  return new MarketError(
    'INTERNAL',
    `attribute ${name} is missing or malformed in ${JSON.stringify(item)}: was the table written by something else?`,
  );
}
