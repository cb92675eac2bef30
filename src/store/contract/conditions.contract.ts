import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { OpenOrder } from '../../engine/entities.js';
import { type MarketStore, type MarketWrite, TransactionRejected } from '../../engine/store.js';
import {
  amounts,
  closure,
  headOf,
  openOrder,
  orderIdOf,
  statementEntry,
  trades,
  transact,
  unique,
} from './samples.contract.js';

/** Each write's condition, alone and with another write beside it. */
export function describeConditions(store: () => MarketStore): void {
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

    test(`insertRefusal ${name}: keeps its idempotency key from landing`, async () => {
      const order = openOrder();
      await accept({ write: 'insertRefusal', order });
      await reject({ write: 'insertOrderRecord', order });
      await reject({ write: 'insertRefusal', order });
      expect(await store().getOrderRecord(order.orderId)).toMatchObject({
        orderId: order.orderId,
        clientOrderId: order.clientOrderId,
        closure: null,
        isRefused: true,
      });
      const landed = openOrder();
      await accept({ write: 'insertOrderRecord', order: landed });
      await reject({ write: 'insertRefusal', order: landed });
      expect(await store().getOrderRecord(landed.orderId)).not.toHaveProperty('isRefused');
    });

    test(`insertOrderRecord ${name}: once per idempotency key`, async () => {
      const first = openOrder();
      const { account, clientOrderId } = first;
      const second = openOrder({ account, clientOrderId, quantity: 7 });
      await accept({ write: 'insertOrderRecord', order: first });
      await reject({ write: 'insertOrderRecord', order: second });
      await reject({ write: 'insertOrderRecord', order: first });
      expect(second.orderId).not.toBe(first.orderId);
      for (const id of [first.orderId, second.orderId]) {
        expect(await store().getOrderRecord(id)).toMatchObject({
          orderId: first.orderId,
          quantity: 100,
        });
      }
    });

    test(`updateOpenOrder ${name}: only from the expected remaining quantity`, async () => {
      const order = openOrder({ material: unique('wheat') });
      const fewer = { ...order, remainingQuantity: 40, tradedValue: 600n, feeCharged: 6n };
      const fewest = { ...fewer, remainingQuantity: 1, tradedValue: 990n, feeCharged: 9n };
      await reject({ write: 'updateOpenOrder', expected: order, order: fewer });
      expect(await store().getOpenOrder(order)).toBeUndefined();
      await accept({ write: 'insertOpenOrder', order });
      await reject({ write: 'updateOpenOrder', expected: fewer, order: fewest });
      expect(await store().getOpenOrder(order)).toStrictEqual(order);
      await accept({ write: 'updateOpenOrder', expected: order, order: fewer });
      await reject({ write: 'updateOpenOrder', expected: order, order: fewest });
      await accept({ write: 'updateOpenOrder', expected: fewer, order: fewest });
      expect(await store().getOpenOrder(order)).toStrictEqual(fewest);
    });

    test(`deleteOpenOrder ${name}: only with the expected remaining quantity`, async () => {
      const order = openOrder({ material: unique('wheat') });
      const fewer: OpenOrder = { ...order, remainingQuantity: 40 };
      await reject({ write: 'deleteOpenOrder', expected: order });
      await accept({ write: 'insertOpenOrder', order });
      await reject({ write: 'deleteOpenOrder', expected: fewer });
      expect(await store().getOpenOrder(order)).toStrictEqual(order);
      await accept({ write: 'deleteOpenOrder', expected: order });
      expect(await store().getOpenOrder(order)).toBeUndefined();
      await reject({ write: 'deleteOpenOrder', expected: order });
    });

    test(`checkOpenOrder ${name}: only with the expected remaining quantity`, async () => {
      const order = openOrder({ material: unique('wheat') });
      const fewer: OpenOrder = { ...order, remainingQuantity: 40 };
      await reject({ write: 'checkOpenOrder', expected: order });
      await accept({ write: 'insertOpenOrder', order });
      await reject({ write: 'checkOpenOrder', expected: fewer });
      await accept({ write: 'checkOpenOrder', expected: order });
      expect(await store().getOpenOrder(order)).toStrictEqual(order);
      await accept({ write: 'deleteOpenOrder', expected: order });
      await reject({ write: 'checkOpenOrder', expected: order });
    });

    test(`closeOrderRecord ${name}: once, and only the order that has the record`, async () => {
      const order = openOrder();
      const { account, clientOrderId } = order;
      const other = { ...order, orderId: orderIdOf(account, clientOrderId) };
      await reject({ write: 'closeOrderRecord', order, closure: closure() });
      expect(await store().getOrderRecord(order.orderId)).toBeUndefined();
      await accept({ write: 'insertOrderRecord', order });
      await reject({ write: 'closeOrderRecord', order: other, closure: closure() });
      await accept({ write: 'closeOrderRecord', order, closure: closure() });
      const cancelled = closure({ status: 'CANCELLED', closeReason: 'CANCEL_REQUESTED' });
      await reject({ write: 'closeOrderRecord', order, closure: cancelled });
      await reject({ write: 'insertOrderRecord', order });
      expect((await store().getOrderRecord(order.orderId))?.closure).toStrictEqual(closure());
    });

    test(`reduceOrderRecord ${name}: only while the order has an open record`, async () => {
      const order = openOrder({ remainingQuantity: 60, reducedQuantity: 40 });
      const { account, clientOrderId } = order;
      const other = { ...order, orderId: orderIdOf(account, clientOrderId) };
      await reject({ write: 'reduceOrderRecord', order });
      expect(await store().getOrderRecord(order.orderId)).toBeUndefined();
      await accept({ write: 'insertOrderRecord', order });
      await reject({ write: 'reduceOrderRecord', order: other });
      await accept({ write: 'reduceOrderRecord', order });
      await accept({ write: 'closeOrderRecord', order, closure: closure() });
      await reject({ write: 'reduceOrderRecord', order: { ...order, reducedQuantity: 50 } });
      const record = await store().getOrderRecord(order.orderId);
      expect(record).toMatchObject({ reducedQuantity: 40, closure: closure() });
    });

    test(`checkNoOpenRecord ${name}: only where the order has no open record`, async () => {
      const order = openOrder();
      const { account, clientOrderId } = order;
      const sameKey = { ...order, orderId: orderIdOf(account, clientOrderId) };
      await accept({ write: 'checkNoOpenRecord', order });
      expect(await store().getOrderRecord(order.orderId)).toBeUndefined();
      await accept({ write: 'insertOrderRecord', order });
      await reject({ write: 'checkNoOpenRecord', order });
      await accept({ write: 'checkNoOpenRecord', order: sameKey });
      await accept({ write: 'closeOrderRecord', order, closure: closure() });
      await accept({ write: 'checkNoOpenRecord', order });
    });

    test(`putHead ${name}: only with the next version`, async () => {
      const material = unique('wheat');
      const put = (version: number, bestBid = 1): MarketWrite => ({
        write: 'putHead',
        head: { ...headOf(material, version), bestBid },
      });
      await reject(put(2));
      expect(await store().getHead(material)).toBeUndefined();
      await accept(put(1));
      await reject(put(1, 5));
      await reject(put(3));
      await accept(put(2));
      await reject(put(2, 5));
      await reject(put(1, 5));
      expect(await store().getHead(material)).toMatchObject({ version: 2, bestBid: 1 });
    });

    test(`debitBox ${name}: only with the box's version; credits do not change it`, async () => {
      const [account, material] = [unique('account'), unique('wheat')];
      const credit = amounts({ goodsBought: 5n, coinsEarned: 3n });
      const box = { account, material, version: 0, amounts: credit };
      await reject({ write: 'debitBox', box, debit: credit });
      await accept({ write: 'creditBox', account, material, credit });
      await reject({ write: 'debitBox', box: { ...box, version: 1 }, debit: credit });
      await accept({ write: 'creditBox', account, material, credit });
      await accept({ write: 'debitBox', box, debit: credit });
      await reject({ write: 'debitBox', box, debit: credit });
      await accept({ write: 'creditBox', account, material, credit: amounts({ goodsBought: 1n }) });
      const next = { ...box, version: 1, amounts: amounts({ goodsBought: 6n, coinsEarned: 3n }) };
      expect((await store().listBoxes(account, {})).items).toStrictEqual([next]);
      await accept({ write: 'debitBox', box: next, debit: amounts({ goodsBought: 2n }) });
      expect((await store().listBoxes(account, {})).items).toStrictEqual([
        { ...next, version: 2, amounts: amounts({ goodsBought: 4n, coinsEarned: 3n }) },
      ]);
    });

    test(`insertReceiptPart ${name}: once per part`, async () => {
      const part = {
        account: unique('account'),
        collectionId: randomUUID(),
        part: 0,
        last: false,
        collectedAt: '2026-11-22T13:33:07.123Z',
        taken: [],
      };
      await accept({ write: 'insertReceiptPart', part });
      await reject({ write: 'insertReceiptPart', part: { ...part, last: true } });
      await accept({ write: 'insertReceiptPart', part: { ...part, part: 1, last: true } });
      const receipt = await store().getReceipt(part.account, part.collectionId);
      expect(receipt.map(({ last }) => last)).toEqual([false, true]);
    });

    test(`what is only put ${name} replaces what is there`, async () => {
      const material = unique('wheat');
      const order = openOrder({ material });
      const entry = statementEntry();
      const candle = {
        material,
        interval: '1d',
        candle: { openTime: 0, open: 1, high: 2, low: 1, close: 2, volume: 3, trades: 2 },
      } as const;
      for (const count of [1, 2]) {
        await accept({ write: 'insertOpenOrder', order: { ...order, remainingQuantity: count } });
        await accept({
          write: 'putTrades',
          batch: { material, trades: trades(material, 1, count) },
        });
        await accept({
          write: 'putCandle',
          candle: { ...candle, candle: { ...candle.candle, trades: count } },
        });
        await accept({
          write: 'putStatement',
          entry: { ...entry, credit: amounts({ feesPaid: BigInt(count) }) },
        });
      }
      expect((await store().getOpenOrder(order))?.remainingQuantity).toBe(2);
      const [batch] = (await store().listTrades(material, {})).items;
      expect(batch?.trades).toHaveLength(2);
      const range = { from: 0, to: 1 };
      const candles = await store().listCandles(material, '1d', range, {});
      expect(candles.items.map((item) => item.candle.trades)).toEqual([2]);
      const statement = await store().listStatement(entry.account, {});
      expect(statement.items.map(({ credit }) => credit.feesPaid)).toEqual([2n]);
    });
  }
}
