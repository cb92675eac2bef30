import { expect, it } from 'vitest';
import { countingReads } from '../../../test/simulation/decorated-stores.js';
import { acceptanceTimeOf, OrderIdFactory } from '../../model/order-id.js';
import { defaultMarketRules } from '../../model/rules.js';
import { MemoryStore } from '../../store/memory/memory-store.js';
import type { AcceptedOrder } from '../entities.js';
import { openOrderOf } from '../orders.js';
import { wakeMaterial } from './wake-material.js';

const material = 'wheat';

/**
 * Calls, and items of lists, of a wake-up for one Buy that meets a deep side, while another one, of
 * a quantity of `unseen`, waits for its own wake-up.
 */
async function costAt(
  depth: number,
  {
    pricePerUnit,
    quantity = 10,
    unseen = 1,
  }: { readonly pricePerUnit: number; readonly quantity?: number; readonly unseen?: number },
) {
  const store = new MemoryStore();
  const market = { store, rules: defaultMarketRules, now: Date.now };
  const ids = new OrderIdFactory();
  const land = async (
    index: number,
    order: Pick<AcceptedOrder, 'type' | 'pricePerUnit' | 'quantity'>,
  ) => {
    const account = `account-${index}`;
    const orderId = ids.next(account, 'only');
    const accepted: AcceptedOrder = {
      ...order,
      orderId,
      account,
      clientOrderId: 'only',
      material,
      timeInForce: 'GTC',
      expiresAt: null,
      acceptedAt: new Date(acceptanceTimeOf(orderId)).toISOString(),
    };
    await store.transact(
      [
        { write: 'insertOrderRecord', order: accepted },
        { write: 'insertOpenOrder', order: openOrderOf(accepted) },
      ],
      { token: orderId },
    );
    return accepted;
  };
  const resting: AcceptedOrder[] = [];
  for (let index = 0; index < depth; index += 1) {
    resting.push(
      await land(index, { type: 'Sell', quantity: 10, pricePerUnit: 1_000 + (index % 500) }),
    );
  }
  await wakeMaterial(market, { material, named: resting });
  const buy = await land(depth, { type: 'Buy', quantity, pricePerUnit });
  await land(depth + 1, { type: 'Buy', quantity: unseen, pricePerUnit });
  const { store: counting, reads } = countingReads(store);
  const { trades } = await wakeMaterial({ ...market, store: counting }, { material, named: [buy] });
  return { ...reads, trades };
}

it('reads nothing for a large order that cannot trade, past the best price of the other side', async () => {
  const buy = { pricePerUnit: 5, quantity: 1_000_000 };
  const shallow = await costAt(100, buy);
  expect(shallow.trades).toBe(0);
  expect(shallow.calls).toBeLessThanOrEqual(4);
  expect(await costAt(1_000, buy)).toEqual(shallow);
});

it('reads nothing for a large order that waits for its own wake-up', async () => {
  const buy = { pricePerUnit: 5_000 };
  expect(await costAt(1_000, { ...buy, unseen: 1_000_000 })).toEqual(await costAt(1_000, buy));
});

it('costs the same with 100 and 1,000 resting orders', async () => {
  const buy = { pricePerUnit: 5_000 };
  expect(await costAt(1_000, buy)).toEqual(await costAt(100, buy));
});

it('costs the same with 100, 10,000 and 100,000 resting orders', async () => {
  const buy = { pricePerUnit: 5_000 };
  const shallow = await costAt(100, buy);
  expect(shallow.trades).toBe(1);
  expect(shallow.calls).toBeLessThanOrEqual(4);
  expect(await costAt(10_000, buy)).toEqual(shallow);
  expect(await costAt(100_000, buy)).toEqual(shallow);
});
