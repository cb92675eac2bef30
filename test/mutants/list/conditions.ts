import type { MutatedFile } from '../mutant.js';

const always = "{ ConditionExpression: 'attribute_exists(pk) OR attribute_not_exists(pk)' }";

/** All conditions are those of one engine, which the contract suite asks. */
const inTheTables = {
  tests: ['src/store/dynamodb/dynamo-store.test.ts'],
  testNames: 'conditions|concurrency|progress of the sweeper',
  isPlayed: false,
} as const;

export const openOrderConditions: MutatedFile = {
  ...inTheTables,
  file: 'src/store/dynamodb/items/open-order.ts',
  mutants: [
    {
      name: 'table: update of an open order',
      without: 'the condition of updateOpenOrder',
      find: 'put(encode(order), rests(expected))',
      replace: 'put(encode(order))',
    },
    {
      name: 'table: deletion of an open order',
      without: 'the condition of deleteOpenOrder',
      find: 'remove(rests(expected))',
      replace: 'remove()',
    },
    {
      name: 'table: check of an open order',
      without: 'the condition of checkOpenOrder',
      find: 'check(rests(expected))',
      replace: `check(${always})`,
    },
    {
      name: 'table: quantity of an open order',
      without: 'comparing the remaining quantity',
      find: "'remainingQuantity = :expected'",
      replace: "'remainingQuantity >= :expected'",
    },
  ],
};

export const orderRecordConditions: MutatedFile = {
  ...inTheTables,
  file: 'src/store/dynamodb/items/order-record.ts',
  mutants: [
    {
      name: 'table: record of an order, once',
      without: 'the condition of insertOrderRecord',
      find: 'put(acceptedAttributes(order), isAbsent)',
      replace: 'put(acceptedAttributes(order))',
    },
    {
      name: 'table: refusal, once',
      without: 'the condition of insertRefusal',
      find: 'put({ ...acceptedAttributes(order), ...refusal }, isAbsent)',
      replace: 'put({ ...acceptedAttributes(order), ...refusal })',
    },
    {
      name: 'table: closing',
      without: 'the condition of closeOrderRecord',
      find: 'set(closureAttributes(closure), isOpen(order.orderId))',
      replace: 'set(closureAttributes(closure))',
    },
    {
      name: 'table: closing of the same order',
      without: 'closing only the order that has the record',
      find: "'orderId = :expected AND attribute_not_exists(closedAt)'",
      replace:
        "'attribute_not_exists(closedAt) OR (orderId = :expected AND attribute_not_exists(closedAt))'",
    },
    {
      name: 'table: closing, once',
      without: 'closing only what is open',
      find: "'orderId = :expected AND attribute_not_exists(closedAt)'",
      replace: "'orderId = :expected'",
    },
    {
      name: 'table: reduction',
      without: 'the condition of reduceOrderRecord',
      find: 'set(attributes(reducedValue(order)), isOpen(order.orderId))',
      replace: 'set(attributes(reducedValue(order)))',
    },
    {
      name: 'table: repair of the record that was read',
      without: 'the condition of replaceOrderRecord where there was a record',
      find: 'expected ? isRecord(expected) : isAbsent',
      replace: 'expected ? undefined : isAbsent',
    },
    {
      name: 'table: repair of no record',
      without: 'the condition of replaceOrderRecord where there was none',
      find: 'expected ? isRecord(expected) : isAbsent',
      replace: 'expected ? isRecord(expected) : undefined',
    },
    {
      name: 'table: check of a record',
      without: 'the condition of checkOrderRecord',
      find: 'check(isRecord(expected))',
      replace: `check(${always})`,
    },
    {
      name: 'table: record of the same order',
      without: 'telling a record from that of another order',
      find: '`orderId = :expected AND',
      replace: '`(orderId = :expected OR attribute_exists(orderId)) AND',
    },
    {
      name: 'table: end of a record',
      without: 'telling records by when they were closed',
      find: "closure ? 'closedAt = :closedAt'",
      replace: "closure ? '(closedAt = :closedAt OR attribute_exists(closedAt))'",
    },
    {
      name: 'table: open record',
      without: 'telling an open record from a closed one',
      find: ": 'attribute_not_exists(closedAt)';",
      replace: ": 'attribute_exists(pk)';",
    },
    {
      name: 'table: refused record',
      without: 'telling a refused order from one that landed',
      find: ` AND \${refused} AND `,
      replace: ' AND ',
    },
    {
      name: 'table: reduced record',
      without: 'telling records by how much they were reduced',
      find: "? 'reducedQuantity = :reduced'",
      replace: "? '(reducedQuantity = :reduced OR attribute_exists(pk))'",
    },
    {
      name: 'table: unreduced record',
      without: 'telling a record that was never reduced from one that was',
      find: ": 'attribute_not_exists(reducedQuantity)'",
      replace: ": 'attribute_exists(pk)'",
    },
    {
      name: 'table: reduction of a repaired record',
      without: 'writing the reduction of a record that is repaired',
      find: '    ...attributes(reducedValue(record)),\n',
      replace: '',
    },
    {
      name: 'table: no open record',
      without: 'the condition of checkNoOpenRecord',
      find: 'check(isNotOpen(order.orderId))',
      replace: `check(${always})`,
    },
    {
      name: 'table: no record at all',
      without: 'taking an order without any record for one without an open record',
      find: "'attribute_not_exists(pk) OR orderId <> :expected OR attribute_exists(closedAt)'",
      replace: "'orderId <> :expected OR attribute_exists(closedAt)'",
      lives: 'DynamoDB takes an attribute that is missing for unequal to every value',
    },
    {
      name: 'table: record of another order',
      without: "taking another order's record for none",
      find: 'attribute_not_exists(pk) OR orderId <> :expected OR attribute_exists(closedAt)',
      replace:
        'attribute_not_exists(pk) OR (orderId <> :expected AND attribute_exists(closedAt)) OR attribute_exists(closedAt)',
    },
    {
      name: 'table: closed record',
      without: 'taking a closed record for none that is open',
      find: ' OR orderId <> :expected OR attribute_exists(closedAt)',
      replace: ' OR orderId <> :expected',
    },
  ],
};

