import { expect, test, vi } from 'vitest';
import type { ReceiptPart } from '../../engine/entities.js';
import type { MarketStore } from '../../engine/store.js';
import { amounts, openOrder, statementEntry, transact, unique } from './samples.contract.js';

/** Names that look like parts of keys. */
export function describeNames(store: () => MarketStore): void {
  test('accounts with unusual names have what is theirs, and nothing else', async () => {
    const suffix = unique('');
    const accounts = [
      'ada',
      'Ada',
      'ada#',
      'ada#BOX#wheat',
      'ACCOUNT#ada',
      'STATEMENT#',
      '#',
      '~',
      ' ',
      '%23',
      'ñ',
      'n\u0303',
      '日本語 😀',
      '€'.repeat(90),
    ].map((account) => account + suffix);
    for (const [index, account] of accounts.entries()) {
      const mark = BigInt(index + 1);
      const order = openOrder({ account, quantity: index + 1, material: `u${index}` });
      await transact(store(), [
        { write: 'insertOrderRecord', order },
        { write: 'insertOpenOrder', order },
        { write: 'creditBox', account, material: 'wheat', credit: amounts({ feesPaid: mark }) },
        {
          write: 'putStatement',
          entry: statementEntry({ account, credit: amounts({ feesPaid: mark }) }),
        },
      ]);
    }
    for (const [index, account] of accounts.entries()) {
      const mark = BigInt(index + 1);
      const boxes = (await store().listBoxes(account, {})).items;
      expect(boxes.map((box) => [box.account, box.amounts.feesPaid])).toEqual([[account, mark]]);
      const entries = (await store().listStatement(account, {})).items;
      expect(entries.map((entry) => [entry.account, entry.credit.feesPaid])).toEqual([
        [account, mark],
      ]);
      await vi.waitFor(async () => {
        const { items } = await store().listAccountOrders(account, {});
        expect(items.map(({ material }) => material)).toEqual([`u${index}`]);
      }, 5_000);
      const [key] = (await store().listAccountOrders(account, {})).items;
      const order = key && (await store().getOpenOrder(key));
      expect(order?.account).toBe(account);
      expect((await store().getOrderRecord(order?.orderId ?? ''))?.account).toBe(account);
    }
  });

  test('receipts are found by their exact collection id', async () => {
    const account = unique('account');
    const ids = [
      'a',
      'a#',
      'a#0000',
      'a#0000#0000',
      'a#b',
      'A',
      '%',
      '%23',
      'a%',
      'a%23',
      '#',
      '##',
    ].concat(['~', 'a~', ' ', 'ü€😀', '0', 'COLLECTION#a', '#'.repeat(128), '€'.repeat(128)]);
    const partsOf = (collectionId: string): ReceiptPart[] =>
      [0, 1, 2, 10].map((part) => ({
        account,
        collectionId,
        part,
        last: part === 10,
        collectedAt: '2026-11-22T13:33:07.123Z',
        taken: [],
      }));
    for (const id of ids) {
      await transact(
        store(),
        partsOf(id)
          .reverse()
          .map((part) => ({ write: 'insertReceiptPart', part })),
      );
    }
    for (const id of ids) {
      expect(await store().getReceipt(account, id)).toStrictEqual(partsOf(id));
    }
    expect(await store().getReceipt(account, 'a#0')).toEqual([]);
    expect(await store().getReceipt(unique('account'), 'a')).toEqual([]);
  });
}
