import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../examples/economy/cli.js';
import { OracleBook } from '../oracle/oracle-book.js';

/** What somebody does in a file of orders, before it is written as one. */
type Doing =
  | {
      readonly does: 'new';
      readonly type: 'Buy' | 'Sell';
      readonly material: 'wheat' | 'iron';
      readonly quantity: number;
      readonly pricePerUnit: number;
      readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
      readonly account: string;
    }
  /** Of one of the orders before, counted from the latest. */
  | { readonly does: 'cancel'; readonly of: number }
  | { readonly does: 'reduce'; readonly of: number; readonly by: number };

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('new' as const),
      type: fc.constantFrom('Buy' as const, 'Sell' as const),
      material: fc.constantFrom('wheat' as const, 'wheat' as const, 'iron' as const),
      quantity: fc.integer({ min: 1, max: 30 }),
      pricePerUnit: fc.integer({ min: 95, max: 105 }),
      timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'GTC' as const, 'IOC', 'FOK'),
      account: fc.constantFrom('', 'ada', 'bob'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('cancel' as const), of: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('reduce' as const),
      of: fc.nat(20),
      by: fc.integer({ min: 1, max: 20 }),
    }),
  },
);

/** The file, and the tape that a sequential book writes of it. */
function fileAndTape(doings: readonly Doing[]): { file: string; tape: string } {
  const rows = ['account,action,ref,type,material,quantity,pricePerUnit,timeInForce'];
  const books = { wheat: new OracleBook(), iron: new OracleBook() };
  const tape = ['sequence,material,quantity,pricePerUnit,makerRef,takerRef'];
  const orders: { ref: string; material: 'wheat' | 'iron'; quantity: number }[] = [];
  for (const [index, one] of doings.entries()) {
    const now = index;
    if (one.does === 'new') {
      const { type, material, quantity, pricePerUnit, timeInForce, account } = one;
      const ref = `o${orders.length}`;
      rows.push([account, 'new', ref, type, material, quantity, pricePerUnit, timeInForce].join());
      orders.push({ ref, material, quantity });
      const book = books[material];
      const before = book.trades.length;
      const order = { id: ref, type, quantity, pricePerUnit, timeInForce };
      book.arrive({ ...order, account: account || 'anonymous' }, now);
      for (const [at, trade] of [...book.trades.entries()].slice(before)) {
        const { buyOrderId, sellOrderId } = trade;
        const maker = buyOrderId === ref ? sellOrderId : buyOrderId;
        tape.push([at + 1, material, trade.quantity, trade.pricePerUnit, maker, ref].join());
      }
      continue;
    }
    const order = orders.at(-1 - (one.of % Math.max(orders.length, 1)));
    if (order === undefined) continue;
    const book = books[order.material];
    if (one.does === 'cancel') {
      rows.push(`,cancel,${order.ref},,,,,`);
      book.cancel(order.ref);
      continue;
    }
    rows.push(`,reduce,${order.ref},,,${one.by},,`);
    order.quantity -= one.by;
    if (order.quantity > 0) book.amend(order.ref, order.quantity);
    else book.cancel(order.ref);
  }
  return { file: rows.join('\n'), tape: [...tape, ''].join('\n') };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tape-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const silent = { isTTY: false, columns: 80, write: () => true };

async function tapeOf(file: string, ...options: readonly string[]) {
  const [orders, tape] = [join(folder, 'orders.csv'), join(folder, 'tape.csv')];
  await writeFile(orders, file);
  const lines: string[] = [];
  const stdout = { ...silent, write: (text: string) => lines.push(text) > 0 };
  const args = ['--orders', orders, '--tape', tape, '--json', ...options];
  const { signal } = new AbortController();
  const code = await runCli(args, { stdout, stderr: silent, signal });
  return { code, tape: await readFile(tape, 'utf8'), json: JSON.parse(lines.join('')) };
}

describe('the tape of a file of orders, cancellations and reductions', () => {
  it('is that of a sequential book, on the TestMarket', async () => {
    const doings = fc.array(doing, { minLength: 1, maxLength: 80, size: 'max' });
    await fc.assert(
      fc.asyncProperty(doings, async (doings) => {
        fc.pre(doings.some(({ does }) => does === 'new'));
        const { file, tape } = fileAndTape(doings);
        const played = await tapeOf(file, '--market', 'test');
        expect(played.tape).toBe(tape);
        expect(played).toMatchObject({ code: 0, json: { audit: { ok: true } } });
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('is that of a sequential book, on a LocalMarket', async () => {
    const [doings] = fc.sample(fc.array(doing, { minLength: 60, maxLength: 60 }), {
      numRuns: 1,
      seed: 7,
    }) as [Doing[]];
    const { file, tape } = fileAndTape(doings);
    expect(tape.split('\n').length).toBeGreaterThan(8);
    expect(await tapeOf(file)).toMatchObject({ code: 0, tape });
  }, 60_000);
});
