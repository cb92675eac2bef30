import type { MutatedFile } from '../mutant.js';

export const crediting: MutatedFile = {
  file: 'src/engine/credit.ts',
  tests: ['src/engine/anonymous-orders.test.ts'],
  mutants: [
    {
      name: 'credit: no statement without an account',
      without: 'leaving orders without an account off the statements',
      find: '  if (isListed(account)) writes.push(',
      replace: '  writes.push(',
    },
  ],
};

export const orderBalance: MutatedFile = {
  file: 'src/engine/auditing/order-balance.ts',
  tests: ['src/engine/audit.test.ts'],
  isPlayed: false,
  mutants: [
    {
      name: 'audit: open records',
      without: 'expecting every order with an open record in the book',
      find: 'if (closure === null) this.#add(this.#inBook, group, weight * BigInt(1 + reducedQuantity));',
      replace: 'if (closure === null) this.#add(this.#inBook, group, 0n);',
    },
    {
      name: 'audit: what was amended off',
      without: 'counting what was amended off a record',
      find: 'BigInt(quantity - reducedQuantity - left)',
      replace: 'BigInt(quantity - left)',
    },
    {
      name: 'audit: reductions of records',
      without: 'comparing the reductions that the records tell',
      find: 'if (closure === null) this.#add(this.#inBook, group, weight * BigInt(1 + reducedQuantity));',
      replace: 'if (closure === null) this.#add(this.#inBook, group, weight);',
    },
    {
      name: 'audit: reductions in the book',
      without: 'comparing the reductions that the open orders tell',
      find: '-weight * BigInt(1 + reducedQuantity)',
      replace: '-weight',
    },
    {
      name: 'audit: rest of a filled order',
      without: 'expecting nothing left of a filled order',
      find: "    else if (closure.status === 'FILLED' && left !== 0) this.#add(this.#inBook, group, 1n);\n",
      replace: '',
    },
    {
      name: 'audit: trades of orders',
      without: 'counting what trades took of orders',
      find: '        this.#add(this.#quantities, group, -weight * BigInt(quantity));\n',
      replace:
        '        if (quantity < 0) this.#add(this.#quantities, group, -weight * BigInt(quantity));\n',
    },
  ],
};

export const orderDetails: MutatedFile = {
  file: 'src/engine/auditing/order-details.ts',
  tests: ['src/engine/audit.test.ts'],
  isPlayed: false,
  mutants: [
    {
      name: 'audit: names a reduction',
      without: 'naming an order of which record and book tell different reductions',
      find: `    if (open)
      compare(\`reduced quantity of order \${orderId}\`, reducedQuantity, open.reducedQuantity);
`,
      replace: '',
    },
    {
      name: 'audit: traded of a reduced order',
      without: 'expecting no trades of what was amended off',
      find: 'quantity - reducedQuantity - untraded, traded',
      replace: 'quantity - untraded, traded',
    },
  ],
};

export const materialSums: MutatedFile = {
  file: 'src/engine/auditing/material-sums.ts',
  tests: ['src/engine/audit.test.ts'],
  isPlayed: false,
  mutants: [
    {
      name: 'audit: numbering of trades',
      without: 'noticing that batches of trades do not follow one another',
      find: 'return this.#chain === BigInt.asUintN(64, link(1) - link(this.lastSequence + 1));',
      replace: 'return true;',
    },
    {
      name: 'audit: overdrawn boxes',
      without: 'naming the accounts that collected more than they were owed',
      find: '    if (amountNames.some((name) => amounts[name] < 0n)) this.overdrawn.push(account);\n',
      replace: '',
    },
  ],
};
