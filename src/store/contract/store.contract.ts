import { afterAll, beforeAll, describe } from 'vitest';
import type { MarketStore } from '../../engine/store.js';
import { describeBounds } from './bounds.contract.js';
import { describeConcurrency } from './concurrency.contract.js';
import { describeConditions } from './conditions.contract.js';
import { describeItems } from './items.contract.js';
import { describeLists } from './lists.contract.js';
import { describeNames } from './names.contract.js';
import { describeRepairConditions } from './repair-conditions.contract.js';
import { describeScan } from './scan.contract.js';
import { describeTransactions } from './transactions.contract.js';

export interface StoreUnderTest {
  readonly store: MarketStore;
  readonly stop?: () => Promise<void>;
}

/** What every MarketStore does, whatever it keeps a market in. */
export function describeMarketStore(
  name: string,
  createStore: () => StoreUnderTest | Promise<StoreUnderTest>,
): void {
  describe(name, () => {
    let created: StoreUnderTest | undefined;
    beforeAll(async () => {
      created = await createStore();
    });
    afterAll(() => created?.stop?.());
    const store = () => (created as StoreUnderTest).store;

    describe('items', () => describeItems(store));
    describe('conditions', () => describeConditions(store));
    describe('conditions of a repair', () => describeRepairConditions(store));
    describe('transactions', () => describeTransactions(store));
    describe('lists', () => describeLists(store));
    describe('bounds', () => describeBounds(store));
    describe('names', () => describeNames(store));
    describe('scan', () => describeScan(store));
    describe('concurrency', () => describeConcurrency(store));
  });
}
