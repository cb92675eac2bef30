import {
  type KeyRange,
  ledgerKey,
  ledgerRange,
  marketPartition,
  startingWith,
} from '../../keys.js';
import { put } from '../actions.js';
import { stringOf } from '../attributes.js';
import type { ItemCodec } from '../codec.js';

const prefix = 'MATERIAL#';

export function materialsRange(): KeyRange {
  return ledgerRange(marketPartition, startingWith(prefix));
}

/** All there is to say of it is in its key. */
export const materialCodec: ItemCodec<'material', 'putMaterial'> = {
  place: { table: 'ledger', partition: marketPartition, sort: prefix },
  decode: (item) => ({ item: 'material', material: stringOf(item, 'sk').slice(prefix.length) }),
  writes: {
    putMaterial: {
      key: ({ material }) => ledgerKey(marketPartition, prefix + material),
      action: () => put({}),
    },
  },
};
