import type { MutatedFile } from '../mutant.js';

export const deliveries: MutatedFile = {
  file: 'src/engine/deliveries.ts',
  tests: ['src/engine/deliveries.test.ts'],
  mutants: [
    {
      name: 'collect: receipt first',
      without: 'reading the receipt of an earlier call with the same id',
      find: 'const parts = [...(await market.store.getReceipt(account, collectionId))];',
      replace: 'const parts: ReceiptPart[] = [];',
    },
    {
      name: 'collect: done at the last part',
      without: 'going on with a receipt up to its last part',
      find: 'if (parts.at(-1)?.last) return',
      replace: 'if (parts.at(-1)) return',
    },
    {
      name: 'collect: receipt is written',
      without: 'writing the receipt in the transaction that empties the boxes',
      find: "    { write: 'insertReceiptPart', part },\n    ...writes,\n",
      replace: '    ...writes,\n',
    },
    {
      name: 'collect: boxes are debited',
      without: 'taking out of the boxes what the receipt says',
      find: "    { write: 'insertReceiptPart', part },\n    ...writes,\n",
      replace: "    { write: 'insertReceiptPart', part },\n    ...writes.slice(writes.length),\n",
    },
    {
      name: 'collect: another one got ahead',
      without: 'reading again when another collection emptied a box',
      find: 'return rejected.length === 0 ? part : undefined;',
      replace: 'return rejected.length >= 0 ? part : undefined;',
    },
    {
      name: 'collect: parts fit a transaction',
      without: 'cutting a collection into transactions of at most 100 writes',
      find: 'takeable.slice(0, boxesPerPart)',
      replace: 'takeable.slice(0, boxesPerPart + 1)',
    },
    {
      name: 'collect: more parts follow',
      without: 'going on until all boxes are emptied',
      find: 'last: takeable.length <= boxesPerPart',
      replace: 'last: true',
    },
    {
      name: 'collect: never back',
      without: 'going on after the last box taken, so that a collection ends',
      find: '    if (material <= lastTaken) continue;\n',
      replace: '',
    },
    {
      name: 'collect: sum of coins',
      without: 'keeping the coins of one collection within the exact range',
      find: '    room -= coinsOf(taken);\n',
      replace: '',
    },
    {
      name: 'collect: sum of coins over parts',
      without: 'counting what earlier parts took towards the exact range',
      find: 'before.reduce((left, { amounts }) => left - coinsOf(amounts), maxAmount)',
      replace: 'maxAmount',
    },
    {
      name: 'collect: room for amounts',
      without: 'taking no more of an amount than there is room for',
      find: 'const taken = smallerAmount(amount, left);',
      replace: 'const taken = amount;',
    },
    {
      name: 'collect: two kinds share the room',
      without: 'counting earned and refunded coins together',
      find: '    left -= taken;\n',
      replace: '',
    },
    {
      name: 'collect: empty boxes',
      without: 'leaving out boxes of which nothing can be taken',
      find: '    if (isNothing(taken)) continue;\n',
      replace: '',
    },
  ],
};
