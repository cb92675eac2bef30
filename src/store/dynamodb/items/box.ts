import {
  type Amounts,
  amountNames,
  type DeliveryBox,
  isNothing,
  noAmounts,
} from '../../../engine/entities.js';
import { negated } from '../../amounts.js';
import {
  accountPrefix,
  type ItemKey,
  type KeyRange,
  ledgerKey,
  ledgerRange,
  startingWith,
} from '../../keys.js';
import { add, type Condition, hasVersion, put } from '../actions.js';
import {
  type Attributes,
  amountOf,
  attribute,
  attributes,
  optionalInteger,
  stringOf,
} from '../attributes.js';
import type { ItemCodec } from '../codec.js';

const prefix = 'BOX#';

function boxKey(box: { readonly account: string; readonly material: string }): ItemKey {
  return ledgerKey(accountPrefix + box.account, prefix + box.material);
}

export function boxesRange(account: string): KeyRange {
  return ledgerRange(accountPrefix + account, startingWith(prefix));
}

/** The amounts that are not zero. */
function encode(amounts: Amounts): Attributes {
  return attributes(
    Object.fromEntries(amountNames.map((name) => [name, amounts[name] || undefined])),
  );
}

/** An update has to name an attribute, also one that adds nothing. */
function creditAttributes(credit: Amounts): Attributes {
  return isNothing(credit) ? { goodsBought: attribute(0n) } : encode(credit);
}

function toAmounts(item: Attributes): Amounts {
  const amounts: Record<keyof Amounts, bigint> = { ...noAmounts };
  for (const name of amountNames) amounts[name] = amountOf(item, name);
  return amounts;
}

const isNeverCollected: Condition = {
  ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(version)',
};

/** Amounts that are zero are there or not, as is the version. */
function isBox({ version, amounts }: DeliveryBox): Condition {
  const expected = { version, ...amounts };
  const names = ['version', ...amountNames] as const;
  const parts = names.map((name) =>
    expected[name] ? `${name} = :${name}` : `(attribute_not_exists(${name}) OR ${name} = :${name})`,
  );
  return {
    ConditionExpression: parts.join(' AND '),
    ExpressionAttributeValues: Object.fromEntries(
      names.map((name) => [`:${name}`, attribute(expected[name])]),
    ),
  };
}

export const boxCodec: ItemCodec<'box', 'creditBox' | 'debitBox' | 'replaceBox'> = {
  place: { table: 'ledger', partition: accountPrefix, sort: prefix },
  decode: (item) => ({
    item: 'box',
    box: {
      account: stringOf(item, 'pk').slice(accountPrefix.length),
      material: stringOf(item, 'sk').slice(prefix.length),
      version: optionalInteger(item, 'version') ?? 0,
      amounts: toAmounts(item),
    },
  }),
  writes: {
    creditBox: { key: boxKey, action: ({ credit }) => add(creditAttributes(credit)) },
    debitBox: {
      key: ({ box }) => boxKey(box),
      action: ({ box: { version }, debit }) =>
        add(
          { ...encode(negated(debit)), version: attribute(1) },
          version === 0 ? isNeverCollected : hasVersion(version),
        ),
    },
    replaceBox: {
      key: ({ expected }) => boxKey(expected),
      action: ({ expected, amounts }) =>
        put({ ...encode(amounts), version: attribute(expected.version + 1) }, isBox(expected)),
    },
  },
};