export const headConditions: MutatedFile = {
  ...inTheTables,
  file: 'src/store/dynamodb/items/head.ts',
  mutants: [
    {
      name: 'table: first head',
      without: 'the condition of the first head',
      find: '? isAbsent : hasVersion',
      replace: '? undefined : hasVersion',
    },
    {
      name: 'table: fence',
      without: 'the condition of every later head',
      find: 'isAbsent : hasVersion(version)',
      replace: 'isAbsent : undefined',
    },
    {
      name: 'table: check of a head',
      without: 'the condition of checkHead',
      find: 'check(isAtVersion(version))',
      replace: `check(${always})`,
    },
  ],
};

export const boxConditions: MutatedFile = {
  ...inTheTables,
  file: 'src/store/dynamodb/items/box.ts',
  mutants: [
    {
      name: 'table: first collection',
      without: 'the condition of the first collection from a box',
      find: 'version === 0 ? isNeverCollected',
      replace: 'version === 0 ? undefined',
    },
    {
      name: 'table: later collections',
      without: 'the condition of later collections from a box',
      find: 'isNeverCollected : hasVersion(version)',
      replace: 'isNeverCollected : undefined',
    },
    {
      name: 'table: a box to collect from',
      without: 'collecting only from a box that is there',
      find: "'attribute_exists(pk) AND attribute_not_exists(version)'",
      replace: "'attribute_not_exists(version)'",
    },
    {
      name: 'table: collection counts',
      without: 'taking the next version of a box that is collected from',
      find: ', version: attribute(1) },',
      replace: ' },',
    },
  ],
};

export const receiptConditions: MutatedFile = {
  ...inTheTables,
  file: 'src/store/dynamodb/items/receipt-part.ts',
  mutants: [
    {
      name: 'table: receipt, once',
      without: 'the condition of insertReceiptPart',
      find: 'put(encode(part), isAbsent)',
      replace: 'put(encode(part))',
    },
  ],
};

export const progressConditions: MutatedFile = {
  ...inTheTables,
  file: 'src/store/dynamodb/items/sweep-progress.ts',
  mutants: [
    {
      name: 'table: first progress of the sweeper',
      without: 'the condition of the first putSweepProgress',
      find: '? isWithoutVersion : hasVersion',
      replace: '? undefined : hasVersion',
    },
    {
      name: 'table: progress of the sweeper',
      without: 'the condition of every later putSweepProgress',
      find: 'isWithoutVersion : hasVersion(progress.version - 1)',
      replace: 'isWithoutVersion : undefined',
    },
  ],
};
