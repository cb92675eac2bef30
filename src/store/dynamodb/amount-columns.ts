import type { Amounts } from '../../engine/entities.js';
import type { Columns } from './columns.js';

export const amountColumns: Columns<Amounts> = {
  goodsBought: ['goodsBought', 'amount'],
  goodsReturned: ['goodsReturned', 'amount'],
  coinsEarned: ['coinsEarned', 'amount'],
  coinsRefunded: ['coinsRefunded', 'amount'],
  feesPaid: ['feesPaid', 'amount'],
};
