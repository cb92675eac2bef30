import type { MutatedFile } from '../mutant.js';

export const handler: MutatedFile = {
  file: 'src/matcher/handler.ts',
  tests: ['src/matcher/handler.test.ts', 'src/matcher/metrics.test.ts'],
  mutants: [
    {
      name: 'handler: lowest sequence number',
      without: 'resuming at the lowest of the failed sequence numbers',
      find: 'return BigInt(a) < BigInt(b) ? a : b;',
      replace: 'return BigInt(a) < BigInt(b) ? b : a;',
    },
    {
      name: 'handler: sequence numbers are large',
      without: 'comparing sequence numbers as the integers they are',
      find: 'return BigInt(a) < BigInt(b) ? a : b;',
      replace: 'return a < b ? a : b;',
    },
    {
      name: 'handler: first record of a material',
      without: 'resuming at the first record of a material that failed',
      find: 'return { material, sequenceNumber: records[0].kinesis.sequenceNumber, error };',
      replace:
        'return { material, sequenceNumber: records.at(-1)?.kinesis.sequenceNumber ?? "", error };',
    },
    {
      name: 'handler: one unreadable record',
      without: 'matching the others when one record cannot be read',
      find: '      unreadable ??= { material, sequenceNumber: record.kinesis.sequenceNumber, error };\n',
      replace: '      return { material, sequenceNumber: record.kinesis.sequenceNumber, error };\n',
    },
    {
      name: 'handler: first unreadable record',
      without: 'resuming at the first record that cannot be read',
      find: 'unreadable ??= {',
      replace: 'unreadable = {',
    },
    {
      name: 'handler: unreadable is a failure',
      without: 'reporting a record that cannot be read',
      find: '    return unreadable;\n',
      replace: '    return undefined;\n',
    },
    {
      name: 'handler: one material fails',
      without: 'matching the other materials when one fails',
      find: '    return { material, sequenceNumber: records[0]',
      replace: '    throw error;\n    return { material, sequenceNumber: records[0]',
    },
    {
      name: 'handler: by material',
      without: 'waking each material for its own records',
      find: 'const group = groups.get(record.kinesis.partitionKey);',
      replace: 'const group = [...groups.values()][0];',
    },
    {
      name: 'handler: deadline',
      without: 'handing the time that is left down to the store',
      find: '      remainingTime: () => context.getRemainingTimeInMillis(),\n',
      replace: '',
    },
    {
      name: 'handler: failures are told',
      without: 'telling of failed materials',
      find: '    for (const failure of failed) onFailure(failure);\n',
      replace: '',
    },
    {
      name: 'handler: set aside is told',
      without: 'telling of orders that were set aside',
      find: '    for (const order of matched.flatMap(({ setAside }) => setAside)) onSetAside?.(order);\n',
      replace: '    onSetAside?.length;\n',
    },
  ],
};

export const changeRecord: MutatedFile = {
  file: 'src/matcher/change-record.ts',
  tests: ['src/matcher/handler.test.ts'],
  mutants: [
    {
      name: 'record: material of its lane',
      without: 'refusing a record of another material than its partition key',
      find: 'order === undefined || Keys.material.S !== partitionKey',
      replace: 'order === undefined',
    },
  ],
};

export const lostFences: MutatedFile = {
  file: 'src/matcher/lost-fence.ts',
  tests: ['src/matcher/handler.test.ts'],
  mutants: [
    {
      name: 'rivals: bound',
      without: 'giving a record back after a number of lost fences',
      find: '      if (attempt === maxAttempts) throw error;\n',
      replace: '',
    },
    {
      name: 'rivals: only a lost fence',
      without: 'planning anew for a lost fence only',
      find: '      if (!(error instanceof FenceLostError)) throw error;\n',
      replace: '',
    },
    {
      name: 'rivals: lost fences are counted',
      without: 'counting lost fences',
      find: '      onLostFence();\n',
      replace: '      void onLostFence;\n',
    },
    {
      name: 'rivals: pause',
      without: 'pausing after a lost fence',
      find: '      await wait(basePauseMs * 2 ** (attempt - 1) * (0.5 + random() / 2));\n',
      replace: '      void [wait, basePauseMs, random];\n',
    },
  ],
};
