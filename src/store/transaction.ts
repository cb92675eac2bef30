import {
  type MarketWrite,
  maxTransactionWrites,
  type TransactionOptions,
} from '../engine/store.js';
import { MarketError } from '../model/errors.js';
import { keyOfWrite } from './dynamodb/stored-items.js';
import type { ItemKey } from './keys.js';

const maxTokenLength = 36;

/** The key of every write; throws when they are no transaction that DynamoDB would take. */
export function checkTransaction(
  writes: readonly MarketWrite[],
  { token }: TransactionOptions,
): ItemKey[] {
  if (writes.length === 0 || writes.length > maxTransactionWrites) {
    throw new MarketError(
      'INTERNAL',
      `a transaction has 1 to ${maxTransactionWrites} writes, this one has ${writes.length}`,
    );
  }
  if (token.length === 0 || token.length > maxTokenLength) {
    throw new MarketError('INTERNAL', `a token has 1 to ${maxTokenLength} characters: "${token}"`);
  }
  const seen = new Set<string>();
  return writes.map((write) => {
    const key = keyOfWrite(write);
    const item = `${key.table} ${key.partition} ${key.sort}`;
    if (seen.has(item)) {
      throw new MarketError('INTERNAL', `a transaction writes an item only once: ${item}`);
    }
    seen.add(item);
    return key;
  });
}
