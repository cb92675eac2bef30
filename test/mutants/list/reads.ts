import type { MutatedFile } from '../mutant.js';

const readTests = ['src/engine/reads/lists.test.ts', 'src/engine/reads/statement.test.ts'];

export const candles: MutatedFile = {
  file: 'src/engine/reads/candles.ts',
  isPlayed: false,
  tests: ['src/engine/reads/candles.test.ts'],
  mutants: [
    {
      name: 'candles: head goes first',
      without: 'reading the head before the finished candles',
      find: `  for await (const { candle } of finished) candles.push(candle);
  const current = head.candles[interval];`,
      replace: `  for await (const { candle } of finished) candles.push(candle);
  const current = (await store.getHead(head.material))?.candles[interval];`,
    },
    {
      name: 'candles: finished counts',
      without: 'preferring the finished candle to the one in the head',
      find: `    current.openTime < range.to &&
    candles.every(({ openTime }) => openTime !== current.openTime);`,
      replace: '    current.openTime < range.to;',
    },
    {
      name: 'candles: current from',
      without: 'leaving out a current candle before the range',
      find: '    range.from <= current.openTime &&\n',
      replace: '',
    },
    {
      name: 'candles: current to',
      without: 'leaving out a current candle after the range',
      find: '    current.openTime < range.to &&\n',
      replace: '',
    },
    {
      name: 'candles: cursor',
      without: 'going on before the candle that the page before ended with',
      find: 'Math.min(to, openTimeOf(request.cursor) ?? to)',
      replace: 'Math.max(to, openTimeOf(request.cursor) ?? to)',
    },
  ],
};

export const lists: MutatedFile = {
  file: 'src/engine/reads/lists.ts',
  tests: readTests,
  mutants: [
    {
      name: 'lists: page within a batch',
      without: 'leaving out trades of a batch that the page before gave',
      find: 'trades.filter(({ sequence }) => before === undefined || sequence < before)',
      replace: '[...trades]',
    },
    {
      name: 'lists: limit within a batch',
      without: 'ending a page within a batch',
      find: 'given.reverse().slice(0, limit - items.length)',
      replace: 'given.reverse()',
    },
    {
      name: 'lists: closed meanwhile',
      without: 'leaving out an order that was closed between two reads',
      find: 'orders.filter((order) => order !== undefined)',
      replace: '(orders as OpenOrder[])',
    },
  ],
};

export const statement: MutatedFile = {
  file: 'src/engine/reads/statement.ts',
  tests: readTests,
  mutants: [
    {
      name: 'statement: page within an entry',
      without: 'leaving out lines of an entry that the page before gave',
      find: '      if (index < skipped) continue;\n',
      replace: '',
    },
    {
      name: 'statement: cursor of the same list',
      without: 'refusing a cursor of another list',
      find: 'entryId === undefined || ofList !== list',
      replace: 'entryId === undefined',
    },
    {
      name: 'statement: bounded',
      without: 'ending a page after a number of entries',
      find: 'total: maxEntries',
      replace: 'total: maxEntries * 1000',
    },
    {
      name: 'statement: more than was read',
      without: 'saying that there is more where reading ended early',
      find: 'isComplete ? null : encodeCursor(position)',
      replace: 'isComplete || items.length < limit ? null : encodeCursor(position)',
    },
  ],
};

export const cursors: MutatedFile = {
  file: 'src/engine/reads/cursor.ts',
  isPlayed: false,
  tests: [...readTests, 'src/engine/reads/candles.test.ts', 'src/api/api.test.ts'],
  mutants: [
    {
      name: 'cursor: encoded as we do',
      without: 'refusing what only looks like base64url',
      find: '!isEncoded || ',
      replace: '',
    },
    {
      name: 'cursor: characters',
      without: 'refusing positions with other characters than ours',
      find: '!isEncoded || !/^[\\x21-\\x7e]{1,256}$/.test(position)',
      replace: '!isEncoded',
    },
  ],
};

export const orderState: MutatedFile = {
  file: 'src/engine/reads/get-order.ts',
  tests: ['src/engine/reads/get-order.test.ts', 'src/testing/test-market.test.ts'],
  mutants: [
    {
      name: 'order: the same order',
      without: 'comparing the id of the record that was found',
      find: 'record?.orderId === orderId && !record.isRefused',
      replace: 'record && !record.isRefused',
    },
    {
      name: 'order: never accepted',
      without: 'knowing nothing of a refused order',
      find: 'record?.orderId === orderId && !record.isRefused',
      replace: 'record?.orderId === orderId',
    },
    {
      name: 'order: closed between two reads',
      without: 'reading the record again where the order is gone from the book',
      find: '  if (later && isClosed(later)) return { closed: later };\n',
      replace: '',
    },
  ],
};
