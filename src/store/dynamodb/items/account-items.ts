import {
  type Amounts,
  amountNames,
  type DeliveryBox,
  noAmounts,
  type ReceiptPart,
  type StatementClosure,
  type StatementEntry,
} from '../../../engine/entities.js';
import { parseReceiptSort, prefixes } from '../../keys.js';
import { type Attributes, amountOf, attributes, optionalInteger, stringOf } from '../attributes.js';
import { type Columns, fromColumns, toColumns } from '../columns.js';
import { statementTradesText, toStatementTrades } from './material-items.js';

/** The amounts that are not zero. */
export function amountsAttributes(amounts: Amounts): Attributes {
  return attributes(
    Object.fromEntries(amountNames.map((name) => [name, amounts[name] || undefined])),
  );
}

export function toBox(item: Attributes): DeliveryBox {
  return {
    account: accountOf(item),
    material: stringOf(item, 'sk').slice(prefixes.box.length),
    version: optionalInteger(item, 'version') ?? 0,
    amounts: toAmounts(item),
  };
}

const creditColumns: Columns<Amounts> = {
  goodsBought: ['goodsBought', 'amount'],
  goodsReturned: ['goodsReturned', 'amount'],
  coinsEarned: ['coinsEarned', 'amount'],
  coinsRefunded: ['coinsRefunded', 'amount'],
  feesPaid: ['feesPaid', 'amount'],
};

const closureColumns: Columns<StatementClosure> = {
  orderId: ['orderIds', 'plain'],
  status: ['statuses', 'plain'],
  closeReason: ['closeReasons', 'plain'],
  goodsReturned: ['goodsReturned', 'amount'],
  coinsReturned: ['coinsReturned', 'amount'],
};

export function statementAttributes(entry: StatementEntry): Attributes {
  const { material, at, trades, closures, credit } = entry;
  return attributes({
    material,
    at,
    trades: statementTradesText(trades, material),
    closures: toColumns(closures, closureColumns),
    credit: toColumns([credit], creditColumns),
  });
}

export function toStatementEntry(item: Attributes): StatementEntry {
  const material = stringOf(item, 'material');
  return {
    account: accountOf(item),
    material,
    entryId: stringOf(item, 'sk').slice(prefixes.statement.length),
    at: stringOf(item, 'at'),
    trades: toStatementTrades(item, material),
    closures: fromColumns(item, 'closures', closureColumns),
    credit: fromColumns(item, 'credit', creditColumns)[0] ?? noAmounts,
  };
}

type TakenRow = { readonly material: string } & Amounts;

const takenColumns: Columns<TakenRow> = { material: ['materials', 'plain'], ...creditColumns };

export function receiptPartAttributes({ last, collectedAt, taken }: ReceiptPart): Attributes {
  const rows = taken.map(({ material, amounts }) => ({ material, ...amounts }));
  return {
    ...attributes({ collectedAt, taken: toColumns(rows, takenColumns) }),
    last: { BOOL: last },
  };
}

export function toReceiptPart(item: Attributes): ReceiptPart {
  return {
    account: accountOf(item),
    ...parseReceiptSort(stringOf(item, 'sk')),
    last: item.last?.BOOL === true,
    collectedAt: stringOf(item, 'collectedAt'),
    taken: fromColumns(item, 'taken', takenColumns).map(({ material, ...amounts }) => ({
      material,
      amounts,
    })),
  };
}

function toAmounts(item: Attributes): Amounts {
  const amounts: Record<keyof Amounts, bigint> = { ...noAmounts };
  for (const name of amountNames) amounts[name] = amountOf(item, name);
  return amounts;
}

function accountOf(item: Attributes): string {
  return stringOf(item, 'pk').slice(prefixes.account.length);
}
