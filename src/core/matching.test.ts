import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OracleBook } from '../../test/oracle/oracle-book.js';
import { BookSide } from './book-side.js';
import {
  type Arrival,
  DeeperBookNeeded,
  type MatchingEvent,
  type MatchingOptions,
  OrderBook,
} from './matching.js';
import type { BookOrder, OrderType, TimeInForce } from './order.js';

const accounts = ['ada', 'bob', 'cyd', 'anonymous'];

type Drawn = Omit<BookOrder, 'orderId' | 'tradedValue' | 'feeCharged'>;

const arrival: fc.Arbitrary<Drawn> = fc.record({
  type: fc.constantFrom<OrderType>('Buy', 'Sell'),
  account: fc.constantFrom(...accounts),
  pricePerUnit: fc.integer({ min: 8, max: 13 }),
  remainingQuantity: fc.integer({ min: 1, max: 12 }),
  timeInForce: fc.constantFrom<TimeInForce>('GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
  /** The book's time is 100: some have expired before they arrive. */
  expiresAt: fc.option(fc.constantFrom(90, 100, 101), { nil: undefined, freq: 6 }),
});

const arrivals = fc.array(arrival, { maxLength: 40 });

/** They hardly cross, so that both sides grow deep. */
const restingOrders = fc.array(arrival, { minLength: 4, maxLength: 30 }).map((all) =>
  all.map((one) => ({
    ...one,
    timeInForce: 'GTC' as const,
    remainingQuantity: 1 + (one.remainingQuantity % 4),
    pricePerUnit: one.pricePerUnit + (one.type === 'Sell' ? 1 : -2),
  })),
);

const takers = fc.array(arrival, { minLength: 1, maxLength: 4 });

/** How many orders of a side are known. */
const known = fc.integer({ min: 1, max: 4 });

const basisPoints = fc.constantFrom(0, 250, 333, 10_000);

function optionsWith(saleFeeBasisPoints = 0): MatchingOptions {
  return {
    rules: { saleFeeBasisPoints, sharedAccount: 'anonymous' },
    now: 100,
    fitsAtOnce: () => true,
  };
}

function toOrder(drawn: Drawn, index: number): BookOrder {
  return {
    ...drawn,
    orderId: `order-${String(index).padStart(4, '0')}`,
    tradedValue: 0n,
    feeCharged: 0n,
  };
}

function emptyBook(options: MatchingOptions): OrderBook {
  return new OrderBook(new BookSide('Buy'), new BookSide('Sell'), options);
}

describe('OrderBook', () => {
  it('does what the oracle does, and is valid after each step', () => {
    fc.assert(
      fc.property(arrivals, basisPoints, (steps, bps) => {
        const oracle = new OracleBook({ saleFeeBasisPoints: bps });
        const book = emptyBook(optionsWith(bps));
        steps.map(toOrder).forEach((order) => {
          const before = oracle.trades.length;
          oracle.arrive({ ...order, id: order.orderId, quantity: order.remainingQuantity }, 100);
          const { events } = complete(book.arrive(order));
          book.validate();
          expect(tradesOf(events)).toEqual(oracle.trades.slice(before));
          expect(closeReasonOf(events, order)).toBe(
            reasonOrNull(oracle.states.get(order.orderId)?.reason),
          );
          for (const type of ['Buy', 'Sell'] as const) {
            expect(book.side(type).orders.map(inShort)).toEqual(
              oracle.side(type).map(({ order: { id }, remaining }) => `${id} ${remaining}`),
            );
          }
        });
      }),
      { numRuns: 1_500, seed: 20_261_101 },
    );
  });

  it('asks for more where it knows a side only in part, or does what the whole book does', () => {
    let asked = 0;
    let answered = 0;
    fc.assert(
      fc.property(restingOrders, takers, known, known, (resting, drawn, buys, sells) => {
        const whole = emptyBook(optionsWith());
        for (const order of resting.map(toOrder)) whole.arrive(order);
        const part = new OrderBook(
          beginningOf(whole.buys, buys),
          beginningOf(whole.sells, sells),
          optionsWith(),
        );
        for (const [index, one] of drawn.entries()) {
          const quantity = one.remainingQuantity * 3;
          const order = toOrder({ ...one, remainingQuantity: quantity }, 9_000 + index);
          const answer = part.arrive(order);
          if (answer instanceof DeeperBookNeeded) {
            asked += 1;
            expect(part.side(answer.type).reach).toBeDefined();
            return;
          }
          answered += 1;
          const expected = complete(whole.arrive(order));
          expect(answer.events).toEqual(expected.events);
          expectBound(answer.bestBid, expected.bestBid, (bound, best) => bound >= best);
          expectBound(answer.bestAsk, expected.bestAsk, (bound, best) => bound <= best);
        }
      }),
      { numRuns: 3_000, seed: 20_261_101 },
    );
    expect(asked).toBeGreaterThan(100);
    expect(answered).toBeGreaterThan(1_000);
  });

  it('closes a fill-or-kill order that does not fit at once, and leaves the book as it was', () => {
    const book = emptyBook({ ...optionsWith(), fitsAtOnce: ({ length }) => length < 2 });
    const makers = [5, 3, 4].map((quantity, index) => sell(index, quantity, 10 + index));
    for (const maker of makers) book.arrive(maker);
    const taker = { ...sell(9, 12, 12), type: 'Buy', timeInForce: 'FOK' } as const;
    expect(complete(book.arrive(taker)).events).toEqual([
      {
        event: 'close',
        order: taker,
        reason: 'FILL_OR_KILL_TOO_LARGE',
        restsOn: makers.slice(0, 2),
      },
    ]);
    expect(book.sells.orders).toEqual(makers);
    expect(book.buys.orders).toEqual([]);
  });

  it('tells a broken book', () => {
    const withSides = (buys: BookOrder[], sells: BookOrder[]) =>
      new OrderBook(new BookSide('Buy', buys), new BookSide('Sell', sells), optionsWith());
    const bid = (price: number): BookOrder => ({ ...sell(2, 1, price), type: 'Buy' });
    expect(() => withSides([bid(10)], [sell(1, 1, 10)]).validate()).toThrow('crossed');
    expect(() => withSides([sell(1, 1, 10)], []).validate()).toThrow('wrong side');
    expect(() => withSides([], [sell(1, 0, 10)]).validate()).toThrow('rests with quantity 0');
    expect(() => withSides([], [sell(1, 1, 10), sell(1, 1, 10)]).validate()).toThrow('order');
    expect(() =>
      withSides([{ ...bid(10), expiresAt: 100 }], [sell(1, 1, 10)]).validate(),
    ).not.toThrow();
  });
});

function sell(index: number, remainingQuantity: number, pricePerUnit: number): BookOrder {
  return toOrder(
    {
      type: 'Sell',
      account: `account-${index}`,
      pricePerUnit,
      remainingQuantity,
      timeInForce: 'GTC',
      expiresAt: undefined,
    },
    index,
  );
}

function complete(answer: Arrival | DeeperBookNeeded): Arrival {
  if (answer instanceof DeeperBookNeeded) throw new Error('the whole book is known');
  return answer;
}

/** The first orders of a side, as a reader that stopped there would know it. */
function beginningOf({ type, orders }: BookSide, length: number): BookSide {
  return length >= orders.length
    ? new BookSide(type, orders)
    : new BookSide(type, orders.slice(0, length), orders[length - 1]);
}

function expectBound(
  bound: number | null,
  best: number | null,
  holds: (bound: number, best: number) => boolean,
): void {
  if (best === null) return;
  expect(bound).not.toBeNull();
  expect(holds(bound as number, best)).toBe(true);
}

function tradesOf(events: readonly MatchingEvent[]) {
  return events.flatMap((event) => {
    if (event.event !== 'trade') return [];
    const { maker, taker, quantity, pricePerUnit, fee } = event;
    const [buy, sold] = maker.type === 'Buy' ? [maker, taker] : [taker, maker];
    return {
      buyOrderId: buy.orderId,
      sellOrderId: sold.orderId,
      takerType: taker.type,
      quantity,
      pricePerUnit,
      fee,
    };
  });
}

function closeReasonOf(events: readonly MatchingEvent[], { orderId }: BookOrder): string | null {
  const close = events.find((event) => event.event === 'close' && event.order.orderId === orderId);
  return close?.event === 'close' ? close.reason : null;
}

/** A filled order is not closed by an event of its own. */
function reasonOrNull(reason: string | null | undefined): string | null {
  return reason === 'FILLED' || reason === undefined ? null : reason;
}

function inShort({ orderId, remainingQuantity }: BookOrder): string {
  return `${orderId} ${remainingQuantity}`;
}

describe('a fill-or-kill order', () => {
  const order = (index: number, given: Partial<Drawn>) =>
    toOrder(
      {
        type: 'Sell',
        account: 'ada',
        pricePerUnit: 10,
        remainingQuantity: 5,
        timeInForce: 'GTC',
        expiresAt: undefined,
        ...given,
      },
      index,
    );

  it.each([
    ['its own account', { account: 'bob', pricePerUnit: 12 }],
    ['a price that it does not reach', { account: 'cyd', pricePerUnit: 13 }],
  ])('is not closed for %s beyond what is known: others may lie between', (_, beyond) => {
    const best = order(1, {});
    const sells = new BookSide('Sell', [best, order(2, beyond)], best);
    const book = new OrderBook(new BookSide('Buy'), sells, optionsWith());
    const whole = { type: 'Buy', account: 'bob', timeInForce: 'FOK' } as const;
    const arrival = book.arrive(order(3, { ...whole, pricePerUnit: 12, remainingQuantity: 8 }));
    expect(arrival).toBeInstanceOf(DeeperBookNeeded);
  });

  it('does not count on an order that has expired', () => {
    const sells = new BookSide('Sell', [order(1, { expiresAt: 100 }), order(2, {})]);
    const book = new OrderBook(new BookSide('Buy'), sells, optionsWith());
    const whole = { type: 'Buy', account: 'bob', timeInForce: 'FOK' } as const;
    const arrival = book.arrive(order(3, { ...whole, remainingQuantity: 8 }));
    expect(arrival).toMatchObject({ events: [{ event: 'close', reason: 'FILL_OR_KILL' }] });
  });
});
