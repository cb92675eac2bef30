import type { ExpiringOrder } from '../../../engine/entities.js';
import { expiryBucketOf } from '../../../model/expiry.js';
import { afterAll, type ItemKey, type KeyRange, ledgerKey, ledgerRange } from '../../keys.js';
import { put, remove } from '../actions.js';
import { stringOf, UnreadableAttribute } from '../attributes.js';
import type { ItemCodec } from '../codec.js';

const prefix = 'EXPIRING#';

/** Orders of a bucket that have expired at `until`. */
export function expiringRange(bucket: string, until: string): KeyRange {
  return ledgerRange(prefix + bucket, { from: '0', to: until + afterAll });
}

const key = ({ expiring }: { readonly expiring: ExpiringOrder }): ItemKey =>
  ledgerKey(prefix + expiryBucketOf(expiring), `${expiring.expiresAt}#${expiring.orderId}`);

/** All there is to say of it is in its key. */
export const expiringOrderCodec: ItemCodec<
  'expiringOrder',
  'putExpiringOrder' | 'deleteExpiringOrder'
> = {
  place: { table: 'ledger', partition: prefix },
  decode: (item) => {
    const [expiresAt, orderId] = stringOf(item, 'sk').split('#');
    if (!expiresAt || !orderId) throw new UnreadableAttribute('sk');
    return { item: 'expiringOrder', expiring: { expiresAt, orderId } };
  },
  writes: {
    putExpiringOrder: { key, action: () => put({}) },
    deleteExpiringOrder: { key, action: () => remove() },
  },
};
