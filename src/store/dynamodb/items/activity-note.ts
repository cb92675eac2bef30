import { type ActivityNote, activityShardOf } from '../../../model/activity.js';
import { afterAll, type ItemKey, type KeyRange, ledgerKey, ledgerRange } from '../../keys.js';
import { put, remove } from '../actions.js';
import { stringOf, UnreadableAttribute } from '../attributes.js';
import type { ItemCodec } from '../codec.js';

const prefix = 'ACTIVITY#';

export function activityRange(shard: number): KeyRange {
  return ledgerRange(prefix + shard, { from: '0', to: afterAll });
}

const key = ({ note: { material, since } }: { readonly note: ActivityNote }): ItemKey =>
  ledgerKey(prefix + activityShardOf(material), `${since}#${material}`);

/** All there is to say of it is in its key. */
export const activityNoteCodec: ItemCodec<
  'activityNote',
  'putActivityNote' | 'deleteActivityNote'
> = {
  place: { table: 'ledger', partition: prefix },
  decode: (item) => {
    const [since, material] = stringOf(item, 'sk').split('#');
    if (!since || !material) throw new UnreadableAttribute('sk');
    return { item: 'activityNote', note: { material, since } };
  },
  writes: {
    putActivityNote: { key, action: () => put({}) },
    deleteActivityNote: { key, action: () => remove() },
  },
};
