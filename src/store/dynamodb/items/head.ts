import { type CandleInterval, candleIntervals, type OhlcCandle } from '../../../core/candle.js';
import type { MaterialHead } from '../../../engine/entities.js';
import { type ItemKey, ledgerKey } from '../../keys.js';
import { type Condition, check, hasVersion, isAbsent, put } from '../actions.js';
import {
  type Attributes,
  attributes,
  integerOf,
  mapOf,
  optionalInteger,
  optionalString,
  stringOf,
} from '../attributes.js';
import type { ItemCodec } from '../codec.js';
import { candleValues, toCandle } from './candle.js';

const prefix = 'MATERIAL#';

export function headKey(material: string): ItemKey {
  return ledgerKey(prefix + material, 'HEAD');
}

function encode(head: MaterialHead): Attributes {
  const { version, watermark, sequence, bestBid, bestAsk, movedAt, lastPrice, lastTradeAt } = head;
  const candles = Object.entries(head.candles).map(([interval, candle]) => [
    interval,
    attributes({ openTime: candle.openTime, ...candleValues(candle) }),
  ]);
  return attributes({
    version,
    watermark,
    sequence,
    bestBid,
    bestAsk,
    movedAt,
    lastPrice,
    lastTradeAt,
    candles: attributes(Object.fromEntries(candles)),
  });
}

function toHead(item: Attributes): MaterialHead {
  const candles: Partial<Record<CandleInterval, OhlcCandle>> = {};
  for (const interval of candleIntervals) {
    const candle = mapOf(mapOf(item, 'candles'), interval);
    if (Object.keys(candle).length > 0)
      candles[interval] = toCandle(candle, integerOf(candle, 'openTime'));
  }
  return {
    material: stringOf(item, 'pk').slice(prefix.length),
    version: integerOf(item, 'version'),
    watermark: stringOf(item, 'watermark'),
    sequence: integerOf(item, 'sequence'),
    bestBid: optionalInteger(item, 'bestBid'),
    bestAsk: optionalInteger(item, 'bestAsk'),
    movedAt: optionalString(item, 'movedAt'),
    lastPrice: optionalInteger(item, 'lastPrice'),
    lastTradeAt: optionalString(item, 'lastTradeAt'),
    candles,
  };
}

/** Version 0 stands for no head. */
function isAtVersion(version: number): Condition {
  return version === 0 ? isAbsent : hasVersion(version);
}

export const headCodec: ItemCodec<'head', 'putHead' | 'checkHead'> = {
  place: { table: 'ledger', partition: prefix },
  decode: (item) => ({ item: 'head', head: toHead(item) }),
  writes: {
    putHead: {
      key: ({ head }) => headKey(head.material),
      action: ({ head }) => put(encode(head), isAtVersion(head.version - 1)),
    },
    checkHead: {
      key: ({ material }) => headKey(material),
      action: ({ version }) => check(isAtVersion(version)),
    },
  },
};
