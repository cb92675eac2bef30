import type { CandleInterval, OhlcCandle } from '../../../core/candle.js';
import { type KeyRange, ledgerKey, ledgerRange, padded } from '../../keys.js';
import { put } from '../actions.js';
import { type Attributes, attributes, integerOf, stringOf } from '../attributes.js';
import type { ItemCodec } from '../codec.js';

const prefix = 'CANDLES#';

function partitionOf(material: string, interval: CandleInterval): string {
  return `${prefix}${material}#${interval}`;
}

/** Candles with `from <= openTime < to`; undefined when there are none for certain. */
export function candlesRange(
  material: string,
  interval: CandleInterval,
  { from, to }: { readonly from: number; readonly to: number },
): KeyRange | undefined {
  const first = Math.max(Math.ceil(from), 0);
  const last = Math.min(Math.ceil(to) - 1, Number.MAX_SAFE_INTEGER);
  if (!(first <= last)) return undefined;
  return ledgerRange(partitionOf(material, interval), {
    from: padded(first),
    to: padded(last),
    descending: true,
  });
}

export function candleValues({ open, high, low, close, volume, trades }: OhlcCandle) {
  return { open, high, low, close, volume, trades };
}

export function toCandle(item: Attributes, openTime: number): OhlcCandle {
  return {
    openTime,
    open: integerOf(item, 'open'),
    high: integerOf(item, 'high'),
    low: integerOf(item, 'low'),
    close: integerOf(item, 'close'),
    volume: integerOf(item, 'volume'),
    trades: integerOf(item, 'trades'),
  };
}

export const candleCodec: ItemCodec<'candle', 'putCandle'> = {
  place: { table: 'ledger', partition: prefix },
  decode: (item) => {
    const [material, interval] = stringOf(item, 'pk').slice(prefix.length).split('#');
    return {
      item: 'candle',
      candle: {
        material: material as string,
        interval: interval as CandleInterval,
        candle: toCandle(item, Number(stringOf(item, 'sk'))),
      },
    };
  },
  writes: {
    putCandle: {
      key: ({ candle: { material, interval, candle } }) =>
        ledgerKey(partitionOf(material, interval), padded(candle.openTime)),
      action: ({ candle: { candle } }) => put(attributes(candleValues(candle))),
    },
  },
};
