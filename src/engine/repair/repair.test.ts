import { describe, expect, it } from 'vitest';
import { replacing } from '../../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { activityNoteOf, activityShardOf } from '../../model/activity.js';
import { openOrder } from '../../store/contract/samples.contract.js';
import type { OpenOrder } from '../entities.js';
import type { MarketStore, MarketWrite } from '../store.js';
import { repairStore } from './repair.js';

const token = () => crypto.randomUUID();

function write(store: MarketStore, ...writes: MarketWrite[]): Promise<void> {
  return store.transact(writes, { token: token() });
}

async function bookOrder(market: SimulatedMarket, orderId: string): Promise<OpenOrder> {
  const record = await market.store.getOrderRecord(orderId);
  const order = record && (await market.store.getOpenOrder(record));
  if (order === undefined) throw new Error(`${orderId} is not in the book`);
  return order;
}

describe('repairStore', () => {
  it('repairs nothing while an item is damaged, since what it says is not known', async () => {
    const market = new SimulatedMarket();
    const key = { partition: 'ACCOUNT#ada', sort: 'BOX#wheat' };
    async function* scan() {
      yield* market.store.scan();
      yield { item: 'damaged', table: 'ledger', key, reason: 'it is malformed' } as const;
    }
    const held = market.marketOn(replacing(market.store, { scan }));
    const subject = 'item ACCOUNT#ada / BOX#wheat of the Ledger table';
    expect(await repairStore(held, { apply: false })).toMatchObject({
      ok: false,
      findings: [{ subject, action: null, status: 'REPORTED' }],
    });
    await expect(repairStore(held, { apply: true })).rejects.toMatchObject({
      code: 'DAMAGED_ITEM',
      message: expect.stringContaining(subject),
    });
  });

  it('adds the record of an order that was set aside, offers it whole, and matches it', async () => {
    const market = new SimulatedMarket();
    const order = openOrder({
      account: 'torn',
      quantity: 5,
      pricePerUnit: 8,
      remainingQuantity: 2,
    });
    const setAside = { order, setAsideAt: '2026-11-22T13:33:07.123Z' };
    await write(market.store, { write: 'putSetAsideOrder', setAside });
    const buy = await market.buy(5, 8, { account: 'bob' });
    await market.wake(buy);
    market.now = Math.max(market.now, Date.parse(order.acceptedAt)) + 1;
    const report = await repairStore(market.market, { apply: true });
    expect(report).toMatchObject({ ok: true, matching: [{ status: 'DONE', trades: 1 }] });
    expect(report.findings[0]).toMatchObject({
      subject: `order ${order.orderId}`,
      problem: 'was set aside, having no record',
      status: 'DONE',
    });
    expect(await market.get(buy)).toMatchObject({ status: 'FILLED' });
  });

  it('takes out an order whose client order id was posted anew, and credits nobody', async () => {
    const market = new SimulatedMarket();
    const landed = await market.sell(5, 9, { account: 'ada' });
    const order = await bookOrder(market, landed.orderId);
    const earlier = { ...order, orderId: order.orderId.replace(/^......../, '01900000') };
    await write(market.store, { write: 'insertOpenOrder', order: earlier });
    const report = await repairStore(market.market, { apply: true });
    expect(report).toMatchObject({ ok: true, findings: [{ status: 'DONE' }] });
    expect(await market.store.getOpenOrder(earlier)).toBeUndefined();
    expect(await market.store.getOpenOrder(order)).toEqual(order);
  });

  it('leaves orders to the matcher where no rules are given, and notes them for the sweeper', async () => {
    const market = new SimulatedMarket();
    await market.sell(5, 9, { account: 'ada' });
    await market.buy(5, 9, { account: 'bob' });
    const { store } = market;
    const note = activityNoteOf('wheat', market.now);
    const notes = () => store.listActivityNotes(activityShardOf('wheat'), {});
    await write(store, { write: 'deleteActivityNote', note });
    expect((await notes()).items).toEqual([]);
    const report = await repairStore({ store, now: () => market.now }, { apply: true });
    expect(report.matching).toEqual([{ material: 'wheat', status: 'LEFT', trades: 0 }]);
    expect(await market.trades()).toEqual([]);
    expect((await notes()).items).toEqual([note]);
  });

  it('leaves alone what is written to between its two looks', async () => {
    const market = new SimulatedMarket();
    const landed = await market.sell(5, 9, { account: 'ada' });
    const order = await bookOrder(market, landed.orderId);
    await write(market.store, { write: 'deleteOpenOrder', expected: order });
    let scans = 0;
    const store = replacing(market.store, {
      scan: async function* () {
        scans += 1;
        if (scans === 2) await write(market.store, { write: 'insertOpenOrder', order });
        yield* market.store.scan();
      },
    });
    const report = await repairStore({ ...market.market, store }, { apply: true });
    expect(report).toMatchObject({ ok: false, findings: [{ status: 'CHANGED' }] });
    expect(await market.store.getOpenOrder(order)).toEqual(order);
  });

  it('adds nothing to a statement that its first look saw only in part', async () => {
    const market = new SimulatedMarket();
    const order = await market.sell(5, 9, { account: 'ada' });
    await market.cancel(order);
    let scans = 0;
    const store = replacing(market.store, {
      scan: async function* () {
        scans += 1;
        // A scan is no snapshot: the entry may have been written behind it.
        const isPartial = scans === 1;
        for await (const item of market.store.scan()) {
          if (!isPartial || item.item !== 'statement') yield item;
        }
      },
    });
    const report = await repairStore({ ...market.market, store }, { apply: true });
    expect(report).toMatchObject({
      findings: [{ subject: 'statement of ada', status: 'CHANGED' }],
    });
    expect((await market.store.listStatement('ada', {})).items).toHaveLength(1);
  });

  it('leaves alone what a matcher deals with between its second look and its write', async () => {
    const market = new SimulatedMarket();
    const landed = await market.sell(5, 9, { account: 'ada' });
    const order = await bookOrder(market, landed.orderId);
    await write(market.store, { write: 'deleteOpenOrder', expected: order });
    let isFirst = true;
    const store = replacing(market.store, {
      transact: async (writes, options) => {
        if (isFirst) {
          isFirst = false;
          await market.wake(landed);
        }
        return market.store.transact(writes, options);
      },
    });
    const report = await repairStore({ store, now: () => market.now }, { apply: true });
    expect(report).toMatchObject({ ok: false, findings: [{ status: 'CHANGED' }] });
    expect(await market.store.getOpenOrder(order)).toBeUndefined();
  });

  it('reports what only a person can decide, and writes nothing for it', async () => {
    const market = new SimulatedMarket();
    const sell = await market.sell(5, 9, { account: 'ada' });
    const cancelled = await market.cancel(sell);
    const [box] = (await market.store.listBoxes('ada', {})).items;
    if (box === undefined) throw new Error('ada is owed what she offered');
    expect(cancelled.returned.goods).toBe(5);
    const part = {
      account: 'ada',
      collectionId: 'twice',
      part: 0,
      last: true,
      collectedAt: '2026-11-22T13:33:07.123Z',
      taken: [{ material: 'wheat', amounts: { ...box.amounts, goodsReturned: 7n } }],
    } as const;
    await write(market.store, { write: 'insertReceiptPart', part });
    const report = await repairStore(market.market, { apply: true });
    expect(report.findings).toEqual([
      {
        material: 'wheat',
        subject: 'box of ada',
        problem: 'was emptied of more than the account is due, by 2 of goodsReturned',
        action: null,
        status: 'REPORTED',
      },
    ]);
    expect((await market.store.listBoxes('ada', {})).items).toEqual([box]);
  });
});
