import { describe, expect, it } from 'vitest';
import { CommitHistory, restore } from '../../../test/simulation/restored-market.js';
import { SimulatedMarket } from '../../../test/simulation/simulated-market.js';
import { MemoryStore } from '../../store/memory/memory-store.js';
import { amendOrder } from '../amend.js';
import type { MarketStore, MarketWrite } from '../store.js';
import { repairStore } from './repair.js';

/** Whether a write of the first or second amendment is lost. */
type IsLost = (write: MarketWrite['write'], amendment: 1 | 2) => boolean;

/** A Sell of ten, amended to eight and then to five, in tables that lost some of the writes. */
async function amendedMarket(isLost: IsLost, { isCancelled = false } = {}) {
  const history = new CommitHistory();
  const market = new SimulatedMarket({ store: history.watch(new MemoryStore()) });
  const sell = await market.sell(10, 9, { account: 'ada' });
  const begin = history.transactions.length;
  for (const quantity of [8, 5]) {
    market.now += 1;
    await amendOrder(market.market, sell.orderId, quantity);
  }
  if (isCancelled) await market.cancel(sell);
  const store = await restore(history.transactions, ({ write }, _, transaction) => {
    const amendment = transaction - begin + 1;
    return !((amendment === 1 || amendment === 2) && isLost(write, amendment));
  });
  return { market: { ...market.market, store }, store, orderId: sell.orderId };
}

async function stateOf(store: MarketStore, orderId: string) {
  const record = await store.getOrderRecord(orderId);
  const open = record && (await store.getOpenOrder(record));
  const [box] = (await store.listBoxes('ada', {})).items;
  const entries = (await store.listStatement('ada', {})).items;
  const told = entries.flatMap(({ reductions }) => reductions);
  return {
    recorded: record?.reducedQuantity,
    ended: record?.closure?.remainingQuantity,
    open: open && { remaining: open.remainingQuantity, reduced: open.reducedQuantity },
    returned: box?.amounts.goodsReturned,
    told: told.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}

const amended = {
  recorded: 5,
  ended: undefined,
  open: { remaining: 5, reduced: 5 },
  returned: 5n,
  told: 5,
};

describe('a repair of an amended order', () => {
  it('finds nothing where nothing is lost', async () => {
    const { market, store, orderId } = await amendedMarket(() => false);
    expect(await repairStore(market, { apply: true })).toMatchObject({ ok: true, findings: [] });
    expect(await stateOf(store, orderId)).toEqual(amended);
  });

  const losses: Record<string, IsLost> = {
    'its record knows of no amendment': (write) => write === 'reduceOrderRecord',
    'its record knows of the first only': (write, at) => write === 'reduceOrderRecord' && at === 2,
    'the book knows of no amendment': (write) => write === 'updateOpenOrder',
    'the book knows of the first only': (write, at) => write === 'updateOpenOrder' && at === 2,
    'neither of the two knows': (write) =>
      write === 'reduceOrderRecord' || write === 'updateOpenOrder',
    'the statement tells of none': (write) => write === 'putStatement',
    'the statement tells of the first only': (write, at) => write === 'putStatement' && at === 2,
    'the statement tells of the second only': (write, at) => write === 'putStatement' && at === 1,
    'nothing was returned': (write) => write === 'creditBox',
    'nothing was returned, and nothing told': (write) =>
      write === 'creditBox' || write === 'putStatement',
  };

  it.each(Object.entries(losses))('where %s', async (_, isLost) => {
    const { market, store, orderId } = await amendedMarket(isLost);
    expect(await stateOf(store, orderId)).not.toEqual(amended);
    expect(await repairStore(market, { apply: true })).toMatchObject({ ok: true });
    expect(await stateOf(store, orderId)).toEqual(amended);
    expect(await repairStore(market, { apply: false })).toMatchObject({ ok: true, findings: [] });
  });

  it('where it was cancelled since, and its record knows of no amendment', async () => {
    const isLost: IsLost = (write) => write === 'reduceOrderRecord';
    const { market, store, orderId } = await amendedMarket(isLost, { isCancelled: true });
    const report = await repairStore(market, { apply: true });
    expect(report).toMatchObject({ ok: true, findings: [{ status: 'DONE' }] });
    const cancelled = { ...amended, ended: 5, open: undefined, returned: 10n };
    expect(await stateOf(store, orderId)).toEqual(cancelled);
  });

  it('where the book tells of other reductions, and of the right rest', async () => {
    const { market, store, orderId } = await amendedMarket(() => false);
    const record = await store.getOrderRecord(orderId);
    const order = record && (await store.getOpenOrder(record));
    if (order === undefined) throw new Error('the order rests');
    await store.transact(
      [{ write: 'updateOpenOrder', expected: order, order: { ...order, reducedQuantity: 0 } }],
      { token: crypto.randomUUID() },
    );
    const report = await repairStore(market, { apply: true });
    expect(report).toMatchObject({
      ok: true,
      findings: [{ problem: 'is reduced by 0 in the book, and by 5 in its record' }],
    });
    expect(await stateOf(store, orderId)).toEqual(amended);
  });
});
