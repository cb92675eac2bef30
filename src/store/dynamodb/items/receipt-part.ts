import type { Amounts, ReceiptPart } from '../../../engine/entities.js';
import { accountPrefix, type KeyRange, ledgerKey, ledgerRange, startingWith } from '../../keys.js';
import { isAbsent, put } from '../actions.js';
import { amountColumns } from '../amount-columns.js';
import { type Attributes, attributes, booleanOf, stringOf } from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import { type Columns, fromColumns, toColumns } from '../columns.js';

const prefix = 'COLLECTION#';
const partDigits = 4;

/** Escaped, so that no collection id with its part reads like another one with its part. */
function prefixOf(collectionId: string): string {
  return `${prefix}${collectionId.replace(/[#%]/g, encodeURIComponent)}#`;
}

function parseSort(sort: string): { collectionId: string; part: number } {
  const end = sort.lastIndexOf('#');
  return {
    collectionId: decodeURIComponent(sort.slice(prefix.length, end)),
    part: Number(sort.slice(end + 1)),
  };
}

export function receiptRange(account: string, collectionId: string): KeyRange {
  return ledgerRange(accountPrefix + account, startingWith(prefixOf(collectionId)));
}

type TakenRow = { readonly material: string } & Amounts;

const takenColumns: Columns<TakenRow> = { material: ['materials', 'plain'], ...amountColumns };

function encode({ last, collectedAt, taken }: ReceiptPart): Attributes {
  const rows = taken.map(({ material, amounts }) => ({ material, ...amounts }));
  return {
    ...attributes({ collectedAt, taken: toColumns(rows, takenColumns) }),
    last: { BOOL: last },
  };
}

function toReceiptPart(item: Attributes): ReceiptPart {
  return {
    account: stringOf(item, 'pk').slice(accountPrefix.length),
    ...parseSort(stringOf(item, 'sk')),
    last: booleanOf(item, 'last'),
    collectedAt: stringOf(item, 'collectedAt'),
    taken: fromColumns(item, 'taken', takenColumns).map(({ material, ...amounts }) => ({
      material,
      amounts,
    })),
  };
}

export const receiptPartCodec: ItemCodec<'receiptPart', 'insertReceiptPart'> = {
  place: { table: 'ledger', partition: accountPrefix, sort: prefix },
  decode: (item) => ({ item: 'receiptPart', part: toReceiptPart(item) }),
  writes: {
    insertReceiptPart: {
      key: ({ part: { account, collectionId, part } }) => {
        const sort = prefixOf(collectionId) + String(part).padStart(partDigits, '0');
        return ledgerKey(accountPrefix + account, sort);
      },
      action: ({ part }) => put(encode(part), isAbsent),
    },
  },
};
