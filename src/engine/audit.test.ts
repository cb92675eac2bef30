import { describe, expect, it } from 'vitest';
import { replacing } from '../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../test/simulation/simulated-market.js';
import { amendOrder } from './amend.js';
import { type AuditProgress, auditStore, type StoreAuditOptions } from './audit.js';
import { cancelOrder } from './close.js';
import { collectDeliveries } from './deliveries.js';
import type { ScannedItem } from './store.js';

/** A market with trades, an open order, a full box and one that was collected. */
async function tradedMarket(): Promise<SimulatedMarket> {
  const market = new SimulatedMarket({ saleFeeBasisPoints: 250 });
  const sell = await market.sell(10, 40, { account: 'ada' });
  const first = await market.buy(4, 40, { account: 'bob' });
  const second = await market.buy(3, 45, { account: 'cyd' });
  await market.wake(sell, first, second);
  await collectDeliveries(market.market, 'bob', 'first');
  return market;
}

/** A market with an order of which some were traded, and some amended off. */
async function amendedMarket() {
  const market = new SimulatedMarket();
  const sell = await market.sell(10, 40, { account: 'ada' });
  await market.wake(sell, await market.buy(4, 40, { account: 'bob' }));
  await amendOrder(market.market, sell.orderId, 8);
  return { market, orderId: sell.orderId };
}

/** The audit of a market in whose tables someone changed one kind of item. */
async function auditAfter<Kind extends ScannedItem['item']>(
  { store }: SimulatedMarket,
  kind: Kind,
  tamper: (item: Extract<ScannedItem, { item: Kind }>) => ScannedItem | undefined,
  options: StoreAuditOptions = {},
) {
  async function* scan(): AsyncGenerator<ScannedItem> {
    for await (const item of store.scan()) {
      const kept = item.item === kind ? tamper(item as never) : item;
      if (kept) yield kept;
    }
  }
  return auditStore(replacing(store, { scan }), options);
}

