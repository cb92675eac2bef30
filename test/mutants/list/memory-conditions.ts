import type { MutatedFile } from '../mutant.js';

/** What a transaction is refused for, in memory. */
export const memoryConditions: MutatedFile = {
  file: 'src/store/memory/outcome.ts',
  tests: ['src/store/memory/memory-store.test.ts'],
  mutants: [
    {
      name: 'memory: record of an order, once',
      without: 'the condition of insertOrderRecord',
      find: "    case 'insertOrderRecord':\n      if (current) return 'rejected';\n",
      replace: "    case 'insertOrderRecord':\n",
    },
    {
      name: 'memory: refusal, once',
      without: 'the condition of insertRefusal',
      find: "    case 'insertRefusal':\n      if (current) return 'rejected';\n",
      replace: "    case 'insertRefusal':\n",
    },
    {
      name: 'memory: update of an open order',
      without: 'the condition of updateOpenOrder',
      find: "      if (!rests(current, write.expected.remainingQuantity)) return 'rejected';\n",
      replace: '',
    },
    {
      name: 'memory: deletion of an open order',
      without: 'the condition of deleteOpenOrder',
      find: "return rests(current, write.expected.remainingQuantity) ? { next: undefined } : 'rejected';",
      replace: 'return { next: undefined };',
    },
    {
      name: 'memory: check of an open order',
      without: 'the condition of checkOpenOrder',
      find: "return rests(current, write.expected.remainingQuantity) ? { next: current } : 'rejected';",
      replace: 'return { next: current };',
    },
    {
      name: 'memory: quantity of an open order',
      without: 'comparing the remaining quantity',
      find: "current?.item === 'openOrder' && current.order.remainingQuantity === remainingQuantity",
      replace: "current?.item === 'openOrder' && remainingQuantity > 0",
    },
    {
      name: 'memory: closing of the same order',
      without: 'closing only the order that has the record',
      find: "if (record?.orderId !== write.order.orderId || record.closure) return 'rejected';",
      replace: "if (!record || record.closure) return 'rejected';",
    },
    {
      name: 'memory: closing, once',
      without: 'closing only what is open',
      find: "if (record?.orderId !== write.order.orderId || record.closure) return 'rejected';",
      replace: "if (record?.orderId !== write.order.orderId) return 'rejected';",
    },
    {
      name: 'memory: reduction of the same order',
      without: 'reducing only the order that has the record',
      find: "if (record?.orderId !== orderId || record.closure) return 'rejected';",
      replace: "if (!record || record.closure) return 'rejected';",
    },
    {
      name: 'memory: reduction of what is open',
      without: 'reducing only what is open',
      find: "if (record?.orderId !== orderId || record.closure) return 'rejected';",
      replace: "if (record?.orderId !== orderId) return 'rejected';",
    },
    {
      name: 'memory: repair of the record that was read',
      without: 'the condition of replaceOrderRecord',
      find: "      if (!isRecord(current, write.expected)) return 'rejected';\n",
      replace: '',
    },
    {
      name: 'memory: check of a record',
      without: 'the condition of checkOrderRecord',
      find: "return isRecord(current, write.expected) ? { next: current } : 'rejected';",
      replace: 'return { next: current };',
    },
    {
      name: 'memory: repair of no record',
      without: 'telling no record from any',
      find: 'if (record === null || expected === null) return record === expected;',
      replace: 'if (record === null || expected === null) return true;',
    },
    {
      name: 'memory: record of the same order',
      without: 'telling a record from that of another order',
      find: '    record.orderId === expected.orderId &&\n',
      replace: '',
    },
    {
      name: 'memory: refused record',
      without: 'telling a refused order from one that landed',
      find: '    record.isRefused === expected.isRefused &&\n',
      replace: '',
    },
    {
      name: 'memory: reduced record',
      without: 'telling records by how much they were reduced',
      find: '    record.reducedQuantity === expected.reducedQuantity &&\n',
      replace: '',
    },
    {
      name: 'memory: end of a record',
      without: 'telling records by when they were closed',
      find: ' &&\n    record.closure?.closedAt === expected.closure?.closedAt',
      replace: '',
    },
    {
      name: 'memory: no open record',
      without: 'the condition of checkNoOpenRecord',
      find: "return isOpen ? 'rejected' : { next: current };",
      replace: 'return { next: isOpen ? current : current };',
    },
    {
      name: 'memory: record of another order',
      without: "taking another order's record for none",
      find: 'record?.orderId === write.order.orderId && record.closure === null',
      replace: 'record?.closure === null',
    },
    {
      name: 'memory: closed record',
      without: 'taking a closed record for none that is open',
      find: 'record?.orderId === write.order.orderId && record.closure === null',
      replace: 'record?.orderId === write.order.orderId',
    },
    {
      name: 'memory: fence',
      without: 'the condition of the head',
      find: "      if (version !== write.head.version - 1) return 'rejected';\n",
      replace: '      if (version < 0) return "rejected";\n',
    },
    {
      name: 'memory: progress of the sweeper',
      without: 'the condition of putSweepProgress',
      find: "      if (version !== write.progress.version - 1) return 'rejected';\n",
      replace: '      if (version < 0) return "rejected";\n',
    },
    {
      name: 'memory: collection',
      without: 'the condition of a collection from a box',
      find: "if (current?.item !== 'box' || current.box.version !== write.box.version) return",
      replace: "if (current?.item !== 'box') return",
    },
    {
      name: 'memory: collection counts',
      without: 'taking the next version of a box that is collected from',
      find: 'version: box.version + 1',
      replace: 'version: box.version',
    },
    {
      name: 'memory: receipt, once',
      without: 'the condition of insertReceiptPart',
      find: "return current ? 'rejected' : { next: { item: 'receiptPart', part: write.part } };",
      replace: "return { next: { item: 'receiptPart', part: write.part } };",
    },
  ],
};
