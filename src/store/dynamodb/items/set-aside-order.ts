import { ledgerKey } from '../../keys.js';
import { put } from '../actions.js';
import { attributes, stringOf } from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import { acceptedAttributes, progressValues, toAccepted, toProgress } from '../order-attributes.js';

const prefix = 'SET_ASIDE#';

/** The whole order: nothing of it is in the key but its material and its id. */
export const setAsideOrderCodec: ItemCodec<'setAsideOrder', 'putSetAsideOrder'> = {
  place: { table: 'ledger', partition: prefix },
  decode: (item) => ({
    item: 'setAsideOrder',
    setAside: {
      order: { ...toAccepted(item), ...toProgress(item) },
      setAsideAt: stringOf(item, 'setAsideAt'),
    },
  }),
  writes: {
    putSetAsideOrder: {
      key: ({ setAside: { order } }) => ledgerKey(prefix + order.material, order.orderId),
      action: ({ setAside: { order, setAsideAt } }) =>
        put({
          ...acceptedAttributes(order),
          ...attributes({ ...progressValues(order), setAsideAt }),
        }),
    },
  },
};
