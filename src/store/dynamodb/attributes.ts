import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Attributes of an item, or of a map in it. */
export type Attributes = Record<string, AttributeValue>;

export type Scalar = string | number | bigint;

/** Thrown where an item is decoded; its message is safe to log. */
export class UnreadableAttribute extends Error {
  override readonly name = 'UnreadableAttribute';
  constructor(attributeName: string) {
    super(`attribute ${attributeName} is missing or malformed`);
  }
}

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
  if (value === undefined) throw new UnreadableAttribute(name);
  return value;
}

export function optionalString(item: Attributes, name: string): string | null {
  return item[name] === undefined ? null : stringOf(item, name);
}

export function integerOf(item: Attributes, name: string): number {
  const value = Number(item[name]?.N);
  if (!Number.isSafeInteger(value)) throw new UnreadableAttribute(name);
  return value;
}

export function optionalInteger(item: Attributes, name: string): number | null {
  return item[name] === undefined ? null : integerOf(item, name);
}

/** Amounts are left out where they are zero. */
export function amountOf(item: Attributes, name: string): bigint {
  if (item[name] === undefined) return 0n;
  const digits = item[name].N;
  if (digits === undefined || !/^-?\d+$/.test(digits)) throw new UnreadableAttribute(name);
  return BigInt(digits);
}

/** Flags are left out where they are false. */
export function flagOf(item: Attributes, name: string): boolean {
  return item[name] !== undefined && booleanOf(item, name);
}

export function booleanOf(item: Attributes, name: string): boolean {
  const value = item[name]?.BOOL;
  if (value === undefined) throw new UnreadableAttribute(name);
  return value;
}

/** Maps are left out where they are empty. */
export function mapOf(item: Attributes, name: string): Attributes {
  if (item[name] === undefined) return {};
  const { M } = item[name];
  if (M === undefined) throw new UnreadableAttribute(name);
  return M;
}
