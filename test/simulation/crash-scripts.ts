import type { Act, Script } from './crash-script.js';
import { epoch, type Posting } from './simulated-market.js';

type More = Partial<Omit<Posting, 'type' | 'quantity' | 'pricePerUnit'>>;

function sell(label: string, quantity: number, pricePerUnit: number, more: More = {}): Act {
  return { does: 'post', label, posting: { type: 'Sell', quantity, pricePerUnit, ...more } };
}

function buy(label: string, quantity: number, pricePerUnit: number, more: More = {}): Act {
  return { does: 'post', label, posting: { type: 'Buy', quantity, pricePerUnit, ...more } };
}

function wake(...labels: string[]): Act {
  return { does: 'wake', labels };
}

function cancel(label: string): Act {
  return { does: 'cancel', label };
}

function amend(label: string, quantity: number): Act {
  return { does: 'amend', label, quantity };
}

function collect(account: string, collectionId: string): Act {
  return { does: 'collect', account, collectionId };
}

function numbered<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const rungs = numbered(40, (index) => `rung-${index}`);
const later = { timeInForce: 'GTC', expiresAt: new Date(epoch + 60_000).toISOString() } as const;

/**
 * A sweep over 40 orders of 40 accounts takes several transactions. In the same wake-up, after it,
 * come orders that cross one another but not the book as it was, and a fill-or-kill order that does
 * not fit into what is left of a transaction.
 */
const sweep: Script = {
  name: 'a sweep over 40 orders',
  saleFeeBasisPoints: 333,
  before: [
    ...rungs.map((label, index) => sell(label, 3, 10 + (index % 3))),
    buy('low', 4, 5),
    wake(...rungs, 'low'),
  ],
  acts: [
    buy('sweeper', 85, 12),
    sell('cheap', 9, 4),
    buy('lowest', 2, 4),
    buy('fill-or-kill', 24, 12, { timeInForce: 'FOK' }),
    buy('rest', 1, 11),
    wake('sweeper', 'cheap', 'lowest', 'fill-or-kill', 'rest'),
    sell('next', 7, 11),
    wake('next'),
    wake('sweeper', 'next'),
  ],
};

const timeInForce: Script = {
  name: 'time in force, expiry, self-trades and fees',
  saleFeeBasisPoints: 250,
  before: [
    sell('short-lived', 5, 9, later),
    sell('own', 5, 11, { account: 'ada' }),
    sell('a', 7, 10),
    sell('b', 7, 10),
    sell('nobody', 3, 12, { account: 'anonymous' }),
    wake('short-lived', 'own', 'a', 'b', 'nobody'),
    { does: 'wait', milliseconds: 120_000 },
  ],
  acts: [
    buy('killed', 40, 10, { timeInForce: 'FOK' }),
    buy('whole', 9, 10, { timeInForce: 'FOK' }),
    buy('immediate', 2, 10, { timeInForce: 'IOC' }),
    buy('out-of-reach', 2, 2, { timeInForce: 'IOC' }),
    wake('out-of-reach'),
    wake('killed', 'whole', 'immediate'),
    buy('self', 9, 13, { account: 'ada' }),
    buy('nobody-either', 9, 13, { account: 'anonymous' }),
    buy('rest-of-immediate', 9, 12, { timeInForce: 'IOC' }),
    wake('rest-of-immediate'),
    wake('self', 'nobody-either', 'whole'),
  ],
};

const tooLarge: Script = {
  name: 'a fill-or-kill order that fills a transaction to its last write',
  before: [
    // Head, trades, and taker with record, box and statement are 6 writes: 23 makers fit.
    ...rungs.slice(0, 23).map((label) => sell(label, 1, 10)),
    buy('low', 4, 5),
    wake(...rungs.slice(0, 23), 'low'),
  ],
  acts: [sell('lowest', 4, 5), buy('fits', 23, 10, { timeInForce: 'FOK' }), wake('lowest', 'fits')],
};

/** Ids below the watermark, landed when later orders had been dealt with. */
const landedLate: Script = {
  name: 'orders that land late',
  before: [sell('ask', 10, 12), buy('bid', 10, 8), wake('ask', 'bid')],
  acts: [
    buy('late-bid', 6, 9, { landedLateBy: 3 }),
    sell('seller', 8, 9),
    wake('seller'),
    wake('late-bid'),
    sell('late-taker', 4, 7, { landedLateBy: 5, timeInForce: 'IOC' }),
    wake('late-taker'),
    buy('late-buyer', 3, 14, { landedLateBy: 9 }),
    wake('late-buyer', 'ask'),
    sell('late-behind', 3, 13, { landedLateBy: 9 }),
    buy('taker', 30, 13),
    wake('taker', 'late-behind'),
  ],
};

const clients: Script = {
  name: 'posts, cancellations and collections',
  saleFeeBasisPoints: 10_000,
  acts: [
    sell('a', 5, 10, { account: 'ada' }),
    buy('b', 3, 12, { account: 'bob' }),
    wake('a', 'b'),
    collect('ada', 'first'),
    cancel('a'),
    collect('ada', 'first'),
    collect('ada', 'second'),
    collect('bob', 'first'),
    collect('bob', 'nothing-left'),
    sell('c', 1, 1),
    cancel('c'),
    wake('c'),
  ],
};

const amendments: Script = {
  name: 'amendments before, between and after trades',
  saleFeeBasisPoints: 250,
  acts: [
    sell('a', 9, 10, { account: 'ada' }),
    amend('a', 8),
    buy('b', 3, 12, { account: 'bob' }),
    wake('a', 'b'),
    amend('a', 5),
    amend('a', 3),
    collect('ada', 'first'),
    buy('c', 9, 8),
    amend('c', 2),
    wake('c'),
  ],
};

const boxes = numbered(105, (index) => `goods-${index}`);

const manyBoxes: Script = {
  name: 'a collection over 105 boxes',
  before: boxes.flatMap((material) => [
    sell(material, 2, 7, { account: 'ada', material }),
    cancel(material),
  ]),
  acts: [
    collect('ada', 'first'),
    sell('again', 2, 7, { account: 'ada', material: 'goods-0' }),
    cancel('again'),
    collect('ada', 'first'),
    collect('ada', 'second'),
  ],
};

export const crashScripts: readonly Script[] = [
  sweep,
  timeInForce,
  tooLarge,
  landedLate,
  clients,
  amendments,
  manyBoxes,
];
