import fc from 'fast-check';
import { OrderBook, type Side as PackageSide } from 'nodejs-order-book';
import { describe, expect, it } from 'vitest';
import { OracleBook, type OracleOrder, type Side } from './oracle-book.js';

const flow = fc.array(
  fc.record({
    type: fc.constantFrom<Side>('Buy', 'Sell'),
    quantity: fc.integer({ min: 1, max: 20 }),
    pricePerUnit: fc.integer({ min: 1, max: 12 }),
    /** Cancels the order of that index instead, if there is one open. */
    cancels: fc.option(fc.nat({ max: 40 }), { freq: 5 }),
  }),
  { maxLength: 40 },
);

/** Trades in one form for both books. */
interface Fill {
  readonly maker: string;
  readonly taker: string;
  readonly quantity: number;
  readonly pricePerUnit: number;
}

describe('the oracle', () => {
  it('trades as an order book from the registry does: who, with whom, how much, at which price', () => {
    fc.assert(
      fc.property(flow, (steps) => {
        const oracle = new OracleBook();
        const other = new OrderBook();
        const remaining = new Map<string, number>();
        steps.forEach(({ type, quantity, pricePerUnit, cancels }, index) => {
          if (cancels !== null) {
            const wasOpen = oracle.cancel(String(cancels));
            expect(other.cancel(String(cancels)) !== undefined).toBe(wasOpen);
            return;
          }
          const id = String(index);
          const before = oracle.trades.length;
          oracle.arrive({ id, account: id, type, quantity, pricePerUnit, timeInForce: 'GTC' }, 0);
          remaining.set(id, quantity);
          const side = type.toLowerCase() as PackageSide;
          const result = other.limit({ id, side, size: quantity, price: pricePerUnit });
          expect(result.err).toBeNull();
          expect(oracle.trades.slice(before).map(toFill)).toEqual(fillsOf(id, result, remaining));
        });
      }),
      { numRuns: 1_000, seed: 20_261_101 },
    );
  });

  it('prefers the better price, then the earlier order, and trades at the resting price', () => {
    const book = new OracleBook();
    book.arrive(order('late', 'Sell', 5, 9), 0);
    book.arrive(order('dear', 'Sell', 5, 11), 0);
    book.arrive(order('later', 'Sell', 5, 9), 0);
    book.arrive(order('taker', 'Buy', 12, 11), 0);
    expect(book.trades.map(toFill)).toEqual([
      { maker: 'late', taker: 'taker', quantity: 5, pricePerUnit: 9 },
      { maker: 'later', taker: 'taker', quantity: 5, pricePerUnit: 9 },
      { maker: 'dear', taker: 'taker', quantity: 2, pricePerUnit: 11 },
    ]);
    expect(book.boxes.get('taker')).toMatchObject({ goodsBought: 12n, coinsRefunded: 20n });
  });

  it('charges many small fills what one large one costs', () => {
    const book = new OracleBook({ saleFeeBasisPoints: 333 });
    book.arrive(order('seller', 'Sell', 10, 7), 0);
    for (let index = 0; index < 10; index += 1) book.arrive(order(`b${index}`, 'Buy', 1, 7), 0);
    const charged = book.trades.reduce((sum, { fee }) => sum + fee, 0);
    expect(charged).toBe(Math.floor((70 * 333) / 10_000));
  });
});

function order(id: string, type: Side, quantity: number, pricePerUnit: number): OracleOrder {
  return { id, account: id, type, quantity, pricePerUnit, timeInForce: 'GTC' };
}

function toFill(trade: OracleBook['trades'][number]): Fill {
  const { buyOrderId, sellOrderId, takerType, quantity, pricePerUnit } = trade;
  const [maker, taker] =
    takerType === 'Buy' ? [sellOrderId, buyOrderId] : [buyOrderId, sellOrderId];
  return { maker, taker, quantity, pricePerUnit };
}

/** That package answers with the orders that are filled, and one that is filled in part. */
function fillsOf(
  taker: string,
  result: ReturnType<OrderBook['limit']>,
  remaining: Map<string, number>,
): Fill[] {
  const makers = result.done.filter(({ id }) => id !== taker);
  const fills = makers.map((maker) => {
    const quantity = remaining.get(maker.id) ?? Number.NaN;
    const pricePerUnit = 'price' in maker ? maker.price : Number.NaN;
    return { maker: maker.id, taker, quantity, pricePerUnit };
  });
  const { partial, partialQuantityProcessed: quantity } = result;
  if (partial && partial.id !== taker) {
    fills.push({ maker: partial.id, taker, quantity, pricePerUnit: partial.price });
  }
  for (const fill of fills) {
    for (const id of [fill.maker, fill.taker]) {
      remaining.set(id, (remaining.get(id) ?? 0) - fill.quantity);
    }
  }
  return fills;
}
