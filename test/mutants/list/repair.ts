import type { MutatedFile } from '../mutant.js';

export const repairing: MutatedFile = {
  file: 'src/engine/repair/repair.ts',
  tests: ['src/engine/repair/repair.test.ts'],
  mutants: [
    {
      name: 'repair: fence',
      without: 'the condition that no matcher has dealt with the material since it was read',
      find: '[...writes, ...fence]',
      replace: '[...writes]',
    },
    {
      name: 'repair: second look',
      without: 'leaving alone what a second look does not find again',
      find: 'else if (!isFoundAgain)',
      replace: 'else if (false)',
    },
    {
      name: 'repair: noted for the sweeper',
      without: 'noting materials whose orders are left to be matched',
      find: "    await store.transact([{ write: 'putActivityNote', note }], { token: crypto.randomUUID() });\n",
      replace: '',
    },
  ],
};

const ofReductions = {
  tests: ['src/engine/repair/reductions.test.ts'],
  isPlayed: false,
} as const;

export const repairedOrders: MutatedFile = {
  ...ofReductions,
  file: 'src/engine/repair/orders.ts',
  mutants: [
    {
      name: 'repair: reduction on the statement',
      without: 'believing the statement that an order was reduced',
      find: 'Math.max(record?.reducedQuantity ?? 0, toldReduction)',
      replace: 'Math.min(record?.reducedQuantity ?? 0, toldReduction + 1e9)',
    },
    {
      name: 'repair: reduction in the record',
      without: 'believing the record that an order was reduced',
      find: 'Math.max(record?.reducedQuantity ?? 0, toldReduction)',
      replace: 'toldReduction',
    },
    {
      name: 'repair: reduction of an open record',
      without: 'correcting the reduction of a record',
      find: '      record.reducedQuantity !== order.reducedQuantity ||\n',
      replace: '',
    },
    {
      name: 'repair: reduction in the book',
      without: 'correcting the reduction of an order in the book',
      find: '    a.reducedQuantity === b.reducedQuantity &&\n',
      replace: '',
    },
  ],
};

export const repairTargets: MutatedFile = {
  ...ofReductions,
  file: 'src/engine/repair/order-target.ts',
  mutants: [
    {
      name: 'repair: rest of a reduced order',
      without: 'taking off what was amended off',
      find: 'const quantity = accepted.quantity - reducedQuantity;',
      replace: 'const quantity = accepted.quantity;',
    },
    {
      name: 'repair: reduction of a restored record',
      without: 'writing the reduction to the record that is restored',
      find: 'reducedQuantity: order.reducedQuantity, closure };',
      replace: 'reducedQuantity: 0, closure };',
    },
  ],
};

export const repairedAccounts: MutatedFile = {
  ...ofReductions,
  file: 'src/engine/repair/accounts.ts',
  mutants: [
    {
      name: 'repair: credit of a told reduction',
      without: 'owing what a reduction on the statement returned',
      find: '    if (told > 0) add(',
      replace: '    if (told < 0) add(',
    },
    {
      name: 'repair: credit of an untold reduction',
      without: 'owing what a reduction returned that is not on the statement',
      find: 'if (untold > 0) {',
      replace: 'if (untold < 0) {',
    },
    {
      name: 'repair: no reduction twice',
      without: 'owing only the part of a reduction that is not on the statement',
      find: 'const untold = order.reducedQuantity - told;',
      replace: 'const untold = order.reducedQuantity - 0 * told;',
    },
    {
      name: 'repair: line of an untold reduction',
      without: 'telling of a reduction on the statement that lost it',
      find: 'reductions: lines.flatMap(({ reduction }) => reduction ?? []),',
      replace: 'reductions: [],',
    },
  ],
};

export const repairedItems: MutatedFile = {
  ...ofReductions,
  file: 'src/engine/repair/market-items.ts',
  mutants: [
    {
      name: 'repair: reductions add up',
      without: 'adding up what the statement tells of several reductions',
      find: '(this.toldReductions.get(orderId) ?? 0) + quantity',
      replace: 'quantity',
    },
    {
      name: 'repair: lines of reductions',
      without: 'knowing the lines that the statement has of reductions',
      find: '      lines.add(toldReductionId(orderId));\n',
      replace: '',
    },
  ],
};
