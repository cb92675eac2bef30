import { isListed } from '../model/limits.js';
import type { StatementEntry } from './entities.js';
import type { MarketWrite } from './store.js';

/**
 * Puts what an account is due into its box, and why onto its statement. Orders without an account
 * have no statement, since nobody could read it as theirs: trades and order records say why.
 */
export function creditWrites(entry: StatementEntry): MarketWrite[] {
  const { account, material, credit } = entry;
  const writes: MarketWrite[] = [{ write: 'creditBox', account, material, credit }];
  if (isListed(account)) writes.push({ write: 'putStatement', entry });
  return writes;
}

/** How many writes {@link creditWrites} gives. */
export function creditWriteCount(account: string): number {
  return isListed(account) ? 2 : 1;
}
