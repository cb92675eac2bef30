import type { MutatedFile } from '../mutant.js';

export const amending: MutatedFile = {
  file: 'src/engine/amend.ts',
  tests: ['src/engine/amend.test.ts'],
  mutants: [
    {
      name: 'amend: closed order',
      without: 'answering for an order that is closed already',
      find: '    if (closed) return answerOfClosed(closed, quantity);\n',
      replace: '    if (closed) continue;\n',
    },
    {
      name: 'amend: reduced before',
      without: 'counting what an earlier amendment took off',
      find: 'const current = open.quantity - open.reducedQuantity;',
      replace: 'const current = open.quantity;',
    },
    {
      name: 'amend: no more than there is',
      without: 'refusing more than the quantity of the order',
      find: '    if (quantity > current) throw tooMany(current);\n',
      replace: '',
    },
    {
      name: 'amend: once',
      without: 'answering for an order that has the quantity already',
      find: '    if (quantity === current) return answer(openOrderView(open), open, open.reducedQuantity);\n',
      replace: '',
    },
    {
      name: 'amend: same answer',
      without: 'answering a repetition with what was returned before',
      find: 'return answer(openOrderView(open), open, open.reducedQuantity);',
      replace: 'return answer(openOrderView(open), open, 0);',
    },
    {
      name: 'amend: as much as was traded',
      without: 'cancelling an order of which that much was traded',
      find: 'if (quantity <= current - open.remainingQuantity) {',
      replace: 'if (quantity < current - open.remainingQuantity) {',
    },
    {
      name: 'amend: less than was traded',
      without: 'cancelling an order of which more was traded',
      find: 'if (quantity <= current - open.remainingQuantity) {',
      replace: 'if (quantity === current - open.remainingQuantity) {',
    },
    {
      name: 'amend: replan',
      without: 'trying again when the order was traded meanwhile',
      find: 'if (rejected.length === 0) {',
      replace: 'if (rejected.length >= 0) {',
    },
    {
      name: 'amend: returned in all',
      without: 'answering with what all amendments returned',
      find: 'return answer(openOrderView(reduced), reduced, reduced.reducedQuantity);',
      replace: 'return answer(openOrderView(reduced), reduced, current - quantity);',
    },
    {
      name: 'amend: one after the other',
      without: 'adding an amendment to the earlier ones',
      find: 'reducedQuantity: open.reducedQuantity + units,',
      replace: 'reducedQuantity: units,',
    },
    {
      name: 'amend: order in the book',
      without: 'the condition that the order still rests with the quantity that is reduced',
      find: "    { write: 'updateOpenOrder', expected: open, order: reduced },\n",
      replace: '',
    },
    {
      name: 'amend: record',
      without: 'writing the reduction to the record in the same transaction',
      find: "    { write: 'reduceOrderRecord', order: reduced },\n",
      replace: '',
    },
    {
      name: 'amend: what it held comes back',
      without: 'crediting what the order held for the difference',
      find: '{ ...noAmounts, goodsReturned, coinsRefunded: coinsReturned }',
      replace: 'noAmounts',
    },
    {
      name: 'amend: only the difference comes back',
      without: 'crediting no amendment twice',
      find: 'holdingsOf(open, quantity);',
      replace: 'holdingsOf(open, reduced.reducedQuantity);',
    },
    {
      name: 'amend: line of the statement',
      without: 'telling of the reduction on the statement',
      find: 'reductions: [{ orderId, quantity, goodsReturned, coinsReturned }],',
      replace: 'reductions: [],',
    },
    {
      name: 'amend: twice within a millisecond',
      without: 'an entry of its own for each of two amendments within a millisecond',
      find: `-\${reduced.reducedQuantity}\``,
      replace: '`',
    },
    {
      name: 'amend: repeated after the end',
      without: 'repeating the answer once the order has ended',
      find: '  if (quantity === current) return answer(order, record, reducedQuantity);\n',
      replace: '',
    },
    {
      name: 'amend: cancelled before',
      without: 'repeating the answer of an amendment that cancelled the order',
      find: "if (closure.status === 'CANCELLED' && quantity <= traded) {",
      replace: "if (closure.status === ('' as string) && quantity <= traded) {",
    },
    {
      name: 'amend: cancelled with more than that',
      without: 'refusing to amend a cancelled order to more than was traded',
      find: "if (closure.status === 'CANCELLED' && quantity <= traded) {",
      replace: "if (closure.status === 'CANCELLED') {",
    },
    {
      name: 'amend: expired before',
      without: 'refusing to amend an order that has expired',
      find: "if (closure.status === 'CANCELLED' && quantity <= traded) {",
      replace: "if (closure.status !== 'FILLED' && quantity <= traded) {",
    },
    {
      name: 'amend: filled before',
      without: 'refusing to amend an order that was filled',
      find: "if (closure.status === 'CANCELLED' && quantity <= traded) {",
      replace: "if (closure.status !== 'EXPIRED' && quantity <= traded) {",
    },
    {
      name: 'amend: traded of a reduced order',
      without: 'telling what was traded of an order that was reduced before it was cancelled',
      find: 'const current = record.quantity - reducedQuantity;',
      replace: 'const current = record.quantity;',
    },
    {
      name: 'amend: returned by the cancel',
      without: 'answering with what the cancel returned, and what was returned before',
      find: 'return answer(order, record, reducedQuantity + closure.remainingQuantity);',
      replace: 'return answer(order, record, closure.remainingQuantity);',
    },
  ],
};

export const orderViews: MutatedFile = {
  file: 'src/engine/orders.ts',
  tests: ['src/engine/amend.test.ts', 'src/engine/matching/wake-depth.test.ts'],
  mutants: [
    {
      name: 'order view: reduced, and not traded',
      without: 'calling an order open that was reduced, and not traded',
      find: 'order.remainingQuantity === order.quantity - order.reducedQuantity;',
      replace: 'order.remainingQuantity === order.quantity;',
    },
    {
      name: 'order view: quantity',
      without: 'taking reductions off the quantity that is shown',
      find: 'const quantity = order.quantity - order.reducedQuantity;',
      replace: 'const quantity = order.quantity;',
    },
  ],
};
