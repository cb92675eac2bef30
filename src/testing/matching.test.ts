import type { Order, Trade } from 'material-market';
import { TestMarket } from 'material-market/testing';
import { describe, expect, it } from 'vitest';
import { OracleBook } from '../../test/oracle/oracle-book.js';
import { SeededRandom } from '../../test/simulation/random.js';
import { oracleOrder } from '../../test/simulation/sequential-oracle.js';

const saleFeeBasisPoints = 250;

describe('a market that matches only when somebody looks', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
    'ends as a sequential book does (seed %i)',
    async (seed) => {
      const random = new SeededRandom(seed);
      const market = new TestMarket({ rules: { saleFeeBasisPoints } });
      const { client, clock } = market;
      const oracle = new OracleBook({ saleFeeBasisPoints });
      const posted: Order[] = [];
      const looks = random.next() / 10;
      for (let step = 0; step < 400; step += 1) {
        const order = await client.placeOrder({
          account: `account-${random.below(12)}`,
          type: random.pick(['Buy', 'Sell']),
          material: 'wheat',
          quantity: 1 + random.below(20),
          pricePerUnit: 95 + random.below(10),
          timeInForce: random.pick(['GTC', 'GTC', 'GTC', 'GTC', 'IOC', 'FOK']),
          ...(random.chance(0.2) && { expiresAt: clock.in({ seconds: 1 + random.below(60) }) }),
        });
        oracle.arrive(oracleOrder(order), clock.now());
        posted.push(order);
        if (random.chance(0.5)) clock.advance({ seconds: random.below(10) });
        if (random.chance(looks)) await cancelAny();
      }
      oracle.expire(clock.now());

      const orders = await Promise.all(posted.map(({ orderId }) => client.getOrder(orderId)));
      expect(orders.map(inShort)).toEqual(
        posted.map(({ orderId }) => {
          const { status, remaining, reason } = oracle.states.get(orderId) ?? {};
          return [orderId, status, remaining, reason];
        }),
      );
      const trades: Trade[] = [];
      for await (const trade of client.listTrades({ material: 'wheat' })) trades.unshift(trade);
      expect(trades).toMatchObject(oracle.trades);
      expect(trades).toHaveLength(oracle.trades.length);
      expect(await market.audit()).toMatchObject({ ok: true, crossed: [] });

      /** Nothing is matched by looking at it that would not have been anyway. */
      async function cancelAny(): Promise<void> {
        const { orderId } = random.pick(posted as [Order, ...Order[]]);
        oracle.expire(clock.now());
        const wasOpen = oracle.cancel(orderId);
        const isCancelled = await client.cancelOrder(orderId).then(
          () => true,
          () => false,
        );
        expect({ orderId, isCancelled }).toEqual({
          orderId,
          isCancelled: wasOpen || oracle.states.get(orderId)?.status === 'CANCELLED',
        });
      }
    },
  );

  it('gives a trade the time of its later order', async () => {
    const { client, clock } = new TestMarket();
    const order = { material: 'wheat', quantity: 1, pricePerUnit: 10 };
    for (let minute = 0; minute < 50; minute += 1) {
      await client.sell({ ...order, account: 'ada', pricePerUnit: 10 + minute });
      clock.advance({ minutes: 1 });
    }
    const { acceptedAt } = await client.buy({
      ...order,
      account: 'bob',
      pricePerUnit: 11,
      quantity: 2,
    });
    clock.advance({ days: 1 });
    const { items } = await client.listTrades({ account: 'bob' });
    expect(items.map(({ executedAt }) => executedAt)).toEqual([acceptedAt, acceptedAt]);
  });
});

function inShort({ orderId, status, remainingQuantity, closeReason }: Order) {
  return [orderId, status, remainingQuantity, closeReason];
}
