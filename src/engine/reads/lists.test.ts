import { describe, expect, it } from 'vitest';
import {
  countingReads,
  replacing,
  withShortPages,
} from '../../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import type { Page, PageRequest } from '../../model/market.js';
import {
  readPages,
  statementEntry,
  trades,
  transact,
} from '../../store/contract/samples.contract.js';
import { MemoryStore } from '../../store/memory/memory-store.js';
import type { MarketStore } from '../store.js';
import {
  listAccountOrders,
  listAccountTrades,
  listClosedOrders,
  listMaterialTrades,
} from './lists.js';
import { listStatement } from './statement.js';

type Lists = Record<string, (page: PageRequest) => Promise<Page<unknown>>>;

const listsOf = (store: MarketStore): Lists => ({
  'trades of a material': (page) => listMaterialTrades(store, 'wheat', page),
  'trades of an account': (page) => listAccountTrades(store, 'ada', page),
  'a statement': (page) => listStatement(store, 'ada', page),
  'closed orders': (page) => listClosedOrders(store, 'ada', page),
  'open orders': (page) => listAccountOrders(store, 'ada', page),
});
const names = Object.keys(listsOf(new MemoryStore()));

/** Transactions of one trade and of many, cancellations, and an order that stays open. */
async function trade(market: SimulatedMarket): Promise<void> {
  const account = 'ada';
  const sells = [];
  for (const quantity of [1, 2, 3, 4, 5]) sells.push(await market.sell(quantity, 10, { account }));
  await market.wake(...sells);
  await market.wake(await market.buy(12, 11));
  await market.wake(await market.buy(1, 10));
  await market.cancel(await market.buy(7, 2, { account }));
  await market.wake(await market.buy(9, 10));
  await market.wake(await market.buy(3, 3, { account }));
}

async function tradedMarket(): Promise<SimulatedMarket> {
  const market = new SimulatedMarket({ saleFeeBasisPoints: 300 });
  for (let round = 0; round < 3; round += 1) await trade(market);
  return market;
}

describe.each(names)('%s', (name) => {
  const listOf = (store: MarketStore) => listsOf(store)[name] as Lists[string];

  it('has the same items, whatever the size of its pages', async () => {
    const { store } = await tradedMarket();
    const { items, cursor } = await listOf(store)({});
    expect(items.length).toBeGreaterThanOrEqual(3);
    expect(cursor).toBeNull();
    for (const limit of [1, 2, 3, 4, 5, 7, items.length - 1, items.length, items.length + 1]) {
      expect(await readPages(listOf(store), limit)).toEqual(items);
      expect(await readPages(listOf(withShortPages(store, 2)), limit)).toEqual(items);
    }
  });

  it('ends with a cursor of null exactly', async () => {
    const { store } = await tradedMarket();
    const { items } = await listOf(store)({});
    expect(await listOf(store)({ limit: items.length })).toEqual({ items, cursor: null });
    const short = await listOf(store)({ limit: items.length - 1 });
    expect(short.cursor).not.toBeNull();
    const rest = await listOf(store)({ limit: 5, cursor: short.cursor });
    expect(rest).toEqual({ items: items.slice(-1), cursor: null });
  });

  it('goes on where it was while more comes in at its top', async () => {
    for (const limit of [1, 2, 3, 4]) {
      const market = await tradedMarket();
      const { items } = await listOf(market.store)({});
      const read: unknown[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<unknown> = await listOf(market.store)({ limit, cursor });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        read.push(...page.items);
        cursor = page.cursor;
        if (read.length < 12) {
          const own = await market.sell(2, 10, { account: 'ada' });
          await market.wake(own);
          await market.wake(await market.buy(2, 10));
        }
      } while (cursor !== null);
      expect(read).toEqual(items);
    }
  });

  it('is empty where nothing happened', async () => {
    expect(await listOf(new MemoryStore())({ limit: 3 })).toEqual({ items: [], cursor: null });
  });

  it('takes no cursor that it did not give', async () => {
    const { store } = await tradedMarket();
    const { cursor } = await listOf(store)({ limit: 2 });
    const base64 = (text: string) => Buffer.from(text).toString('base64url');
    const entry = '2026-11-22T13:33:07.123Z#wheat#000000000001';
    const wrong = [
      '',
      'garbage',
      `${cursor} `,
      cursor?.slice(1),
      ...['trades#', 'trades#0', 'trades#-1', 'trades#1e3', 'trades#9999999999999999'].map(base64),
      ...[`trades#x#${entry}`, `other#1#${entry}`, `#1#${entry}`, 'trades#1#'].map(base64),
      ...['statement#1', 'statement#1#~', 'closed#1##', `closed#11111#${entry}`].map(base64),
      base64(`closed#1#${entry}${'x'.repeat(300)}`),
      base64('candles#1'),
    ];
    for (const cursor of wrong) {
      await expect(listOf(store)({ limit: 2, cursor }), cursor).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        issues: [{ path: 'cursor' }],
      });
    }
  });

  it("takes no other list's cursor", async () => {
    const { store } = await tradedMarket();
    const { cursor } = await listOf(store)({ limit: 2 });
    for (const other of names.filter((one) => one !== name)) {
      const list = listsOf(store)[other] as Lists[string];
      await expect(list({ limit: 2, cursor })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    }
  });
});

