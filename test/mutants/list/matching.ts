import type { MutatedFile } from '../mutant.js';

export const matching: MutatedFile = {
  file: 'src/core/matching.ts',
  tests: [
    'src/core/matching.test.ts',
    'src/engine/matching/wake-depth.test.ts',
    'src/engine/matching/settlement.test.ts',
    'src/engine/matching/wake-material.test.ts',
    'src/testing/matching.test.ts',
  ],
  mutants: [
    {
      name: 'match: expired taker',
      without: 'closing an order that has expired when it is its turn',
      find: "    if (isExpired(order, now)) return this.#arrival(order, [close(order, 'EXPIRED')]);\n",
      replace: '',
    },
    {
      name: 'match: expired maker',
      without: 'closing a maker that has expired',
      find: 'if (isExpired(maker, now)) {',
      replace: 'if (maker.orderId === "") {',
    },
    {
      name: 'match: limit',
      without: 'stopping at the limit price',
      find: 'if (!crosses(taker.type, taker.pricePerUnit, maker.pricePerUnit)) break;',
      replace: 'if (maker.orderId === "") break;',
    },
    {
      name: 'match: end of what is known',
      without: 'asking for more of a side where it could matter',
      find: 'if (mayCrossBeyondReach(opposite, taker)) return new DeeperBookNeeded(opposite.type);\n        break;',
      replace: 'break;',
    },
    {
      name: 'match: unknown maker',
      without: 'leaving makers beyond the reach alone',
      find: 'maker === undefined || !opposite.isKnownAt(maker)',
      replace: 'maker === undefined',
    },
    {
      name: 'match: self-trade',
      without: 'preventing trades of an account with itself',
      find: 'if (maker.account === taker.account && taker.account !== rules.sharedAccount) {',
      replace: 'if (maker.orderId === "") {',
    },
    {
      name: 'match: anonymous account',
      without: 'letting the shared account trade with itself',
      find: 'if (maker.account === taker.account && taker.account !== rules.sharedAccount) {',
      replace: 'if (maker.account === taker.account) {',
    },
    {
      name: 'match: self-trade rests on its maker',
      without: 'checking that the own order is still there when another is closed for it',
      find: "close(taker, 'SELF_TRADE_PREVENTION', [maker])",
      replace: "close(taker, 'SELF_TRADE_PREVENTION')",
    },
    {
      name: 'match: maker sets the price',
      without: 'trading at the price of the order that was in the book',
      find: 'const pricePerUnit = maker.pricePerUnit;',
      replace: 'const pricePerUnit = taker.pricePerUnit;',
    },
    {
      name: 'match: IOC',
      without: 'closing what an immediate order did not trade',
      find: "if (taker.timeInForce === 'GTC') this.side",
      replace: 'if (taker.timeInForce) this.side',
    },
    {
      name: 'match: fee of all trades',
      without: 'taking the fee of all trades of an order together',
      find: 'cumulativeValue: seller.tradedValue + BigInt(value)',
      replace: 'cumulativeValue: BigInt(value)',
    },
    {
      name: 'match: fee already charged',
      without: 'counting the fee that was charged before',
      find: 'charged: seller.feeCharged',
      replace: 'charged: 0n',
    },
    {
      name: 'FOK: checked before it trades',
      without: 'refusing a fill-or-kill order that cannot be filled whole',
      find: "if (verdict !== 'fillable') return",
      replace: "if (verdict !== 'fillable' && order.orderId === '') return",
    },
    {
      name: 'FOK: deeper book',
      without: 'asking for more of the book before a fill-or-kill order is refused',
      find: `    return mayCrossBeyondReach(opposite, order)
      ? new DeeperBookNeeded(opposite.type)
      : close(order, 'FILL_OR_KILL');`,
      replace: "    return close(order, 'FILL_OR_KILL');",
    },
    {
      name: 'FOK: unknown makers',
      without: 'counting only makers within the reach',
      find: '      if (!opposite.isKnownAt(maker)) break;\n',
      replace: '',
    },
    {
      name: 'FOK: limit',
      without: 'counting only makers within the limit',
      find: `      if (!crosses(order.type, order.pricePerUnit, maker.pricePerUnit)) {
        return close(order, 'FILL_OR_KILL');
      }
`,
      replace: '',
    },
    {
      name: 'FOK: expired makers',
      without: 'leaving expired makers out of the count',
      find: '      if (isExpired(maker, now)) continue;\n',
      replace: '',
    },
    {
      name: 'FOK: self-trade',
      without: 'refusing a fill-or-kill order that would meet its own account',
      find: 'if (maker.account === order.account && order.account !== rules.sharedAccount) {',
      replace: 'if (maker.orderId === "") {',
    },
    {
      name: 'FOK: self-trade rests on its maker',
      without:
        'checking that the own order is still there when a fill-or-kill order is refused for it',
      find: "close(order, 'SELF_TRADE_PREVENTION', [maker])",
      replace: "close(order, 'SELF_TRADE_PREVENTION')",
    },
    {
      name: 'FOK: fits one transaction',
      without: 'refusing a fill-or-kill order that one transaction cannot hold',
      find: 'if (fitsAtOnce(events)) return this.#arrival(order, events, true);',
      replace: 'if (events) return this.#arrival(order, events, true);',
    },
    {
      name: 'FOK: atomic',
      without: 'settling a fill-or-kill order in one piece',
      find: 'return this.#arrival(order, events, true);',
      replace: 'return this.#arrival(order, events);',
    },
    {
      name: 'FOK: book as it was',
      without: 'putting the book back when a fill-or-kill order is refused as too large',
      find: '      this.#restore(oppositeOf(order.type), before);\n',
      replace: '',
    },
    {
      name: 'FOK: too large rests on its makers',
      without: 'checking the makers for which a fill-or-kill order is refused as too large',
      find: "close(order, 'FILL_OR_KILL_TOO_LARGE', tooMany)",
      replace: "close(order, 'FILL_OR_KILL_TOO_LARGE')",
    },
    {
      name: 'FOK: no more makers than needed',
      without: 'checking only as many makers as a transaction can hold',
      find: 'before.slice(0, this.#smallestExcess(events))',
      replace: 'before.slice(0, events.length)',
    },
    {
      name: 'match: crossed book',
      without: 'ending with an error when the book is crossed after matching',
      find: 'if (bid && ask && bid.pricePerUnit >= ask.pricePerUnit) {',
      replace: 'if (bid && ask && bid.pricePerUnit === 0) {',
    },
    {
      name: 'match: order of the book',
      without: 'ending with an error when the book is out of price-time order',
      find: 'if (previous && comparePriority(side.type, previous, order) >= 0) {',
      replace: 'if (previous?.orderId === "") {',
    },
  ],
};
