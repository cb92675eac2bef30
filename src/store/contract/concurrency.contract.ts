import { expect, test } from 'vitest';
import { type MarketStore, type MarketWrite, TransactionRejected } from '../../engine/store.js';
import { withRetries } from '../retries.js';
import { amounts, headOf, openOrder, transact, unique } from './samples.contract.js';

const parallel = 16;

/** Transactions side by side; what DynamoDB calls a conflict is tried again, as the market does. */
export function describeConcurrency(store: () => MarketStore): void {
  const race = async (writesOf: (index: number) => MarketWrite[]) => {
    const patient = withRetries(store(), { attempts: 50 });
    const attempts = Array.from({ length: parallel }, (_, index) =>
      transact(patient, writesOf(index)).then(
        () => index,
        (error: unknown) => {
          if (error instanceof TransactionRejected) return undefined;
          throw error;
        },
      ),
    );
    return (await Promise.all(attempts)).filter((winner) => winner !== undefined);
  };

  test('of parallel orders with one idempotency key, one lands', async () => {
    const [account, material] = [unique('account'), unique('wheat')];
    const orders = Array.from({ length: parallel }, () =>
      openOrder({ account, material, clientOrderId: 'one' }),
    );
    const winners = await race((index) => [
      { write: 'insertOrderRecord', order: orders[index] ?? openOrder() },
      { write: 'insertOpenOrder', order: orders[index] ?? openOrder() },
    ]);
    expect(winners).toHaveLength(1);
    const landed = orders[winners[0] ?? 0] ?? openOrder();
    expect((await store().getOrderRecord(landed.orderId))?.orderId).toBe(landed.orderId);
    expect((await store().listSide(material, 'Sell', {})).items).toStrictEqual([landed]);
  });

  test.each(['alone', 'with a trade'])(
    'of parallel heads %s, one gets the version',
    async (how) => {
      const material = unique('wheat');
      for (const version of [1, 2]) {
        const winners = await race((index) => [
          { write: 'putHead', head: { ...headOf(material, version), bestBid: index + 1 } },
          ...(how === 'alone' ? [] : [credit(unique('account'), material)]),
        ]);
        expect(winners).toHaveLength(1);
        expect((await store().getHead(material))?.bestBid).toBe((winners[0] ?? 0) + 1);
      }
    },
  );

  test('parallel credits of one box add up', async () => {
    const [account, material] = [unique('account'), unique('wheat')];
    expect(await race(() => [credit(account, material)])).toHaveLength(parallel);
    const [box] = (await store().listBoxes(account, {})).items;
    expect(box?.amounts.goodsBought).toBe(BigInt(parallel) * 2n ** 53n);
  });

  test('of parallel collections of one box, one takes it', async () => {
    const [account, material] = [unique('account'), unique('wheat')];
    await transact(store(), [credit(account, material)]);
    const [box] = (await store().listBoxes(account, {})).items;
    if (!box) throw new Error('the box was credited');
    const winners = await race(() => [{ write: 'debitBox', box, debit: box.amounts }]);
    expect(winners).toHaveLength(1);
    const [emptied] = (await store().listBoxes(account, {})).items;
    expect(emptied).toMatchObject({ version: 1, amounts: amounts({}) });
  });

  test('of a cancel and a fill of one order, one succeeds', async () => {
    const order = openOrder({ material: unique('wheat') });
    await transact(store(), [{ write: 'insertOpenOrder', order }]);
    const fewer = { ...order, remainingQuantity: 1 };
    const winners = await race((index) =>
      index % 2 === 0
        ? [{ write: 'deleteOpenOrder', expected: order }]
        : [{ write: 'updateOpenOrder', expected: order, order: fewer }],
    );
    expect(winners).toHaveLength(1);
    const left = (winners[0] ?? 0) % 2 === 0 ? undefined : fewer;
    expect(await store().getOpenOrder(order)).toStrictEqual(left);
  });
}

function credit(account: string, material: string): MarketWrite {
  return { write: 'creditBox', account, material, credit: amounts({ goodsBought: 2n ** 53n }) };
}
