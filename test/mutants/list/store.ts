import type { MutatedFile } from '../mutant.js';

/** The contract suite on one engine, and what every request and every damaged item looks like. */
const ofTheTables = {
  tests: [
    'src/store/dynamodb/consistency.test.ts',
    'src/store/dynamodb/stored-bytes.test.ts',
    'src/store/dynamodb/damaged-items.test.ts',
    'src/engine/reads/read-units.test.ts',
    'src/store/dynamodb/dynamo-store.test.ts',
  ],
  isPlayed: false,
} as const;

export const dynamoStore: MutatedFile = {
  ...ofTheTables,
  file: 'src/store/dynamodb/dynamo-store.ts',
  mutants: [
    {
      name: 'store: a head that is there already',
      without: 'taking a head that is written again for done',
      find: "      if (found.version && isDeepStrictEqual(decodeItem('head', found).head, write.head)) return;\n",
      replace: '',
    },
    {
      name: 'store: the head of another matcher',
      without: 'telling the head of another matcher from the one that was written',
      find: "if (found.version && isDeepStrictEqual(decodeItem('head', found).head, write.head)) return;",
      replace: 'if (found.version) return;',
    },
    {
      name: 'store: faults that refuse nothing',
      without: 'telling a fault from a condition that does not hold',
      find: '      if (rejected.length === 0) throw fault;\n',
      replace: '',
    },
    {
      name: 'store: pages on which nothing can be read',
      without: 'reading on past a page on which nothing can be read',
      find: '    while (page.items.length === 0 && page.cursor !== null) page = await read(page.cursor);\n',
      replace: '',
    },
    {
      name: 'store: damaged items in lists',
      without: 'leaving a damaged item out of a list',
      find: '        if (!(error instanceof DamagedItemError)) throw error;\n        this',
      replace: '        if (error) throw error;\n        this',
    },
    {
      name: 'store: damaged items are told',
      without: 'telling of a damaged item that a list leaves out',
      find: '        this.#onDamagedItem?.(error.damaged);\n',
      replace: '',
    },
    {
      name: 'store: damaged items in a scan',
      without: 'going on with a scan past a damaged item',
      find: '          if (!(error instanceof DamagedItemError)) throw error;\n          scanned',
      replace: '          if (error) throw error;\n          scanned',
    },
    {
      name: 'store: damaged part of a receipt',
      without: 'refusing a receipt of which a part is damaged',
      find: "damaged === 'throw' ? items.map(decode) : this.#read(items, decode)",
      replace: 'this.#read(items, decode)',
    },
    {
      name: 'store: consistent lists',
      without: 'reading lists consistently',
      find: '        ConsistentRead: this.#tables.isConsistent,\n        Limit',
      replace: '        Limit',
    },
  ],
};

export const dynamoTables: MutatedFile = {
  ...ofTheTables,
  file: 'src/store/dynamodb/dynamo-tables.ts',
  mutants: [
    {
      name: 'store: consistent items',
      without: 'reading an item consistently',
      find: '      Key: keyAttributes(key),\n      ConsistentRead: this.isConsistent,\n',
      replace: '      Key: keyAttributes(key),\n',
    },
    {
      name: 'store: consistent scans',
      without: 'scanning consistently',
      find: '        ConsistentRead: this.isConsistent,\n        ExclusiveStartKey: startKey,\n',
      replace: '        ExclusiveStartKey: startKey,\n',
    },
    {
      name: 'store: idempotency token',
      without: 'giving a transaction its token, so that a repetition does it once',
      find: '      ClientRequestToken: token,\n',
      replace: '',
    },
    {
      name: 'store: item in the way',
      without: 'asking for the item that is in the way of a plain write',
      find: "      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',\n",
      replace: '',
    },
  ],
};

export const transactions: MutatedFile = {
  file: 'src/store/transaction.ts',
  tests: ['src/store/memory/memory-store.test.ts'],
  mutants: [
    {
      name: 'store: writes of a transaction',
      without: 'refusing transactions of more than 100 writes',
      find: 'writes.length === 0 || writes.length > maxTransactionWrites',
      replace: 'writes.length === 0',
    },
    {
      name: 'store: an item once',
      without: 'refusing transactions that write an item twice',
      find: 'if (seen.has(item)) {',
      replace: "if (seen.has('')) {",
    },
    {
      name: 'store: length of a token',
      without: 'refusing tokens that DynamoDB would not take',
      find: 'token.length === 0 || token.length > maxTokenLength',
      replace: 'token.length < 0',
    },
  ],
};

export const memoryStore: MutatedFile = {
  file: 'src/store/memory/memory-store.ts',
  tests: ['src/store/memory/memory-store.test.ts'],
  mutants: [
    {
      name: 'memory: a repeated transaction',
      without: 'doing a repeated transaction once',
      find: '    if (this.#isRepeated(copies, options)) return;\n',
      replace: '',
    },
    {
      name: 'memory: the token of another transaction',
      without: 'refusing a token that another transaction had',
      find: 'if (isDeepStrictEqual(earlier.writes, writes)) return true;',
      replace: 'if (earlier.writes) return true;',
    },
    {
      name: 'memory: expired tokens',
      without: 'forgetting a token after ten minutes, as DynamoDB does',
      find: ' || earlier.expiresAt <= this.#now()) return false;',
      replace: ') return false;',
    },
    {
      name: 'memory: all or nothing',
      without: 'writing nothing where one condition does not hold',
      find: `    if (rejected.length > 0) throw new TransactionRejected(rejected);
    for (const change of changes) this.#apply(change);
`,
      replace: `    for (const change of changes) this.#apply(change);
    if (rejected.length > 0) throw new TransactionRejected(rejected);
`,
    },
  ],
};
