import type { MutatedFile } from '../mutant.js';

export const accept: MutatedFile = {
  file: 'src/engine/accept.ts',
  tests: [
    'src/engine/accept.test.ts',
    'src/testing/test-market.test.ts',
    'src/engine/sweep.test.ts',
  ],
  mutants: [
    {
      name: 'accept: same key by account',
      without: 'comparing the account of the record that is in the way',
      find: 'record.account === account && record.clientOrderId',
      replace: 'record.clientOrderId',
    },
    {
      name: 'accept: same key by client order id',
      without: 'comparing the client order id of the record that is in the way',
      find: 'record.account === account && record.clientOrderId === clientOrderId',
      replace: 'record.account === account',
    },
    {
      name: 'accept: next hash',
      without: 'stepping around another idempotency key with the same hash',
      find: 'orderIds.next(request.account, request.clientOrderId, probe)',
      replace: 'orderIds.next(request.account, request.clientOrderId)',
    },
    {
      name: 'accept: record goes first',
      without: 'writing the record that makes posting idempotent',
      find: "{ write: 'insertOrderRecord', order },\n",
      replace: '',
    },
    {
      name: 'accept: expired on arrival',
      without: 'refusing an order that has expired already',
      find: 'order.expiresAt !== null && Date.parse(order.expiresAt) <= market.now()',
      replace: 'false',
    },
    {
      name: 'accept: expiry instant',
      without: 'refusing an order at the instant of its expiry',
      find: 'Date.parse(order.expiresAt) <= market.now()',
      replace: 'Date.parse(order.expiresAt) < market.now()',
    },
    {
      name: 'accept: landed while it was refused',
      without: 'answering a post that comes after the expiry with the order that landed before',
      find: `  if (rejected.length === 0) throw expired();
`,
      replace: '  if (rejected.length >= 0) throw expired();\n',
    },
    {
      name: 'accept: refusal is written down',
      without: 'keeping an earlier attempt from landing after the refusal',
      find: "const rejected = await tryTransact(store, [{ write: 'insertRefusal', order }]);",
      replace: 'const rejected: MarketWrite[] = [];',
    },
    {
      name: 'accept: refusals stay refused',
      without: 'refusing again what was refused before',
      find: '  if (record.isRefused) throw expired();\n',
      replace: '',
    },
    {
      name: 'accept: expiry is noted',
      without: 'noting for the sweeper when an order has to be closed',
      find: "if (due) writes.push({ write: 'putExpiringOrder'",
      replace: "if (false as boolean) writes.push({ write: 'putExpiringOrder'",
    },
    {
      name: 'accept: material is noted',
      without: 'noting for the sweeper that a material has orders',
      find: '  await noted.note(store, order);\n',
      replace: '',
    },
    {
      name: 'accept: conflict',
      without: 'refusing another order under the same client order id',
      find: 'if (differing.length > 0) {',
      replace: 'if (differing.length > 6) {',
    },
  ],
};

export const notedMaterials: MutatedFile = {
  file: 'src/engine/noted-materials.ts',
  tests: ['src/engine/sweeping/activity.test.ts', 'src/engine/accept.test.ts'],
  mutants: [
    {
      name: 'noted: activity',
      without: 'noting the periods in which orders were accepted',
      find: 'if (this.#notesActivity) {',
      replace: 'if (!this.#notesActivity) {',
    },
    {
      name: 'noted: before it lands',
      without: 'waiting until the notes are written',
      find: '    await Promise.all(writes);\n',
      replace: '    void Promise.allSettled(writes);\n',
    },
    {
      name: 'noted: a new period',
      without: 'noting a new period',
      find: 'if (noted?.what === what) return noted.written;',
      replace: 'if (noted) return noted.written;',
    },
    {
      name: 'noted: a failed note',
      without: 'writing a note anew that failed',
      find: 'if (notes.get(material) === next) notes.delete(material);',
      replace: '',
    },
  ],
};
