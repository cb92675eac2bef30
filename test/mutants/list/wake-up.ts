import type { MutatedFile } from '../mutant.js';

export const wakeUp: MutatedFile = {
  file: 'src/engine/matching/wake-material.ts',
  tests: [
    'src/engine/matching/wake-material.test.ts',
    'src/engine/matching/wake-depth.test.ts',
    'src/engine/matching/set-aside.test.ts',
    'src/engine/sweep.test.ts',
    'src/testing/matching.test.ts',
    'src/matcher/handler.test.ts',
  ],
  mutants: [
    {
      name: 'wake: watermark of the head',
      without: 'never going back behind the watermark of the head',
      find: '    head.watermark,\n    ...(acceptedBefore',
      replace: "    '',\n    ...(acceptedBefore",
    },
    {
      name: 'wake: watermark of the named',
      without: 'dealing with all orders up to the latest one that a record names',
      find: '    ...named.map(({ orderId }) => orderId),\n',
      replace: '',
    },
    {
      name: 'wake: latest named',
      without: 'taking the latest of the named orders for the watermark',
      find: '].reduce(laterOrderId);',
      replace: '].reduce((_, id) => id);',
    },
    {
      name: 'wake: lost wake-ups',
      without: 'dealing with orders whose wake-ups are lost',
      find: '...(acceptedBefore > 0 ? [lastOrderIdBefore(acceptedBefore)] : []),',
      replace: '',
    },
    {
      name: 'wake: head goes first',
      without: 'reading the head before the book',
      find: `  const head = (await market.store.getHead(material)) ?? initialHead(material);
  const watermark = [
    head.watermark,
    ...(acceptedBefore > 0 ? [lastOrderIdBefore(acceptedBefore)] : []),
    ...named.map(({ orderId }) => orderId),
  ].reduce(laterOrderId);
  const now = market.now();
  const standingOf = (order: OpenOrder) => standing(order, head, watermark);
  const sideOf = (type: OrderType) =>
    new SideReader(market.store, material, type, standingOf, now, named.length);
  const buys = sideOf('Buy');
  const sells = sideOf('Sell');
  await Promise.all([buys.readMore(), sells.readMore()]);
`,
      replace: `  let head = (await market.store.getHead(material)) ?? initialHead(material);
  const watermark = [
    head.watermark,
    ...(acceptedBefore > 0 ? [lastOrderIdBefore(acceptedBefore)] : []),
    ...named.map(({ orderId }) => orderId),
  ].reduce(laterOrderId);
  const now = market.now();
  const standingOf = (order: OpenOrder) => standing(order, head, watermark);
  const sideOf = (type: OrderType) =>
    new SideReader(market.store, material, type, standingOf, now, named.length);
  const buys = sideOf('Buy');
  const sells = sideOf('Sell');
  await Promise.all([buys.readMore(), sells.readMore()]);
  head = (await market.store.getHead(material)) ?? head;
`,
    },
    {
      name: 'wake: unseen',
      without: 'leaving orders later than the watermark to their own wake-up',
      find: "  if (orderId > watermark) return 'unseen';\n",
      replace: '',
    },
    {
      name: 'wake: arriving',
      without: 'telling by the watermark of the head which orders are new',
      find: "  if (orderId > head.watermark) return 'arriving';\n",
      replace: '',
    },
    {
      name: 'wake: immediate orders arrive',
      without: 'dealing with an immediate order that landed late',
      find: "  if (timeInForce !== 'GTC') return 'arriving';\n",
      replace: '',
    },
    {
      name: 'wake: spread',
      without: 'dealing with an order within the spread that landed late',
      find: "return isWithinSpread ? 'arriving' : 'resting';",
      replace: "return isWithinSpread ? 'resting' : 'resting';",
    },
    {
      name: 'wake: no best price',
      without: 'taking a side without a best price for all spread',
      find: 'best === null || (type',
      replace: 'best !== null && (type',
    },
    {
      name: 'wake: spread of buys',
      without: 'telling which Buy lies within the spread',
      find: "type === 'Buy' ? pricePerUnit > best :",
      replace: "type === 'Buy' ? false :",
    },
    {
      name: 'wake: spread of sells',
      without: 'telling which Sell lies within the spread',
      find: ': pricePerUnit < best);',
      replace: ': false);',
    },
    {
      name: 'wake: spread is open',
      without: 'taking an order at the best price for one that rests',
      find: "type === 'Buy' ? pricePerUnit > best : pricePerUnit < best",
      replace: "type === 'Buy' ? pricePerUnit >= best : pricePerUnit <= best",
    },
    {
      name: 'wake: as far as can trade',
      without: 'reading both sides as far as they can trade',
      find: `  await readAsFarAsCanTrade(buys, sells);
  const outOfReach`,
      replace: '  const outOfReach',
    },
    {
      name: 'wake: immediate orders out of reach',
      without: 'closing immediate orders that lie too deep to trade',
      find: 'return found.filter((order) => order !== undefined);',
      replace: 'return found.filter(() => false) as OpenOrder[];',
    },
    {
      name: 'wake: order of acceptance',
      without: 'matching in order of acceptance',
      find: '    .sort((a, b) => (a.orderId < b.orderId ? -1 : 1));\n',
      replace: ';\n',
    },
    {
      name: 'wake: fence',
      without: 'taking a lost fence for what it is',
      find: "if (rejected.some(({ write }) => write === 'putHead')) {",
      replace: "if (rejected.some(({ write }) => write === ('' as string))) {",
    },
    {
      name: 'wake: named orders take a version',
      without: 'taking a new version of the head for named orders that change nothing',
      find: 'const isFenced = named.length > 0;',
      replace: 'const isFenced = false;',
    },
    {
      name: 'wake: replan',
      without: 'planning anew when an order changed meanwhile',
      find: 'if (rejected.length > 0) return rejected;',
      replace: 'if (rejected.length > 0) return [];',
    },
    {
      name: 'wake: bound of plans',
      without: 'ending after a number of plans in vain',
      find: 'while (replans < maxReplans) {',
      replace: 'while (replans > -1) {',
    },
    {
      name: 'wake: unrecorded orders',
      without: 'setting aside an order without an open record',
      find: 'const wasSetAside = await setAsideUnrecorded(market, rejected, done);',
      replace: 'const wasSetAside = false as boolean;',
    },
    {
      name: 'wake: set aside is no plan in vain',
      without: 'planning as often as orders are set aside',
      find: 'if (!wasSetAside) replans += 1;',
      replace: 'replans += 1;',
    },
  ],
};
