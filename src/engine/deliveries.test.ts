import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writesOf } from '../../test/simulation/decorated-stores.js';
import { startDynamoStore } from '../../test/simulation/dynamodb-engine.js';
import type { CollectionReceipt } from '../model/market.js';
import { defaultMarketRules } from '../model/rules.js';
import { amounts, transact, unique } from '../store/contract/samples.contract.js';
import { decorateStore } from '../store/decorate-store.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { withRetries } from '../store/retries.js';
import { collectDeliveries, getDeliveries } from './deliveries.js';
import type { MarketStore, MarketWrite } from './store.js';

const materials = Array.from({ length: 500 }, (_, index) => `m${String(index).padStart(3, '0')}`);
/** A receipt of 500 boxes has six parts, each with its own transaction. */
const parts = 6;

const creditOf = (material: string, units = 1): MarketWrite & { write: 'creditBox' } => {
  const mark = BigInt(materials.indexOf(material) + 1);
  const credit = amounts({ goodsBought: BigInt(units), coinsEarned: mark, coinsRefunded: 2n });
  return { write: 'creditBox', account: '', material, credit };
};

/** What the credits of all materials come to. */
const owed = {
  goods: Object.fromEntries(materials.map((material) => [material, 1])),
  coins: (500 * 501) / 2 + 500 * 2,
};

async function fillBoxes(store: MarketStore): Promise<string> {
  const account = unique('account');
  for (let start = 0; start < materials.length; start += 100) {
    const some = materials.slice(start, start + 100);
    await transact(
      store,
      some.map((material) => ({ ...creditOf(material), account })),
    );
  }
  return account;
}

const collect = (store: MarketStore, account: string, collectionId: string) =>
  collectDeliveries({ store, rules: defaultMarketRules, now: Date.now }, account, collectionId);

/** The sums of receipts, each collection id counted once, and of what waits. */
async function sumOf(
  store: MarketStore,
  account: string,
  receipts: readonly CollectionReceipt[],
): Promise<{ goods: Record<string, number>; coins: number }> {
  const once = new Map(receipts.map((receipt) => [receipt.collectionId, receipt]));
  const sum = { goods: {} as Record<string, number>, coins: 0 };
  for (const { goods, coins } of [...once.values(), await getDeliveries(store, account)]) {
    sum.coins += coins;
    for (const [material, units] of Object.entries(goods)) {
      sum.goods[material] = (sum.goods[material] ?? 0) + units;
    }
  }
  return sum;
}

class Crash extends Error {}

/**
 * The store of a process that crashes at its call of that number: before it, after it, or with the
 * call taking effect only after so many calls of the process that follows.
 */
function crashing(store: MarketStore, at: number, takesEffect: 'never' | 'at once' | number) {
  let calls = 0;
  let crashed = false;
  let late: { left: number; proceed: () => Promise<unknown> } | undefined;
  const first = decorateStore(store, async (call, proceed) => {
    if (crashed) throw new Crash();
    calls += 1;
    if (calls !== at) return proceed();
    crashed = true;
    if (takesEffect === 'at once') await proceed().catch(() => {});
    if (typeof takesEffect === 'number' && writesOf(call).length > 0) {
      late = { left: takesEffect, proceed };
    }
    throw new Crash();
  });
  const second = decorateStore(store, async (_, proceed) => {
    if (late?.left === 0) {
      await late.proceed().catch(() => {});
      late = undefined;
    } else if (late) {
      late.left -= 1;
    }
    return proceed();
  });
  return { first, second, calls: () => calls };
}

describe('a collection from 500 boxes that crashes', () => {
  // The receipt is read once; each part reads the boxes and is written.
  const calls = 1 + parts * 2;
  const effects = ['never', 'at once', 0, 1, 2, 3, 1_000] as const;

  it.each(effects)('at any call, which takes effect: %s, is taken up again', async (effect) => {
    for (let at = 1; at <= calls; at += 1) {
      const store = new MemoryStore();
      const account = await fillBoxes(store);
      const { first, second } = crashing(store, at, effect);
      await expect(collect(first, account, 'one')).rejects.toThrow(Crash);
      const receipt = await collect(second, account, 'one');
      expect(receipt).toMatchObject({ collectionId: 'one', ...owed });
      expect(receipt.deliveries.map(({ material }) => material)).toEqual(materials);
      expect(await collect(store, account, 'one')).toEqual(receipt);
      expect(await sumOf(store, account, [receipt])).toEqual(owed);
    }
  });

  it('crashes at every call there is', async () => {
    const store = new MemoryStore();
    const account = await fillBoxes(store);
    const counted = crashing(store, Number.POSITIVE_INFINITY, 'never');
    await collect(counted.first, account, 'one');
    expect(counted.calls()).toBe(calls);
  });

  it('may be followed by another one, which takes only the rest', async () => {
    for (let at = 1; at <= calls; at += 1) {
      const store = new MemoryStore();
      const account = await fillBoxes(store);
      const { first } = crashing(store, at, 'at once');
      await expect(collect(first, account, 'one')).rejects.toThrow(Crash);
      const other = await collect(store, account, 'other');
      const one = await collect(store, account, 'one');
      expect(await sumOf(store, account, [one, other])).toEqual(owed);
      expect(await getDeliveries(store, account)).toMatchObject({ coins: 0, goods: {} });
    }
  });
});

