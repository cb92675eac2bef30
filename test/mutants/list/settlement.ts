import type { MutatedFile } from '../mutant.js';

export const settlement: MutatedFile = {
  file: 'src/engine/matching/settlement.ts',
  tests: [
    'src/engine/matching/settlement.test.ts',
    'src/engine/matching/wake-material.test.ts',
    'src/engine/matching/wake-depth.test.ts',
    'src/engine/reads/candles.test.ts',
  ],
  mutants: [
    {
      name: 'settle: next version',
      without: 'taking the next version of the head',
      find: 'version: before.version + 1',
      replace: 'version: before.version',
    },
    {
      name: 'settle: time goes on',
      without: 'keeping trade times ascending when clocks differ',
      find: 'Math.max(now, before.lastTradeAt ? Date.parse(before.lastTradeAt) : 0)',
      replace: 'now',
    },
    {
      name: 'settle: 100 writes',
      without: 'keeping transactions within 100 writes',
      find: 'if (this.#writeCount <= maxTransactionWrites) return true;',
      replace: 'if (this.#writeCount <= maxTransactionWrites + 1) return true;',
    },
    {
      name: 'settle: 100 writes, all of them',
      without: 'using all 100 writes of a transaction',
      find: 'if (this.#writeCount <= maxTransactionWrites) return true;',
      replace: 'if (this.#writeCount < maxTransactionWrites) return true;',
    },
    {
      name: 'settle: undo the head',
      without: 'undoing the head when events do not fit',
      find: '    this.#head = head;\n    this.#trades.length',
      replace: '    this.#trades.length',
    },
    {
      name: 'settle: undo the trades',
      without: 'undoing trades when events do not fit',
      find: '    this.#trades.length = trades;\n',
      replace: '',
    },
    {
      name: 'settle: undo the candles',
      without: 'undoing finished candles when events do not fit',
      find: '    this.#finishedCandles.length = finishedCandles;\n',
      replace: '',
    },
    {
      name: 'settle: undo the orders',
      without: 'undoing orders when events do not fit',
      find: '    for (const [orderId, before] of this.#ordersBefore) this.#setOrder(orderId, before);\n',
      replace: '',
    },
    {
      name: 'settle: undo the credits',
      without: 'undoing credits when events do not fit',
      find: '    this.#accounts.rollBack();\n',
      replace: '',
    },
    {
      name: 'settle: watermark ascends',
      without: 'never taking a watermark back',
      find: 'const latest = laterOrderId(watermark, this.#head.watermark);',
      replace: 'const latest = watermark;',
    },
    {
      name: 'settle: spread moves',
      without: 'writing the spread down',
      find: 'this.#head = { ...this.#head, watermark: latest, bestBid, bestAsk };',
      replace: 'this.#head = { ...this.#head, watermark: latest };',
    },
    {
      name: 'settle: head after all events',
      without: 'moving the watermark only after the last event of an arrival',
      find: '  for (const arrival of arrivals) {\n',
      replace:
        '  for (const arrival of arrivals) {\n    current.advance(arrival.orderId, arrival);\n',
    },
    {
      name: 'settle: fence where nothing changes',
      without: 'writing the head where nothing changes',
      find: '(isFenced && settlements.length === 0)',
      replace: '(isFenced && settlements.length < 0)',
    },
    {
      name: 'settle: latest watermark',
      without: 'moving the watermark to the latest named order',
      find: '  current.advance(watermark, arrivals.at(-1) ?? head);\n',
      replace: '',
    },
    {
      name: 'settle: what is expected of a touched order',
      without: 'expecting an order as it was before the transaction',
      find: '    const expected = touched?.expected ?? this.orderOf(after.orderId);\n    const current',
      replace:
        '    const expected = touched?.current ?? this.orderOf(after.orderId);\n    const current',
    },
    {
      name: 'settle: what is expected of a closed order',
      without: 'expecting an order that traded and is closed as it was before the transaction',
      find: 'this.#write({ expected: touched?.expected ?? current, current, closure });',
      replace: 'this.#write({ expected: current, current, closure });',
    },
    {
      name: 'settle: orders of the transaction before',
      without: 'expecting orders as the transaction before left them',
      find: '    for (const order of current.ordersAfter) orders.set(order.orderId, order);\n',
      replace: '',
    },
    {
      name: 'settle: decisions are checked',
      without: 'checking the orders that a decision rests on',
      find: '    for (const { orderId } of restsOn) this.#check(orderId);\n',
      replace: '',
    },
    {
      name: 'settle: written is checked',
      without: 'leaving what a transaction writes unchecked, since an item is written once',
      find: '    if (this.#orders.has(orderId)) return;\n',
      replace: '',
    },
    {
      name: 'settle: atomic arrivals',
      without: 'settling a fill-or-kill order in one transaction',
      find: 'arrival.atomic ? [arrival.events] : arrival.events.map((e) => [e])',
      replace: 'arrival.events.map((e) => [e])',
    },
    {
      name: 'settle: finished candles',
      without: 'writing a candle whose period is over',
      find: 'if (isFinished) this.#finishedCandles.push({ interval, candle: current });',
      replace: '',
    },
    {
      name: 'settle: writes are counted',
      without: 'counting the writes of a transaction as they are made',
      find: 'if (writes.length !== this.#writeCount) {',
      replace: 'if (writes.length < 0) {',
      lives: 'an error in this program, which no test can bring about from outside',
    },
  ],
};
