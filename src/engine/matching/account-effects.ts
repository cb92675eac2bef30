import type { Trade } from '../../model/market.js';
import { creditWriteCount, creditWrites } from '../credit.js';
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
  /** Of the accounts touched since {@link AccountEffects.begin}: how far they had come by then. */
  readonly #before = new Map<
    string,
    { credit: Amounts; trades: number; closures: number } | null
  >();

  /** Number of writes that there are. */
  get writeCount(): number {
    let count = 0;
    for (const account of this.#accounts.keys()) count += creditWriteCount(account);
    return count;
  }

  /** From here on, {@link AccountEffects.rollBack} undoes what is added. */
  begin(): void {
    this.#before.clear();
  }

  rollBack(): void {
    for (const [account, before] of this.#before) {
      const effects = this.#accounts.get(account);
      if (effects === undefined || before === null) this.#accounts.delete(account);
      else {
        effects.credit = before.credit;
        effects.trades.length = before.trades;
        effects.closures.length = before.closures;
      }
    }
    this.#before.clear();
  }

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
    return [...this.#accounts].flatMap(([account, effects]) =>
      creditWrites({ account, ...transaction, ...effects, reductions: [] }),
    );
  }

  #of(account: string): Effects {
    let effects = this.#accounts.get(account);
    if (!this.#before.has(account)) {
      const { credit = noAmounts, trades = [], closures = [] } = effects ?? {};
      const before = { credit, trades: trades.length, closures: closures.length };
      this.#before.set(account, effects ? before : null);
    }
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
