import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type MarketStore, type MarketWrite, TransactionRejected } from '../../engine/store.js';
import {
  amounts,
  closure,
  fullHead,
  headOf,
  openOrder,
  statementEntry,
  trades,
  transact,
  unique,
} from './samples.contract.js';

const one = amounts({ coinsEarned: 1n });

function credit(account: string, material = 'wheat'): MarketWrite {
  return { write: 'creditBox', account, material, credit: one };
}

function credits(account: string, count: number): MarketWrite[] {
  return Array.from({ length: count }, (_, index) => credit(account, `material-${index}`));
}

/** All writes or none, and once per token. */
export function describeTransactions(store: () => MarketStore): void {
  const coinsOf = async (account: string) => {
    const { items } = await store().listBoxes(account, {});
    return items.reduce((sum, box) => sum + box.amounts.coinsEarned, 0n);
  };

  test('one condition that does not hold leaves nothing of any write', async () => {
    const [material, account] = [unique('wheat'), unique('account')];
    const [resting, landed, missing] = [1, 2, 3].map(() => openOrder({ material, account }));
    if (!resting || !landed || !missing) throw new Error('three orders were made');
    await transact(store(), [
      { write: 'insertOrderRecord', order: resting },
      { write: 'insertOpenOrder', order: resting },
    ]);
    const failing: MarketWrite = { write: 'deleteOpenOrder', expected: missing };
    const attempt = transact(store(), [
      { write: 'insertOrderRecord', order: landed },
      { write: 'insertOpenOrder', order: landed },
      { write: 'deleteOpenOrder', expected: resting },
      { write: 'closeOrderRecord', order: resting, closure: closure() },
      failing,
      { write: 'putHead', head: { ...fullHead(material), version: 1 } },
      { write: 'putTrades', batch: { material, trades: trades(material, 1, 1) } },
      credit(account),
      { write: 'putStatement', entry: statementEntry({ account }) },
    ]);
    await expect(attempt).rejects.toThrow(TransactionRejected);
    await expect(attempt).rejects.toMatchObject({ rejected: [failing] });

    expect((await store().listSide(material, 'Sell', {})).items).toStrictEqual([resting]);
    expect((await store().getOrderRecord(resting.orderId))?.closure).toBeNull();
    expect(await store().getOrderRecord(landed.orderId)).toBeUndefined();
    expect(await store().getHead(material)).toBeUndefined();
    expect((await store().listTrades(material, {})).items).toEqual([]);
    expect((await store().listBoxes(account, {})).items).toEqual([]);
    expect((await store().listStatement(account, {})).items).toEqual([]);
  });

  test('a rejection names every write whose condition did not hold, and no other', async () => {
    const material = unique('wheat');
    const writes: MarketWrite[] = [
      { write: 'putHead', head: headOf(material, 2) },
      credit(unique('account')),
      { write: 'deleteOpenOrder', expected: openOrder({ material }) },
      { write: 'putStatement', entry: statementEntry() },
      { write: 'closeOrderRecord', order: openOrder({ material }), closure: closure() },
    ];
    const rejection = await transact(store(), writes).catch((error: unknown) => error);
    expect((rejection as TransactionRejected).rejected).toEqual([writes[0], writes[2], writes[4]]);
  });

  test.each([1, 2, 100])('a transaction of %i repeated with its token is done once', async (n) => {
    const [account, token] = [unique('account'), randomUUID()];
    await transact(store(), credits(account, n), token);
    await transact(store(), credits(account, n), token);
    expect(await coinsOf(account)).toBe(BigInt(n));
    await transact(store(), credits(account, n));
    expect(await coinsOf(account)).toBe(BigInt(2 * n));
  });

  test('a repetition whose conditions no longer hold is done once as well', async () => {
    const [account, token] = [unique('account'), randomUUID()];
    const order = openOrder({ account });
    const landing: MarketWrite[] = [
      { write: 'insertOrderRecord', order },
      { write: 'insertOpenOrder', order },
    ];
    await transact(store(), landing, token);
    await transact(store(), [
      { write: 'deleteOpenOrder', expected: order },
      { write: 'closeOrderRecord', order, closure: closure() },
    ]);
    await transact(store(), landing, token);
    expect(await store().getOpenOrder(order)).toBeUndefined();
  });

  test('a head repeated alone with its token is done once', async () => {
    const [head, token] = [fullHead(unique('wheat')), randomUUID()];
    await transact(store(), [{ write: 'putHead', head }], token);
    await transact(store(), [{ write: 'putHead', head }], token);
    expect(await store().getHead(head.material)).toStrictEqual(head);
  });

  test('a token is not taken for other writes', async () => {
    const [account, token] = [unique('account'), randomUUID()];
    await transact(store(), credits(account, 2), token);
    await expect(transact(store(), credits(account, 3), token)).rejects.toMatchObject({
      name: 'MarketError',
      code: 'INTERNAL',
      retryable: false,
    });
    expect(await coinsOf(account)).toBe(2n);
  });

  test('there is no transaction of 0 or 101 writes, of two on one item, or with a long token', async () => {
    const account = unique('account');
    const order = openOrder({ account });
    const { clientOrderId } = order;
    const sameKey = openOrder({ account, clientOrderId });
    for (const [writes, token] of [
      [[], randomUUID()],
      [credits(account, 101), randomUUID()],
      [[credit(account), credit(account, 'copper'), credit(account)], randomUUID()],
      [
        [
          { write: 'insertOrderRecord', order },
          { write: 'insertOrderRecord', order: sameKey },
        ],
        randomUUID(),
      ],
      [credits(account, 2), 'x'.repeat(37)],
      [credits(account, 2), ''],
    ] as [MarketWrite[], string][]) {
      await expect(transact(store(), writes, token)).rejects.toMatchObject({ code: 'INTERNAL' });
    }
    expect(await coinsOf(account)).toBe(0n);
    expect(await store().getOrderRecord(order.orderId)).toBeUndefined();
  });
}
