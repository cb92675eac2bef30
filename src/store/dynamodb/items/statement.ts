import { ledgerPrefixes } from '../../../deployment/events.js';
import {
  noAmounts,
  type StatementClosure,
  type StatementEntry,
  type StatementReduction,
  type StatementTrade,
} from '../../../engine/entities.js';
import { accountPrefix, afterAll, type KeyRange, ledgerKey, ledgerRange } from '../../keys.js';
import { put } from '../actions.js';
import { amountColumns } from '../amount-columns.js';
import { type Attributes, attributes, stringOf } from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import { type Columns, fromColumns, toColumns } from '../columns.js';
import { assertDerivable, statementColumns, tradeOf } from '../trade-columns.js';

const prefix = ledgerPrefixes.statement;

/** Statement entries, those with ids later than `upTo` left out. */
export function statementRange(
  account: string,
  { upTo = afterAll }: { readonly upTo?: string | undefined } = {},
): KeyRange {
  const range = { from: prefix, to: prefix + upTo };
  return ledgerRange(accountPrefix + account, { ...range, descending: true });
}

const closureColumns: Columns<StatementClosure> = {
  orderId: ['orderIds', 'plain'],
  status: ['statuses', 'plain'],
  closeReason: ['closeReasons', 'plain'],
  goodsReturned: ['goodsReturned', 'amount'],
  coinsReturned: ['coinsReturned', 'amount'],
};

const reductionColumns: Columns<StatementReduction> = {
  orderId: ['orderIds', 'plain'],
  quantity: ['quantities', 'plain'],
  goodsReturned: ['goodsReturned', 'amount'],
  coinsReturned: ['coinsReturned', 'amount'],
};

/** Trades of an entry have sequences of their own: an account has part of a batch only. */
function tradesText(trades: readonly StatementTrade[], material: string): string | undefined {
  for (const { trade } of trades) assertDerivable(trade, material, trade.sequence);
  const rows = trades.map(({ trade, coinsRefunded }) => ({ ...trade, coinsRefunded }));
  return toColumns(rows, statementColumns);
}

function toStatementTrades(item: Attributes, material: string): StatementTrade[] {
  return fromColumns(item, 'trades', statementColumns).map(({ coinsRefunded, ...row }) => ({
    trade: tradeOf(row, material),
    coinsRefunded,
  }));
}

function encode(entry: StatementEntry): Attributes {
  const { material, at, trades, closures, reductions, credit } = entry;
  return attributes({
    material,
    at,
    trades: tradesText(trades, material),
    closures: toColumns(closures, closureColumns),
    reductions: toColumns(reductions, reductionColumns),
    credit: toColumns([credit], amountColumns),
  });
}

function toStatementEntry(item: Attributes): StatementEntry {
  const material = stringOf(item, 'material');
  return {
    account: stringOf(item, 'pk').slice(accountPrefix.length),
    material,
    entryId: stringOf(item, 'sk').slice(prefix.length),
    at: stringOf(item, 'at'),
    trades: toStatementTrades(item, material),
    closures: fromColumns(item, 'closures', closureColumns),
    reductions: fromColumns(item, 'reductions', reductionColumns),
    credit: fromColumns(item, 'credit', amountColumns)[0] ?? noAmounts,
  };
}

export const statementCodec: ItemCodec<'statement', 'putStatement'> = {
  place: { table: 'ledger', partition: accountPrefix, sort: prefix },
  decode: (item) => ({ item: 'statement', entry: toStatementEntry(item) }),
  writes: {
    putStatement: {
      key: ({ entry: { account, entryId } }) =>
        ledgerKey(accountPrefix + account, prefix + entryId),
      action: ({ entry }) => put(encode(entry)),
    },
  },
};
