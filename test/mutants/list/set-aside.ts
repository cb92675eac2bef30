import type { MutatedFile } from '../mutant.js';

export const settingAside: MutatedFile = {
  file: 'src/engine/matching/set-aside.ts',
  tests: ['src/engine/matching/set-aside.test.ts'],
  mutants: [
    {
      name: 'set aside: order leaves the book',
      without: 'the condition that the order still rests as it was read',
      find: "    { write: 'deleteOpenOrder', expected },\n",
      replace: '',
    },
    {
      name: 'set aside: no open record',
      without: 'the condition that the order has no open record',
      find: "    { write: 'checkNoOpenRecord', order: expected },\n",
      replace: '',
    },
    {
      name: 'set aside: kept',
      without: 'keeping the order for the audit',
      find: "    { write: 'putSetAsideOrder', setAside: { order: expected, setAsideAt } },\n",
      replace: '',
    },
    {
      name: 'set aside: changed meanwhile',
      without: 'planning anew when the order was not as it seemed',
      find: 'return rejected.length === 0;',
      replace: 'return rejected.length >= 0;',
    },
  ],
};
