import { type Candle, type CandleInterval, candleIntervals } from '../../../core/candle.js';
import type {
  ClosedCandle,
  MaterialHead,
  StatementTrade,
  TradeBatch,
} from '../../../engine/entities.js';
import type { Trade } from '../../../model/market.js';
import { tradeIdOf } from '../../../model/trade-id.js';
import { prefixes } from '../../keys.js';
import {
  type Attributes,
  attributes,
  integerOf,
  mapOf,
  optionalInteger,
  optionalString,
  stringOf,
} from '../attributes.js';
import { type Columns, fromColumns, toColumns } from '../columns.js';

export function headAttributes(head: MaterialHead): Attributes {
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

export function toHead(item: Attributes): MaterialHead {
  const candles: Partial<Record<CandleInterval, Candle>> = {};
  for (const interval of candleIntervals) {
    const candle = mapOf(item, 'candles')[interval]?.M;
    if (candle) candles[interval] = toCandle(candle, integerOf(candle, 'openTime'));
  }
  return {
    material: stringOf(item, 'pk').slice(prefixes.material.length),
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

export function candleAttributes({ candle }: ClosedCandle): Attributes {
  return attributes(candleValues(candle));
}

export function toClosedCandle(item: Attributes): ClosedCandle {
  const [material, interval] = stringOf(item, 'pk').slice(prefixes.candles.length).split('#');
  return {
    material: material as string,
    interval: interval as CandleInterval,
    candle: toCandle(item, Number(stringOf(item, 'sk'))),
  };
}

function candleValues({ open, high, low, close, volume, trades }: Candle) {
  return { open, high, low, close, volume, trades };
}

function toCandle(item: Attributes, openTime: number): Candle {
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

/** Material and id are left out: they follow from where a trade is kept, and its sequence. */
type TradeRow = Omit<Trade, 'tradeId' | 'material'>;

const batchColumns: Columns<Omit<TradeRow, 'sequence'>> = {
  quantity: ['quantities', 'plain'],
  pricePerUnit: ['prices', 'plain'],
  buyOrderId: ['buyOrderIds', 'plain'],
  sellOrderId: ['sellOrderIds', 'plain'],
  buyerAccount: ['buyers', 'plain'],
  sellerAccount: ['sellers', 'plain'],
  takerType: ['takerTypes', 'plain'],
  fee: ['fees', 'plain'],
  executedAt: ['executedAt', 'plain'],
};

type StatementTradeRow = TradeRow & Pick<StatementTrade, 'coinsRefunded'>;

const statementColumns: Columns<StatementTradeRow> = {
  sequence: ['sequences', 'plain'],
  ...batchColumns,
  coinsRefunded: ['coinsRefunded', 'amount'],
};

/** Trades of a batch have no sequences of their own: they count up from the one in the key. */
export function batchAttributes({ material, trades }: TradeBatch): Attributes {
  for (const [index, trade] of trades.entries()) {
    assertDerivable(trade, material, trades[0].sequence + index);
  }
  return attributes({ trades: toColumns(trades, batchColumns) });
}

export function toBatch(item: Attributes): TradeBatch {
  const material = stringOf(item, 'pk').slice(prefixes.trades.length);
  const first = Number(stringOf(item, 'sk'));
  const trades = fromColumns(item, 'trades', batchColumns).map((row, index) =>
    tradeOf({ sequence: first + index, ...row }, material),
  );
  return { material, trades: trades as [Trade, ...Trade[]] };
}

/** Trades of an account's statement entry, which has its own of a batch only. */
export function statementTradesText(
  trades: readonly StatementTrade[],
  material: string,
): string | undefined {
  for (const { trade } of trades) assertDerivable(trade, material, trade.sequence);
  const rows = trades.map(({ trade, coinsRefunded }) => ({ ...trade, coinsRefunded }));
  return toColumns(rows, statementColumns);
}

export function toStatementTrades(item: Attributes, material: string): StatementTrade[] {
  return fromColumns(item, 'trades', statementColumns).map(({ coinsRefunded, ...row }) => ({
    trade: tradeOf(row, material),
    coinsRefunded,
  }));
}

function tradeOf(row: TradeRow, material: string): Trade {
  return { tradeId: tradeIdOf(material, row.sequence), material, ...row };
}

/** What is not stored must come back as it was: a difference is an error in this program. */
function assertDerivable(trade: Trade, material: string, sequence: number): void {
  if (
    trade.material !== material ||
    trade.sequence !== sequence ||
    trade.tradeId !== tradeIdOf(material, sequence)
  ) {
    throw new Error(`trade ${trade.tradeId} is not trade ${sequence} of ${material}`);
  }
}
