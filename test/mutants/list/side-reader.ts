import type { MutatedFile } from '../mutant.js';

export const sideReader: MutatedFile = {
  file: 'src/engine/matching/side-reader.ts',
  tests: [
    'src/engine/matching/side-reader.test.ts',
    'src/engine/matching/wake-depth.test.ts',
    'src/engine/matching/wake-material.test.ts',
    'src/engine/matching/wake-cost.test.ts',
  ],
  mutants: [
    {
      name: 'side: reach',
      without: 'telling where reading stopped',
      find: 'return this.#isComplete ? undefined : this.#orders.at(-1);',
      replace: 'return undefined;',
    },
    {
      name: 'side: nothing that can trade yet',
      without: 'reading on while nothing that can trade was read',
      find: '    if (this.#bestPrice === undefined) return true;\n',
      replace: '    if (this.#bestPrice === undefined) return false;\n',
    },
    {
      name: 'side: nothing to trade with',
      without: 'stopping where the other side has nothing',
      find: '    if (other.#bestPrice === undefined) return false;\n',
      replace: '    if (other.#bestPrice === undefined) return true;\n',
    },
    {
      name: 'side: best of the other side',
      without: 'stopping past the best price of the other side',
      find: 'comparePrices(this.type, reach.pricePerUnit, other.#bestPrice) > 0',
      replace: 'comparePrices(this.type, reach.pricePerUnit, other.#bestPrice) > 1e9',
    },
    {
      name: 'side: at the best of the other side',
      without: 'reading on at the best price of the other side',
      find: 'other.#bestPrice) > 0',
      replace: 'other.#bestPrice) >= 0',
    },
    {
      name: 'side: enough for what arrived',
      without: 'stopping when resting orders are enough for what arrived',
      find: 'return this.#restingQuantity === 0 || this.#restingQuantity < other.#arrivingQuantity;',
      replace: 'return true;',
    },
    {
      name: 'side: just enough',
      without: 'stopping when resting orders are just enough',
      find: 'this.#restingQuantity < other.#arrivingQuantity',
      replace: 'this.#restingQuantity <= other.#arrivingQuantity',
    },
    {
      name: 'side: resting order first',
      without: 'reading on to the first resting order',
      find: 'return this.#restingQuantity === 0 || this.#restingQuantity < other',
      replace: 'return this.#restingQuantity < other',
    },
    {
      name: 'side: expired orders',
      without: 'counting no expired orders',
      find: '    if (isExpired(toBookOrder(order), this.now)) return;\n',
      replace: '',
    },
    {
      name: 'side: unseen orders',
      without: 'counting no orders that wait for their own wake-up',
      find: "    if (standing === 'unseen') return;\n",
      replace: '',
    },
    {
      name: 'side: arriving quantity',
      without: 'counting what arrived',
      find: 'else this.#arrivingQuantity += order.remainingQuantity;',
      replace: '',
    },
  ],
};
