import type { MutatedFile } from '../mutant.js';

export const enrichment: MutatedFile = {
  file: 'src/enrichment/handler.ts',
  tests: ['src/enrichment/handler.test.ts'],
  mutants: [
    {
      name: 'event: damaged item',
      without: 'leaving a damaged item out and sending the rest',
      find: 'if (!(error instanceof DamagedItemError)) throw error;\n        onDamagedItem(error.damaged);\n        return [];',
      replace: 'throw error;',
    },
    {
      name: 'event: other faults',
      without: 'failing for what is no damaged item',
      find: 'if (!(error instanceof DamagedItemError)) throw error;\n        onDamagedItem(error.damaged);',
      replace: 'if (error instanceof DamagedItemError) onDamagedItem(error.damaged);',
    },
  ],
};

export const marketEvents: MutatedFile = {
  file: 'src/enrichment/market-event.ts',
  tests: ['src/enrichment/handler.test.ts'],
  mutants: [
    {
      name: 'event: refused order',
      without: 'keeping the record of a refused order from being an event',
      find: '      if (record.isRefused) return undefined;\n',
      replace: '',
    },
    {
      name: 'event: order opened again',
      without: 'taking a change of an open record for no event',
      find: "if (eventName === 'INSERT') {",
      replace: "if (eventName === 'INSERT' || !closure) {",
    },
  ],
};

export const eventFilters: MutatedFile = {
  file: 'src/deployment/events.ts',
  tests: ['src/deployment/events.test.ts'],
  isPlayed: false,
  mutants: [
    {
      name: 'event: filter of refused orders',
      without: 'keeping the record of a refused order out of the pipe',
      find: '        NewImage: { [refusedAttribute]: { BOOL: [{ exists: false }] } },\n',
      replace: '',
    },
    {
      name: 'event: filter of amended orders',
      without: 'keeping the change of an amended order out of the pipe',
      find: '        NewImage: { [closedAtAttribute]: { S: [{ exists: true }] } },\n',
      replace: '',
    },
  ],
};
