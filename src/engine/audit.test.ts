import { describe, expect, it } from 'vitest';
import { replacing } from '../../test/simulation/decorated-stores.js';
import { SimulatedMarket } from '../../test/simulation/simulated-market.js';
import { auditStore } from './audit.js';
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

/** The audit of a market in whose tables someone changed one kind of item. */
async function auditAfter<Kind extends ScannedItem['item']>(
  { store }: SimulatedMarket,
  kind: Kind,
  tamper: (item: Extract<ScannedItem, { item: Kind }>) => ScannedItem | undefined,
) {
  async function* scan(): AsyncGenerator<ScannedItem> {
    for await (const item of store.scan()) {
      const kept = item.item === kind ? tamper(item as never) : item;
      if (kept) yield kept;
    }
  }
  return auditStore(replacing(store, { scan }));
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
});
