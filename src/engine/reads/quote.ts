import { saleFeeDue, smallerAmount } from '../../core/money.js';
import { oppositeOf } from '../../core/order.js';
import type { OrderType, Quote } from '../../model/market.js';
import type { Market } from '../market.js';
import { storeForReads } from '../store.js';
import { visitRestingOrders } from './book-levels.js';

const maxCoins = BigInt(Number.MAX_SAFE_INTEGER);

/** What an order would cost or bring if it traded with the book as it is now. */
export async function getQuote(
  market: Market,
  order: {
    readonly type: OrderType;
    readonly material: string;
    readonly quantity: number;
    readonly consistent: boolean;
  },
): Promise<Quote> {
  const { rules } = market;
  const { type, material, quantity, consistent } = order;
  const store = storeForReads(market.store, consistent);
  let missing = quantity;
  let coins = 0n;
  let isBeyondRange = false;
  let best: number | null = null;
  let worst: number | null = null;
  const side = { material, type: oppositeOf(type), now: market.now() };
  const isCutShort = await visitRestingOrders(store, side, (maker) => {
    const price = BigInt(maker.pricePerUnit);
    const wanted = BigInt(Math.min(missing, maker.remainingQuantity));
    const taken = smallerAmount(wanted, (maxCoins - coins) / price);
    if (taken > 0n) {
      coins += taken * price;
      missing -= Number(taken);
      best ??= maker.pricePerUnit;
      worst = maker.pricePerUnit;
    }
    isBeyondRange = taken < wanted;
    return isBeyondRange || missing === 0 ? 'enough' : 'more';
  });
  const value = Number(coins);
  const { saleFeeBasisPoints: basisPoints } = rules;
  const sale = { cumulativeValue: coins, value, charged: 0n, basisPoints };
  return {
    material,
    type,
    quantity,
    fillableQuantity: quantity - missing,
    coins: value,
    fee: type === 'Sell' ? saleFeeDue(sale) : 0,
    bestPricePerUnit: best,
    worstPricePerUnit: worst,
    isTruncated: isBeyondRange || isCutShort,
  };
}