describe('auditStore', () => {
  it('finds nothing wrong where nothing is', async () => {
    const market = await tradedMarket();
    expect(await market.audit()).toMatchObject({
      ok: true,
      differences: [],
      orders: 3,
      openOrders: 1,
      trades: 2,
      coins: { accepted: '295', inBoxes: '288', fees: '7' },
      goods: { accepted: '10', inOpenOrders: '3', inBoxes: '3', collected: '4' },
    });
  });

  it('names what was lost or made', async () => {
    const market = await tradedMarket();
    const fewerCoins = await auditAfter(market, 'box', ({ box }) => ({
      item: 'box',
      box: { ...box, amounts: { ...box.amounts, coinsEarned: box.amounts.coinsEarned / 2n } },
    }));
    expect(fewerCoins).toMatchObject({ ok: false, differences: [{ subject: 'coins' }] });
    const noReceipt = await auditAfter(market, 'receiptPart', () => undefined);
    expect(noReceipt).toMatchObject({ ok: false, differences: [{ subject: 'goods' }] });
  });

  it('names orders that are lost, and trades that are missing', async () => {
    const market = await tradedMarket();
    const noOrder = await auditAfter(market, 'openOrder', () => undefined);
    expect(noOrder.differences.map(({ subject }) => subject)).toEqual([
      'goods',
      expect.stringMatching(/^order .* in the book$/),
      expect.stringMatching(/^traded quantity of order /),
    ]);
    const noTrades = await auditAfter(market, 'trades', () => undefined);
    expect(noTrades.differences.map(({ subject }) => subject)).toContain('last trade sequence');
  });

  it('tells a box of which more was taken than was there, though all sums agree', async () => {
    const market = await tradedMarket();
    const [box] = (await market.store.listBoxes('cyd', {})).items;
    if (box === undefined) throw new Error('there is no box');
    const { account, material, amounts } = box;
    for (const [version, collectionId] of ['first', 'second'].entries()) {
      const part = { account, collectionId, part: 0, last: true, collectedAt: 'now' };
      await market.store.transact(
        [
          { write: 'insertReceiptPart', part: { ...part, taken: [{ material, amounts }] } },
          { write: 'debitBox', box: { ...box, version }, debit: amounts },
        ],
        { token: collectionId },
      );
    }
    expect(await market.audit()).toMatchObject({
      ok: false,
      differences: [
        { material, subject: 'box of cyd', expected: 'not overdrawn', found: 'overdrawn' },
      ],
    });
  });

  it.each([
    ['a record that is open, and not in the book', 'openOrder'],
    ['an order in the book without a record', 'orderRecord'],
  ] as const)('reads again only to name what is wrong, such as %s', async (_, lost) => {
    const market = await tradedMarket();
    const readings = new Set<number>();
    const onProgress = ({ reading }: AuditProgress) => readings.add(reading);
    expect(await auditStore(market.store, { onProgress })).toMatchObject({ ok: true });
    expect([...readings]).toEqual([1]);
    const { ok } = await auditAfter(market, lost, () => undefined, { onProgress });
    expect(ok).toBe(false);
    expect([...readings]).toEqual([1, 2]);
  });

  it('finds a record that says something else of its order than its trades', async () => {
    const market = await tradedMarket();
    for (const change of [
      { remainingQuantity: 1 },
      { status: 'CANCELLED' as const, remainingQuantity: 2 },
    ]) {
      let isChanged = false;
      const report = await auditAfter(market, 'orderRecord', ({ record }) => {
        if (record.closure === null || record.account !== 'bob')
          return { item: 'orderRecord', record };
        isChanged = true;
        const closure = { ...record.closure, ...change };
        return { item: 'orderRecord', record: { ...record, closure } };
      });
      expect(isChanged).toBe(true);
      const subjects = report.differences.map(({ subject }) => subject);
      expect(subjects).toContainEqual(expect.stringMatching(/^traded quantity of order /));
    }
  });

  it('finds a filled order of which something is left', async () => {
    const market = await tradedMarket();
    const [open] = (await market.store.listSide('wheat', 'Sell', {})).items;
    if (open === undefined) throw new Error('an order rests');
    await cancelOrder(market.market, open.orderId);
    const { differences } = await auditAfter(market, 'orderRecord', ({ record }) => {
      const isCancelled = record.orderId === open.orderId && record.closure !== null;
      if (!isCancelled) return { item: 'orderRecord', record };
      const closure = { ...record.closure, status: 'FILLED' as const };
      return { item: 'orderRecord', record: { ...record, closure } };
    });
    expect(differences).toMatchObject([
      { subject: `rest of filled order ${open.orderId}`, expected: '0', found: '3' },
    ]);
  });

  it.each(['open', 'closed'])('counts what was amended off an order that is %s', async (state) => {
    const { market, orderId } = await amendedMarket();
    if (state === 'closed') await cancelOrder(market.market, orderId);
    const readings = new Set<number>();
    const onProgress = ({ reading }: AuditProgress) => readings.add(reading);
    expect(await auditStore(market.store, { onProgress })).toMatchObject({ ok: true });
    expect([...readings]).toEqual([1]);
  });

  it('names an order of which record and book tell different reductions', async () => {
    const { market, orderId } = await amendedMarket();
    const { differences } = await auditAfter(market, 'openOrder', ({ order }) => ({
      item: 'openOrder',
      order: { ...order, reducedQuantity: 1 },
    }));
    expect(differences).toEqual([
      {
        material: 'wheat',
        subject: `reduced quantity of order ${orderId}`,
        expected: '2',
        found: '1',
      },
    ]);
  });

  it('names the trade after which some are missing', async () => {
    const market = await tradedMarket();
    for (const sequence of [7, 9]) {
      const [trade] = await market.trades();
      if (trade === undefined) throw new Error('there are trades');
      const tradeId = `wheat:${sequence}`;
      const batch = { material: 'wheat', trades: [{ ...trade, sequence, tradeId }] } as const;
      await market.store.transact([{ write: 'putTrades', batch }], { token: tradeId });
    }
    const { differences } = await market.audit();
    const sequences = differences.filter(({ subject }) => subject.includes('sequence'));
    expect(sequences).toEqual([
      { material: 'wheat', subject: 'trade sequence', expected: '8', found: '9' },
      { material: 'wheat', subject: 'trade sequence', expected: '3', found: '7' },
      { material: 'wheat', subject: 'last trade sequence', expected: '2', found: '9' },
    ]);
  });

  it('reads in segments, and tells how far it has come', async () => {
    const market = await tradedMarket();
    const seen: AuditProgress[] = [];
    const onProgress = (progress: AuditProgress) => seen.push(progress);
    const report = await auditStore(market.store, { segments: 5, onProgress });
    expect(report).toEqual(await market.audit());
    expect(seen.map(({ segmentsDone }) => segmentsDone)).toEqual([1, 2, 3, 4, 5]);
    expect(seen.at(-1)).toMatchObject({ reading: 1, segments: 5, segmentsDone: 5 });
  });
});
