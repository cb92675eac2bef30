import { expect, test } from 'vitest';
import { amounts, openOrder, transact } from '../contract/samples.contract.js';
import { describeMarketStore } from '../contract/store.contract.js';
import { MemoryStore } from './memory-store.js';

describeMarketStore('MemoryStore', () => ({ store: new MemoryStore() }));

test('a token is forgotten after ten minutes', async () => {
  let now = 0;
  const store = new MemoryStore({ now: () => now });
  const credit = amounts({ coinsEarned: 1n });
  const write = { write: 'creditBox', account: 'ada', material: 'wheat', credit } as const;
  for (const [time, coins] of [
    [0, 1n],
    [599_999, 1n],
    [600_000, 2n],
    [1_199_999, 2n],
    [1_200_000, 3n],
  ] as const) {
    now = time;
    await transact(store, [write], 'token');
    const [box] = (await store.listBoxes('ada', {})).items;
    expect(box?.amounts.coinsEarned).toBe(coins);
  }
});

test('the top of a side costs the same, however deep the side is', async () => {
  const millisecondsAt = async (depth: number) => {
    const store = new MemoryStore();
    const orders = Array.from({ length: depth }, (_, index) =>
      openOrder({ account: 'ada', pricePerUnit: ((index * 7919) % depth) + 1 }),
    );
    for (const order of orders) {
      await transact(store, [{ write: 'insertOpenOrder', order }], order.orderId);
    }
    const started = performance.now();
    for (let price = 1; price <= 500; price += 1) {
      const [expected] = (await store.listSide('wheat', 'Sell', { limit: 1 })).items;
      if (expected?.pricePerUnit !== price) throw new Error(`found ${expected?.pricePerUnit}`);
      await transact(
        store,
        [{ write: 'deleteOpenOrder', expected }],
        `d${expected.orderId.slice(1)}`,
      );
    }
    return performance.now() - started;
  };
  const shallow = await millisecondsAt(500);
  // The side is 40 times as deep; the margin is for a busy machine.
  expect(await millisecondsAt(20_000)).toBeLessThan(shallow * 10 + 50);
});
