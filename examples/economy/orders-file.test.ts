import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestMarket } from 'material-market/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from './options.js';
import { readOrdersFile } from './orders-file.js';
import { replay } from './replay.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(content: string | Uint8Array, name = 'orders.csv') {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const read = async (content: string | Uint8Array) => readOrdersFile(await file(content));

const wheat = { type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10 };

describe('a file of orders', () => {
  it.each([
    ['without a header', 'Sell,wheat,100,10\n'],
    ['with a header', 'type,material,quantity,pricePerUnit\nSell,wheat,100,10\n'],
    ['without an end of line', 'Sell,wheat,100,10'],
    ['from Windows', '\ufefftype,material,quantity,pricePerUnit\r\nSell,wheat,100,10\r\n'],
    ['with blanks', '\n  Sell , wheat,100 , 10\n\n'],
  ])('is read %s', async (_, content) => {
    const { rows } = await read(content);
    expect(rows).toMatchObject([{ action: 'new', order: wheat }]);
  });

  it('numbers orders by their line in the file', async () => {
    const { rows } = await read(
      'type,material,quantity,pricePerUnit\nSell,wheat,100,10\n\nBuy,wheat,1,999999999999',
    );
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
  });

  it('is known by its content', async () => {
    const ids = await Promise.all(
      ['Sell,wheat,1,1', 'Sell,wheat,1,1', 'Sell,wheat,1,2'].map(
        async (content, index) => (await readOrdersFile(await file(content, `${index}`))).id,
      ),
    );
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it.each([
    ['Sell,wheat,100', 'line 1: has 3 fields instead of 4'],
    ['Sell,wheat,100,10,ada', 'line 1: has 5 fields instead of 4'],
    ['Sell;wheat;100;10', 'line 1: has 1 field instead of 4'],
    ['sell,wheat,100,10', 'line 1: type: '],
    [',wheat,100,10', 'line 1: type: is required'],
    ['Sell,,100,10', 'line 1: material: is required'],
    ['Sell,wh#at,100,10', 'line 1: material: must start with a letter or digit'],
    ['Sell,wh\u0000at,100,10', 'line 1: material: must start with a letter or digit'],
    [`Sell,${'w'.repeat(65)},100,10`, 'line 1: material: must have at most 64 characters'],
    ['"Sell","wheat",100,10', 'line 1: type: '],
    ['Sell,wheat,,10', 'line 1: quantity: is required'],
    ['Sell,wheat,ten,10', 'line 1: quantity: '],
    ['Sell,wheat,1e3,10', 'line 1: quantity: '],
    ['Sell,wheat,0,10', 'line 1: quantity: must be at least 1'],
    ['Sell,wheat,-1,10', 'line 1: quantity: must be at least 1'],
    ['Sell,wheat,1.5,10', 'line 1: quantity: must be a whole number'],
    ['Sell,wheat,1000000001,10', 'line 1: quantity: must be at most 1000000000'],
    ['Sell,wheat,9007199254740993,10', /line 1: quantity: .*must be at most 1000000000/],
    ['Sell,wheat,100,0', 'line 1: pricePerUnit: must be at least 1'],
    ['Sell,wheat,100,1000000000000', 'line 1: pricePerUnit: must be at most 999999999999'],
    ['Sell,wheat,1000000000,999999999999', 'line 1: quantity: quantity × pricePerUnit'],
    ['Sell,wheat,0,0', /line 1: quantity: .*; pricePerUnit: /],
    ['Sell,wheat,1,1\ntype,material,quantity,pricePerUnit', 'line 2: type: '],
    ['Sell,wheat,1,1\nmaterial,type,quantity,pricePerUnit', 'line 2: type: '],
    ['type,material,quantity,price,ref,pricePerUnit', 'it must have type,material'],
    ['type,material,quantity,account,ref', 'it must have type,material'],
    ['type,material,quantity,pricePerUnit,type', 'each once'],
  ])('with the bad line %j names it', async (content, message) => {
    await expect(read(content)).rejects.toThrow(UsageError);
    await expect(read(content)).rejects.toThrow(message);
  });

  it('names several bad lines at once, but not all of very many', async () => {
    const content = `Sell,wheat,1,1\n${'Sell,wheat,0,1\n'.repeat(13)}`;
    await expect(read(content)).rejects.toThrow(/has 13 bad lines:\n {2}line 2: .*\n {2}line 3: /);
    await expect(read(content)).rejects.toThrow(/line 11: .*\n {2}and 3 more$/);
  });

  it.each([
    ['', 'has no orders'],
    ['type,material,quantity,pricePerUnit\n', 'has no orders'],
    [new Uint8Array([0x53, 0xff, 0xfe, 0x2c]), 'is not a text file in UTF-8'],
  ])('that is none is refused: %j', async (content, message) => {
    await expect(read(content)).rejects.toThrow(UsageError);
    await expect(read(content)).rejects.toThrow(message);
  });

  it('that cannot be read is refused', async () => {
    await expect(readOrdersFile(join(folder, 'missing.csv'))).rejects.toThrow(/ENOENT/);
    await expect(readOrdersFile(folder)).rejects.toThrow(/EISDIR/);
    await expect(readOrdersFile(folder)).rejects.toThrow(UsageError);
  });
});

describe('a file with a header', () => {
  const header = 'quantity,ref,action,pricePerUnit,material,type,timeInForce,account\n';
  const sell = '100,a,new,10,wheat,Sell,,ada\n';

  it('may have its columns in any order, and more of them', async () => {
    const { rows } = await read(
      `${header}${sell}5,,,12,wheat,Buy,IOC,\n40,a,reduce,,,,,\n,a,cancel,,,,,`,
    );
    expect(rows).toMatchObject([
      { action: 'new', ref: 'a', line: 2, order: { ...wheat, account: 'ada', timeInForce: 'GTC' } },
      { action: 'new', ref: '3', line: 3, order: { account: 'anonymous', timeInForce: 'IOC' } },
      { action: 'reduce', line: 4, by: 40, of: { ref: 'a' } },
      { action: 'cancel', line: 5, of: { ref: 'a' } },
    ]);
  });

  it.each([
    [`${sell}${sell}`, 'line 3: ref: a is that of the order in line 2'],
    ['1,a,cancel,,,,,', 'line 2: ref: no earlier line has an order a'],
    [`${sell},,cancel,,,,,`, 'line 3: ref: is required, to say which order to cancel'],
    [`${sell},a,reduce,,,,,`, 'line 3: quantity: must be a whole number of at least 1'],
    [`${sell}0,a,reduce,,,,,`, 'line 3: quantity: must be a whole number of at least 1'],
    [`${sell}1,a,amend,,,,,`, "line 3: action: must be new, cancel or reduce, not 'amend'"],
    ['5,,,12,wheat,Buy,GTD,', 'line 2: timeInForce: '],
  ])('with the bad line %j names it', async (content, message) => {
    await expect(read(header + content)).rejects.toThrow(message);
  });
});

describe('replaying a file', () => {
  const options = { signal: new AbortController().signal, onProgress: () => {} };
  const content = [
    ...['Sell,wheat,100,10', 'Buy,copper,5,7', 'Buy,wheat,30,12', 'Buy,wheat,100,10'],
    ...['Sell,copper,2,9', 'Sell,wheat,40,9'],
  ].join('\n');

  it('matches its orders in the order of their lines', async () => {
    const { orders, materials, trades } = await replay(
      new TestMarket(),
      await read(content),
      options,
    );
    expect([...orders.values()].map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(materials).toEqual(new Set(['wheat', 'copper']));
    expect(
      trades.map(({ buyOrderId, sellOrderId, quantity, pricePerUnit, at }) => [
        ...[orders.get(buyOrderId)?.line, orders.get(sellOrderId)?.line],
        ...[quantity, pricePerUnit, at],
      ]),
    ).toEqual([
      [3, 1, 30, 10, 3],
      [4, 1, 70, 10, 4],
      [4, 6, 30, 10, 6],
    ]);
  });

  it('posts nothing new when it is done again', async () => {
    const market = new TestMarket();
    const first = await replay(market, await read(content), options);
    const audit = await market.audit();
    expect(await replay(market, await read(content), options)).toEqual(first);
    expect(await market.audit()).toEqual(audit);
    expect(audit).toMatchObject({ ok: true, orders: 6, trades: 3, crossed: [] });
  });
});
