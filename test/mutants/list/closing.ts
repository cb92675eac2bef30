import type { MutatedFile } from '../mutant.js';

export const closing: MutatedFile = {
  file: 'src/engine/close.ts',
  tests: [
    'src/engine/close.test.ts',
    'src/testing/test-market.test.ts',
    'src/engine/sweep.test.ts',
  ],
  mutants: [
    {
      name: 'close: once',
      without: 'answering how an order ended that is closed already',
      find: '    if (closed) return closed;\n',
      replace: '    if (closed) continue;\n',
    },
    {
      name: 'close: replan',
      without: 'trying again when the order was traded meanwhile',
      find: 'if (rejected.length === 0) {',
      replace: 'if (rejected.length >= 0) {',
    },
    {
      name: 'close: order leaves the book',
      without: 'the condition that the order still rests with the quantity that is given back',
      find: "    { write: 'deleteOpenOrder', expected: order },\n",
      replace: '',
    },
    {
      name: 'close: record is closed',
      without: 'closing the record in the same transaction',
      find: "    { write: 'closeOrderRecord', order, closure },\n",
      replace: '',
    },
    {
      name: 'close: what it holds comes back',
      without: 'crediting what the order holds',
      find: '{ ...noAmounts, goodsReturned, coinsRefunded: coinsReturned }',
      replace: 'noAmounts',
    },
    {
      name: 'close: reduced meanwhile',
      without: 'answering with the quantity of an order that was reduced meanwhile',
      find: 'return { ...record, reducedQuantity: open.reducedQuantity, closure: end };',
      replace: 'return { ...record, closure: end };',
    },
    {
      name: 'close: cancel of an ended order',
      without: 'refusing to cancel an order that ended in another way',
      find: "if (status !== 'CANCELLED') {",
      replace: "if (status === ('' as string)) {",
    },
  ],
};