describe('a collection from boxes that are credited meanwhile', () => {
  it('leaves for the next one what it did not take', async () => {
    // A box taken already, one not yet taken, and one that was not there.
    const late = ['m000', 'm450', 'z'];
    for (let before = 1; before <= parts; before += 1) {
      const memory = new MemoryStore();
      const account = await fillBoxes(memory);
      let transactions = 0;
      const store = decorateStore(memory, async (call, proceed) => {
        const writes = writesOf(call);
        if (writes.length > 0) transactions += 1;
        if (writes.length > 0 && transactions === before) {
          const credits = late.map((material) => ({ ...creditOf(material, 1000), account }));
          await transact(memory, credits);
        }
        return proceed();
      });
      const first = await collect(store, account, 'first');
      const second = await collect(store, account, 'second');
      const { goods, coins } = await sumOf(memory, account, [first, second]);
      expect(goods).toEqual({ ...owed.goods, m000: 1001, m450: 1001, z: 1000 });
      const credited = late.reduce((sum, material) => sum + materials.indexOf(material) + 3, 0);
      expect(coins).toBe(owed.coins + credited);
      expect(await collect(memory, account, 'first')).toEqual(first);
      expect(await getDeliveries(memory, account)).toMatchObject({ coins: 0, goods: {} });
    }
  });
});

describe.each(['memory', 'the embedded engine'])('parallel collections in %s', (where) => {
  let store: MarketStore;
  let stop = async () => {};
  beforeAll(async () => {
    if (where === 'memory') {
      // Every call is a turn of its own, so that collections interleave.
      store = decorateStore(new MemoryStore(), async (_, proceed) => {
        await new Promise((resolve) => setImmediate(resolve));
        return proceed();
      });
    } else {
      const started = await startDynamoStore();
      store = withRetries(started.store);
      stop = started.stop;
    }
  });
  afterAll(() => stop());

  it('with one id give one receipt, of everything', async () => {
    const account = await fillBoxes(store);
    const ids = Array.from({ length: 6 }, () => 'one');
    const [first, ...others] = await Promise.all(ids.map((id) => collect(store, account, id)));
    expect(first).toMatchObject(owed);
    for (const other of others) expect(other).toEqual(first);
    expect(await sumOf(store, account, first ? [first] : [])).toEqual(owed);
  });

  it('with different ids hand over everything once', async () => {
    const account = await fillBoxes(store);
    const ids = ['a', 'b', 'c', 'a', 'b', 'c'];
    const receipts = await Promise.all(ids.map((id) => collect(store, account, id)));
    expect(await sumOf(store, account, receipts)).toEqual(owed);
    expect(await getDeliveries(store, account)).toMatchObject({ coins: 0, goods: {} });
    for (const [index, receipt] of receipts.entries()) {
      expect(receipt).toEqual(receipts[(index + 3) % 6]);
      expect(await collect(store, account, receipt.collectionId)).toEqual(receipt);
    }
  });
});

describe('a collection of more coins than a number is exact for', () => {
  const most = Number.MAX_SAFE_INTEGER;

  const fill = async (store: MarketStore, boxes: number, credit: Parameters<typeof amounts>[0]) => {
    const account = unique('account');
    for (const material of materials.slice(0, boxes)) {
      await transact(store, [{ write: 'creditBox', account, material, credit: amounts(credit) }]);
    }
    return account;
  };

  it('takes as many as it can of one box, and leaves the rest to the next one', async () => {
    const store = new MemoryStore();
    const account = await fill(store, 1, { coinsEarned: BigInt(most) - 2n, coinsRefunded: 5n });
    expect(await collect(store, account, 'first')).toMatchObject({
      coins: most,
      deliveries: [{ coinsEarned: most - 2, coinsRefunded: 2 }],
    });
    expect(await collect(store, account, 'second')).toMatchObject({ coins: 3 });
    expect(await collect(store, account, 'third')).toMatchObject({ coins: 0, deliveries: [] });
  });

  it('counts all boxes together', async () => {
    const store = new MemoryStore();
    const account = await fill(store, 3, { coinsEarned: BigInt(most) - 1n, goodsBought: 1n });
    const coins: number[] = [];
    for (const id of ['first', 'second', 'third', 'fourth']) {
      const receipt = await collect(store, account, id);
      coins.push(receipt.coins);
      expect(await collect(store, account, id)).toEqual(receipt);
    }
    expect(coins).toEqual([most, most, most - 3, 0]);
  });

  it('counts all transactions that it takes together', async () => {
    const store = new MemoryStore();
    // 99 boxes go into one transaction: it stays within the bound, and the next one does not.
    const each = Math.floor(most / 120);
    const account = await fill(store, 150, { coinsEarned: BigInt(each) });
    const first = await collect(store, account, 'first');
    expect(first.coins).toBe(most);
    const second = await collect(store, account, 'second');
    expect(BigInt(first.coins) + BigInt(second.coins)).toBe(150n * BigInt(each));
  });
});
