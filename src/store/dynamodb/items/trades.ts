import { ledgerPrefixes } from '../../../deployment/events.js';
import type { TradeBatch } from '../../../engine/entities.js';
import type { Trade } from '../../../model/market.js';
import { type KeyRange, ledgerKey, ledgerRange, padded } from '../../keys.js';
import { put } from '../actions.js';
import { type Attributes, attributes, stringOf, UnreadableAttribute } from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import { fromColumns, toColumns } from '../columns.js';
import { assertDerivable, batchColumns, tradeOf } from '../trade-columns.js';

const prefix = ledgerPrefixes.trades;

/** Batches of trades whose first sequence is less than `before`. */
export function tradesRange(
  material: string,
  { before = Number.MAX_SAFE_INTEGER }: { readonly before?: number | undefined } = {},
): KeyRange {
  const range = { from: padded(0), to: padded(Math.max(before - 1, 0)) };
  return ledgerRange(prefix + material, { ...range, descending: true });
}

/** Trades of a batch have no sequences of their own: they count up from the one in the key. */
function encode({ material, trades }: TradeBatch): Attributes {
  for (const [index, trade] of trades.entries()) {
    assertDerivable(trade, material, trades[0].sequence + index);
  }
  return attributes({ trades: toColumns(trades, batchColumns) });
}

function toBatch(item: Attributes): TradeBatch {
  const material = stringOf(item, 'pk').slice(prefix.length);
  const first = Number(stringOf(item, 'sk'));
  const trades = fromColumns(item, 'trades', batchColumns).map((row, index) =>
    tradeOf({ sequence: first + index, ...row }, material),
  );
  if (trades.length === 0) throw new UnreadableAttribute('trades');
  return { material, trades: trades as [Trade, ...Trade[]] };
}

export const tradesCodec: ItemCodec<'trades', 'putTrades'> = {
  place: { table: 'ledger', partition: prefix },
  decode: (item) => ({ item: 'trades', batch: toBatch(item) }),
  writes: {
    putTrades: {
      key: ({ batch: { material, trades } }) =>
        ledgerKey(prefix + material, padded(trades[0].sequence)),
      action: ({ batch }) => put(encode(batch)),
    },
  },
};
