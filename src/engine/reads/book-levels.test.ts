import { describe, expect, it } from 'vitest';
import { countingReads, withShortPages } from '../../../test/simulation/decorated-stores.js';
import { epoch, SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import type { OrderType } from '../../model/market.js';
import { defaultMarketRules, marketRulesSchema } from '../../model/rules.js';
import { openOrder, transact } from '../../store/contract/samples.contract.js';
import { MemoryStore } from '../../store/memory/memory-store.js';
import type { MarketStore } from '../store.js';
import { getOrderBook } from './book-levels.js';
import { getQuote } from './quote.js';

const now = epoch;
const material = 'wheat';

/** A store with so many open orders on each side, of 2 units, two at each price. */
async function deepStore(depth: number): Promise<MarketStore> {
  const store = new MemoryStore();
  for (const type of ['Buy', 'Sell'] as const) {
    const worse = type === 'Buy' ? -1 : 1;
    for (let start = 0; start < depth; start += 100) {
      const writes = Array.from({ length: Math.min(100, depth - start) }, (_, index) => {
        const pricePerUnit = 1_000_000 + worse * (1 + Math.floor((start + index) / 2));
        const order = openOrder({ account: 'ada', type, pricePerUnit, quantity: 2 });
        return { write: 'insertOpenOrder', order } as const;
      });
      await transact(store, writes);
    }
  }
  return store;
}

/** Sell orders of one unit at one price. */
async function storeWithOneLevel(orders: number): Promise<MarketStore> {
  const store = new MemoryStore();
  for (let index = 0; index < orders; index += 1) {
    const order = openOrder({ account: 'ada', quantity: 1 });
    await transact(store, [{ write: 'insertOpenOrder', order }]);
  }
  return store;
}

const quoteOf = (store: MarketStore, type: OrderType, quantity: number, saleFeeBasisPoints = 0) => {
  const rules = marketRulesSchema.parse({ saleFeeBasisPoints });
  const market = { store, rules, now: () => now };
  return getQuote(market, { type, material, quantity, consistent: false });
};

const bookOf = (store: MarketStore, depth: number) => {
  const market = { store, rules: defaultMarketRules, now: () => now };
  return getOrderBook(market, material, { depth, consistent: false });
};

describe('with 100,000 orders at 50,000 prices', () => {
  let deep: Promise<MarketStore> | undefined;
  const counted = async () => {
    deep ??= deepStore(100_000);
    return countingReads(await deep);
  };

  it('the ten best levels take some dozens of orders to read', async () => {
    const { store, reads } = await counted();
    const { buys, sells, isTruncated } = await bookOf(store, 10);
    expect(sells).toEqual(
      Array.from({ length: 10 }, (_, index) => ({
        pricePerUnit: 1_000_001 + index,
        quantity: 4,
        orders: 2,
      })),
    );
    expect(buys.map(({ pricePerUnit }) => pricePerUnit)).toEqual(
      Array.from({ length: 10 }, (_, index) => 999_999 - index),
    );
    expect(isTruncated).toBe(false);
    expect(reads.items).toBeLessThanOrEqual(2 * 48);
    expect(reads.calls).toBeLessThanOrEqual(2 * 2);
  });

  it('the best level takes one page of each side', async () => {
    const { store, reads } = await counted();
    await bookOf(store, 1);
    expect(reads).toEqual({ calls: 2, items: 16 });
  });

  it('a quote reads what it takes', async () => {
    const { store, reads } = await counted();
    expect(await quoteOf(store, 'Buy', 21)).toMatchObject({
      fillableQuantity: 21,
      bestPricePerUnit: 1_000_001,
      worstPricePerUnit: 1_000_006,
      coins: 4 * (5_000_000 + 15) + 1_000_006,
      isTruncated: false,
    });
    expect(reads).toEqual({ calls: 2, items: 24 });
  });

  it('a book and a quote end after 1,000 orders of a side', async () => {
    const { store, reads } = await counted();
    const book = await bookOf(store, 3_000);
    expect(book.sells).toHaveLength(500);
    expect(book.buys).toHaveLength(500);
    expect(book.isTruncated).toBe(true);
    expect(reads.items).toBe(2_000);
    reads.items = 0;
    expect(await quoteOf(store, 'Sell', 1_000_000)).toMatchObject({
      fillableQuantity: 2_000,
      worstPricePerUnit: 1_000_000 - 500,
      isTruncated: true,
    });
    expect(reads.items).toBe(1_000);
  });
});

describe('an order book', () => {
  it('is empty for a material that nobody ever ordered', async () => {
    const empty = { material, buys: [], sells: [], isTruncated: false };
    expect(await bookOf(new MemoryStore(), 10)).toEqual(empty);
  });

  it('holds what rests: nothing that has expired, nothing that waits to be matched', async () => {
    const market = new SimulatedMarket();
    const soon = new Date(epoch + 60_000).toISOString();
    await market.sell(5, 10, { expiresAt: soon });
    await market.sell(6, 11);
    await market.sell(7, 11, { expiresAt: soon });
    await market.sell(8, 10, { timeInForce: 'IOC' });
    await market.sell(9, 10, { timeInForce: 'FOK' });
    await market.buy(3, 4, { expiresAt: soon });
    const at = (time: number) => {
      market.now = time;
      return getOrderBook(market.market, material, { depth: 2, consistent: false });
    };
    expect(await at(epoch + 59_999)).toEqual({
      material,
      buys: [{ pricePerUnit: 4, quantity: 3, orders: 1 }],
      sells: [
        { pricePerUnit: 10, quantity: 5, orders: 1 },
        { pricePerUnit: 11, quantity: 13, orders: 2 },
      ],
      isTruncated: false,
    });
    expect(await at(epoch + 60_000)).toMatchObject({
      buys: [],
      sells: [{ pricePerUnit: 11, quantity: 6, orders: 1 }],
    });
  });

  it('is the same, however pages are cut', async () => {
    const store = await deepStore(60);
    const book = await bookOf(store, 12);
    expect(book.sells).toHaveLength(12);
    for (const maxPage of [1, 2, 3, 25]) {
      const cut = withShortPages(store, maxPage);
      expect(await bookOf(cut, 12)).toEqual(book);
    }
  });

  it('says when a level holds more than is counted', async () => {
    const whole = await bookOf(await storeWithOneLevel(1_000), 1);
    const [level] = whole.sells;
    expect(level).toEqual({ pricePerUnit: 10, quantity: 1_000, orders: 1_000 });
    expect(whole.isTruncated).toBe(false);
    const more = await bookOf(await storeWithOneLevel(1_001), 1);
    expect(more).toMatchObject({ sells: [level], isTruncated: true });
  });
});

describe('a quote', () => {
  it('is of nothing where there is nothing', async () => {
    expect(await quoteOf(new MemoryStore(), 'Sell', 5, 100)).toEqual({
      material,
      type: 'Sell',
      quantity: 5,
      fillableQuantity: 0,
      coins: 0,
      fee: 0,
      bestPricePerUnit: null,
      worstPricePerUnit: null,
      isTruncated: false,
    });
  });

  it('is what an order then costs or brings', async () => {
    for (const quantity of [1, 4, 5, 11, 12, 13, 40]) {
      const market = new SimulatedMarket({ saleFeeBasisPoints: 777 });
      const soon = new Date(market.now + 1_000).toISOString();
      const makers = [
        await market.buy(4, 31),
        await market.buy(7, 33, { expiresAt: soon }),
        await market.buy(3, 30),
        await market.buy(5, 31),
        await market.sell(5, 40),
        await market.sell(8, 42),
      ];
      await market.wake(...makers);
      market.now += 2_000;
      const quote = (type: OrderType) =>
        getQuote(market.market, { type, material, quantity, consistent: true });
      for (const type of ['Buy', 'Sell'] as const) {
        const { coins, fee, fillableQuantity, worstPricePerUnit, isTruncated } = await quote(type);
        expect(isTruncated).toBe(false);
        const before = (await market.trades()).length;
        const pricePerUnit = worstPricePerUnit ?? 0;
        const taker = { type, quantity, pricePerUnit, timeInForce: 'IOC' } as const;
        await market.wake(await market.post(taker));
        const trades = (await market.trades()).slice(before);
        const sum = (of: (trade: (typeof trades)[number]) => number) =>
          trades.reduce((total, trade) => total + of(trade), 0);
        expect(fillableQuantity).toBe(Math.min(quantity, type === 'Buy' ? 13 : 12));
        expect(sum((trade) => trade.quantity)).toBe(fillableQuantity);
        expect(sum((trade) => trade.quantity * trade.pricePerUnit)).toBe(coins);
        if (type === 'Sell') expect(sum((trade) => trade.fee)).toBe(fee);
        else expect(fee).toBe(0);
      }
    }
  });

  it('ends before the unit with which coins would leave the exact range', async () => {
    const store = new MemoryStore();
    const price = 999_999_999_999;
    for (const [quantity, pricePerUnit] of [
      [9_000, price],
      [9_000, price - 1],
      [9_000, price - 2],
    ] as const) {
      const order = openOrder({ type: 'Buy', quantity, pricePerUnit });
      await transact(store, [{ write: 'insertOpenOrder', order }]);
    }
    const taken = 9_000n * BigInt(price) + 7n * BigInt(price - 1);
    expect(taken + BigInt(price - 1)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(await quoteOf(store, 'Sell', 1_000_000_000, 10_000)).toEqual({
      material,
      type: 'Sell',
      quantity: 1_000_000_000,
      fillableQuantity: 9_007,
      coins: Number(taken),
      fee: Number(taken),
      bestPricePerUnit: price,
      worstPricePerUnit: price - 1,
      isTruncated: true,
    });
    expect(await quoteOf(store, 'Sell', 9_007)).toMatchObject({
      fillableQuantity: 9_007,
      isTruncated: false,
    });
  });
});
