import type { Trade } from '../../model/market.js';
import {
  type Amounts,
  addAmounts,
  noAmounts,
  type OpenOrder,
  type OrderClosure,
  type StatementClosure,
  type StatementEntry,
  type StatementTrade,
} from '../entities.js';
import { returnOf } from '../orders.js';
import type { MarketWrite } from '../store.js';

interface Effects {
  credit: Amounts;
  readonly trades: StatementTrade[];
  readonly closures: StatementClosure[];
}

/**
 * What one transaction means for the accounts in it. Whatever is credited to an account stands on
 * its statement too, line by line.
 */
export class AccountEffects {
  readonly #accounts = new Map<string, Effects>();

  addTrade(trade: Trade, buyLimit: number): void {
    const { buyerAccount, sellerAccount } = trade;
    const quantity = BigInt(trade.quantity);
    const value = quantity * BigInt(trade.pricePerUnit);
    const fee = BigInt(trade.fee);
    const coinsRefunded = quantity * BigInt(buyLimit) - value;
    this.#of(buyerAccount).trades.push({ trade, coinsRefunded });
    if (sellerAccount !== buyerAccount) {
      this.#of(sellerAccount).trades.push({ trade, coinsRefunded: 0n });
    }
    this.#credit(buyerAccount, { goodsBought: quantity, coinsRefunded });
    this.#credit(sellerAccount, { coinsEarned: value - fee, feesPaid: fee });
  }

  addClosure(order: OpenOrder, { status, closeReason }: OrderClosure): void {
    const { account, orderId } = order;
    const { goodsReturned, coinsReturned } = returnOf(order);
    this.#of(account).closures.push({
      orderId,
      status,
      closeReason,
      goodsReturned,
      coinsReturned,
    });
    this.#credit(account, { goodsReturned, coinsRefunded: coinsReturned });
  }

  writes(transaction: Pick<StatementEntry, 'material' | 'entryId' | 'at'>): MarketWrite[] {
    const { material } = transaction;
    return [...this.#accounts].flatMap(([account, effects]): MarketWrite[] => [
      { write: 'creditBox', account, material, credit: effects.credit },
      { write: 'putStatement', entry: { account, ...transaction, ...effects } },
    ]);
  }

  #of(account: string): Effects {
    let effects = this.#accounts.get(account);
    if (effects === undefined) {
      effects = { credit: noAmounts, trades: [], closures: [] };
      this.#accounts.set(account, effects);
    }
    return effects;
  }

  #credit(account: string, amounts: Partial<Amounts>): void {
    const effects = this.#of(account);
    effects.credit = addAmounts(effects.credit, amounts);
  }
}
