import type { SetAsideOrder } from '../../../engine/entities.js';
import { type ItemKey, ledgerKey } from '../../keys.js';
import { isPresent, put, remove } from '../actions.js';
import { attributes, stringOf } from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import {
  acceptedAttributes,
  progressValues,
  reducedValue,
  toAccepted,
  toProgress,
  toReduced,
} from '../order-attributes.js';

const prefix = 'SET_ASIDE#';

function setAsideKey({ order }: SetAsideOrder): ItemKey {
  return ledgerKey(prefix + order.material, order.orderId);
}

/** The whole order: nothing of it is in the key but its material and its id. */
export const setAsideOrderCodec: ItemCodec<
  'setAsideOrder',
  'putSetAsideOrder' | 'deleteSetAsideOrder'
> = {
  place: { table: 'ledger', partition: prefix },
  decode: (item) => ({
    item: 'setAsideOrder',
    setAside: {
      order: { ...toAccepted(item), ...toProgress(item), ...toReduced(item) },
      setAsideAt: stringOf(item, 'setAsideAt'),
    },
  }),
  writes: {
    putSetAsideOrder: {
      key: ({ setAside }) => setAsideKey(setAside),
      action: ({ setAside: { order, setAsideAt } }) =>
        put({
          ...acceptedAttributes(order),
          ...attributes({ ...progressValues(order), ...reducedValue(order), setAsideAt }),
        }),
    },
    deleteSetAsideOrder: {
      key: ({ expected }) => setAsideKey(expected),
      action: () => remove(isPresent),
    },
  },
};
