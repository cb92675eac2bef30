import { expect, test } from 'vitest';
import type { Amounts, DeliveryBox, OrderRecord } from '../../engine/entities.js';
import { type MarketStore, type MarketWrite, TransactionRejected } from '../../engine/store.js';
import {
  amounts,
  closure,
  headOf,
  openOrder,
  orderIdOf,
  statementEntry,
  transact,
  unique,
} from './samples.contract.js';

/** The conditions of the writes of a repair, alone and with another write beside it. */
export function describeRepairConditions(store: () => MarketStore): void {
  const companions: Record<string, () => MarketWrite[]> = {
    alone: () => [],
    'beside another write': () => [{ write: 'putStatement', entry: statementEntry() }],
  };

  for (const [name, companion] of Object.entries(companions)) {
    const accept = (write: MarketWrite) => transact(store(), [...companion(), write]);
    const reject = async (write: MarketWrite) => {
      const attempt = transact(store(), [...companion(), write]);
      const rejection = await attempt.catch((error: unknown) => error);
      expect(rejection).toBeInstanceOf(TransactionRejected);
      expect((rejection as TransactionRejected).rejected).toEqual([write]);
      expect((rejection as TransactionRejected).rejected[0]).toBe(write);
    };

    test(`restoreOpenOrder ${name}: only where the order is not in the book`, async () => {
      const order = openOrder({ material: unique('wheat'), remainingQuantity: 40 });
      await accept({ write: 'restoreOpenOrder', order });
      expect(await store().getOpenOrder(order)).toStrictEqual(order);
      await reject({ write: 'restoreOpenOrder', order: { ...order, remainingQuantity: 30 } });
      await accept({ write: 'deleteOpenOrder', expected: order });
      await accept({ write: 'restoreOpenOrder', order });
    });

    test(`replaceOrderRecord and checkOrderRecord ${name}: only from the record that was read`, async () => {
      const order = openOrder();
      const { remainingQuantity, tradedValue, feeCharged, ...accepted } = order;
      const open: OrderRecord = { ...accepted, closure: null };
      const closed: OrderRecord = { ...accepted, closure: closure() };
      const closedLater: OrderRecord = {
        ...accepted,
        closure: closure({ closedAt: '2026-11-22T14:00:00.000Z', remainingQuantity: 7 }),
      };
      const reduced: OrderRecord = { ...open, reducedQuantity: 5 };
      const refused: OrderRecord = { ...open, isRefused: true };
      const other: OrderRecord = {
        ...open,
        orderId: orderIdOf(order.account, order.clientOrderId),
      };
      const replace = (expected: OrderRecord | null, record: OrderRecord): MarketWrite => ({
        write: 'replaceOrderRecord',
        expected,
        record,
      });
      const states = [null, open, reduced, closed, closedLater, refused, other];
      for (const [index, state] of states.entries()) {
        for (const expected of states.filter((each) => each !== state)) {
          await reject(replace(expected, open));
          if (expected) await reject({ write: 'checkOrderRecord', expected });
        }
        expect(await store().getOrderRecord(order.orderId)).toEqual(state ?? undefined);
        if (state) await accept({ write: 'checkOrderRecord', expected: state });
        const next = states[index + 1];
        if (next) await accept(replace(state, next));
      }
      await accept(replace(other, open));
      expect(await store().getOrderRecord(order.orderId)).toStrictEqual(open);
    });

    test(`deleteSetAsideOrder ${name}: only while the order is set aside`, async () => {
      const expected = { order: openOrder(), setAsideAt: '2026-11-22T13:33:07.123Z' };
      await reject({ write: 'deleteSetAsideOrder', expected });
      await accept({ write: 'putSetAsideOrder', setAside: expected });
      await accept({ write: 'deleteSetAsideOrder', expected });
      await reject({ write: 'deleteSetAsideOrder', expected });
    });

    test(`replaceBox ${name}: only from the amounts and the version that were read`, async () => {
      const [account, material] = [unique('account'), unique('wheat')];
      const [some, more] = [amounts({ goodsBought: 5n }), amounts({ coinsEarned: 3n })];
      const none = { account, material, version: 0, amounts: amounts({}) };
      const replace = (expected: DeliveryBox, to: Amounts): MarketWrite => ({
        write: 'replaceBox',
        expected,
        amounts: to,
      });
      await reject(replace({ ...none, amounts: some }, more));
      await reject(replace({ ...none, version: 1 }, more));
      await accept(replace(none, some));
      const first = { ...none, version: 1, amounts: some };
      expect((await store().listBoxes(account, {})).items).toStrictEqual([first]);
      await reject(replace(none, more));
      await accept({ write: 'creditBox', account, material, credit: more });
      await reject(replace(first, more));
      const both = { ...first, amounts: { ...some, coinsEarned: 3n } };
      await accept(replace(both, more));
      const second = { ...none, version: 2, amounts: more };
      expect((await store().listBoxes(account, {})).items).toStrictEqual([second]);
      await accept({ write: 'debitBox', box: second, debit: more });
      await accept(replace({ ...none, version: 3 }, some));
    });

    test(`checkHead ${name}: only with the version that was read`, async () => {
      const material = unique('wheat');
      const check = (version: number): MarketWrite => ({ write: 'checkHead', material, version });
      await accept(check(0));
      await reject(check(1));
      await accept({ write: 'putHead', head: headOf(material, 1) });
      await reject(check(0));
      await accept(check(1));
      await reject(check(2));
      expect(await store().getHead(material)).toStrictEqual(headOf(material, 1));
    });
  }
}
