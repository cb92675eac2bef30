import type { StatementTrade } from '../../engine/entities.js';
import type { Trade } from '../../model/market.js';
import { tradeIdOf } from '../../model/trade-id.js';
import type { Columns } from './columns.js';

/** Material and id are left out: they follow from where a trade is kept, and its sequence. */
type TradeRow = Omit<Trade, 'tradeId' | 'material'>;

export const batchColumns: Columns<Omit<TradeRow, 'sequence'>> = {
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

export const statementColumns: Columns<StatementTradeRow> = {
  sequence: ['sequences', 'plain'],
  ...batchColumns,
  coinsRefunded: ['coinsRefunded', 'amount'],
};

export function tradeOf(row: TradeRow, material: string): Trade {
  return { tradeId: tradeIdOf(material, row.sequence), material, ...row };
}

/** What is not stored must come back as it was: a difference is an error in this program. */
export function assertDerivable(trade: Trade, material: string, sequence: number): void {
  if (
    trade.material !== material ||
    trade.sequence !== sequence ||
    trade.tradeId !== tradeIdOf(material, sequence)
  ) {
    throw new Error(`trade ${trade.tradeId} is not trade ${sequence} of ${material}`);
  }
}
