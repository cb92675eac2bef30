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