it('leaves out an open order that is closed while the page is read', async () => {
  const market = new SimulatedMarket();
  const [first, closed] = [
    await market.sell(1, 10, { account: 'ada' }),
    await market.sell(2, 10, { account: 'ada' }),
  ];
  const getOpenOrder: MarketStore['getOpenOrder'] = async (key) => {
    if (key.orderId === closed.orderId) await market.cancel(closed);
    return market.store.getOpenOrder(key);
  };
  const { items } = await listAccountOrders(replacing(market.store, { getOpenOrder }), 'ada', {});
  expect(items.map(({ orderId }) => orderId)).toEqual([first.orderId]);
});

describe('what a page reads', () => {
  it('is not more than a few batches of many trades', async () => {
    const memory = new MemoryStore();
    for (let batch = 0; batch < 100; batch += 1) {
      const write = { material: 'wheat', trades: trades('wheat', 1 + batch * 40, 40) };
      await transact(memory, [{ write: 'putTrades', batch: write }]);
    }
    const { store, reads } = countingReads(memory);
    let cursor: string | null = null;
    for (const sequence of [4_000, 3_990, 3_980]) {
      const page = await listMaterialTrades(store, 'wheat', { limit: 10, cursor });
      expect(page.items.map((trade) => trade.sequence)).toEqual(
        Array.from({ length: 10 }, (_, index) => sequence - index),
      );
      cursor = page.cursor;
    }
    expect(reads).toEqual({ calls: 3, items: 9 });
  });

  it('is bounded where a statement has nothing of what is listed', async () => {
    const memory = new MemoryStore();
    const entries = Array.from({ length: 1_300 }, (_, index) =>
      statementEntry({
        account: 'ada',
        entryId: `2026-11-22T13:33:07.123Z#wheat#${String(index).padStart(12, '0')}`,
        trades: index === 20 ? [{ trade: trades('wheat', 1, 1)[0], coinsRefunded: 0n }] : [],
      }),
    );
    for (const entry of entries) await transact(memory, [{ write: 'putStatement', entry }]);
    const { store, reads } = countingReads(memory);
    let cursor: string | null = null;
    const pages: number[] = [];
    do {
      const before = reads.items;
      const page: Page<unknown> = await listAccountTrades(store, 'ada', { limit: 5, cursor });
      expect(reads.items - before).toBeLessThanOrEqual(500);
      pages.push(page.items.length);
      cursor = page.cursor;
    } while (cursor !== null);
    expect(pages).toEqual([0, 0, 1]);
  });
});
