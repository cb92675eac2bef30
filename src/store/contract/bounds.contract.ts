import { expect, test } from 'vitest';
import type { MarketStore } from '../../engine/store.js';
import type { PageRequest } from '../../model/market.js';
import {
  amounts,
  candleAt,
  readPages,
  statementEntry,
  trades,
  transact,
  unique,
} from './samples.contract.js';

/** Lists of which only a part is asked for. */
export function describeBounds(store: () => MarketStore): void {
  test('trades are those of batches that begin before a sequence', async () => {
    const material = unique('wheat');
    const batches = [1, 4, 9, 10].map((sequence) => ({
      material,
      trades: trades(material, sequence, sequence === 4 ? 5 : 1),
    }));
    await transact(
      store(),
      batches.map((batch) => ({ write: 'putTrades', batch })),
    );
    const read = async (before: number | undefined) => {
      const list = (page: PageRequest) => store().listTrades(material, page, { before });
      return (await readPages(list, 2)).map((batch) => batch.trades[0].sequence);
    };
    expect(await read(undefined)).toEqual([10, 9, 4, 1]);
    expect(await read(Number.MAX_SAFE_INTEGER)).toEqual([10, 9, 4, 1]);
    expect(await read(10)).toEqual([9, 4, 1]);
    expect(await read(6)).toEqual([4, 1]);
    expect(await read(4)).toEqual([1]);
    for (const before of [1, 0, -1]) expect(await read(before)).toEqual([]);
  });

  test('statement entries are those up to an id, that one included', async () => {
    const account = unique('account');
    const ids = [1, 2, 3].map((second) => `2026-11-22T13:33:0${second}.123Z#wheat#1`);
    await transact(store(), [
      ...ids.map(
        (entryId) =>
          ({ write: 'putStatement', entry: statementEntry({ account, entryId }) }) as const,
      ),
      // What lies beside a statement in the same partition.
      { write: 'creditBox', account, material: 'wheat', credit: amounts({ goodsBought: 1n }) },
    ]);
    const read = async (upTo: string | undefined) => {
      const list = (page: PageRequest) => store().listStatement(account, page, { upTo });
      return (await readPages(list, 2)).map(({ entryId }) => entryId);
    };
    const [first, second, third] = ids as [string, string, string];
    expect(await read(undefined)).toEqual([third, second, first]);
    expect(await read(third)).toEqual([third, second, first]);
    expect(await read(second)).toEqual([second, first]);
    expect(await read(`${second}0`)).toEqual([second, first]);
    expect(await read(first)).toEqual([first]);
    expect(await read('2025')).toEqual([]);
  });

  test('candles are those with from <= openTime < to, of one interval', async () => {
    const material = unique('wheat');
    const times = [0, 60_000, 120_000, 180_000];
    await transact(store(), [
      ...times.map((time) => ({ write: 'putCandle', candle: candleAt(material, time) }) as const),
      { write: 'putCandle', candle: { ...candleAt(material, 60_000), interval: '1h' } },
    ]);
    const read = async (from: number, to: number) => {
      const { items } = await store().listCandles(material, '1m', { from, to }, {});
      return items.map(({ candle }) => candle.openTime);
    };
    expect(await read(60_000, 180_000)).toEqual([120_000, 60_000]);
    expect(await read(60_001, 180_001)).toEqual([180_000, 120_000]);
    expect(await read(59_999.5, 60_000.5)).toEqual([60_000]);
    expect(await read(-5, Number.POSITIVE_INFINITY)).toEqual([...times].reverse());
    expect(await read(60_000, 60_000)).toEqual([]);
    expect(await read(180_000, 60_000)).toEqual([]);
    expect(await read(Number.NaN, 60_000)).toEqual([]);
  });
}
