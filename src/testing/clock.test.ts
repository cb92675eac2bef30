import { isMarketError } from 'material-market';
import { TestClock, TestMarket } from 'material-market/testing';
import { describe, expect, it } from 'vitest';

const wheat = { material: 'wheat', quantity: 10, pricePerUnit: 10 };
const start = '2026-01-01T00:00:00.000Z';

describe('TestClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new TestClock(start);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.now()).toBe(Date.parse(start));
    clock.advance({ hours: 1, minutes: 30 });
    expect(clock.in({})).toBe('2026-01-01T01:30:00.000Z');
    expect(clock.in({ days: 1, milliseconds: 5 })).toBe('2026-01-02T01:30:00.005Z');
    clock.advanceTo(new Date('2026-02-01T00:00:00Z'));
    expect(clock.in({})).toBe('2026-02-01T00:00:00.000Z');
  });

  it('adds up steps of less than a millisecond', () => {
    const clock = new TestClock(start);
    for (let step = 0; step < 7_000; step += 1) clock.advance({ days: 1 / 7_000 });
    expect(clock.in({})).toBe('2026-01-02T00:00:00.000Z');
  });

  it.each([
    [(clock: TestClock) => clock.advance({ hours: -1 }), 'hours'],
    [(clock: TestClock) => clock.advance({ seconds: Number.NaN }), 'seconds'],
    [(clock: TestClock) => clock.advance({ weeks: 1 } as object), 'weeks'],
    [(clock: TestClock) => clock.advance({ days: 1e9 }), ''],
    [(clock: TestClock) => clock.advanceTo('2025-12-31T00:00:00Z'), ''],
    [(clock: TestClock) => clock.advanceTo('soon'), ''],
    [() => new TestClock(-1), ''],
  ])('refuses what is no way forward: %s', (move, path) => {
    const clock = new TestClock(start);
    try {
      move(clock);
      expect.unreachable();
    } catch (error) {
      expect(isMarketError(error) && error.issues[0]).toMatchObject({ path });
    }
    expect(clock.in({})).toBe(start);
  });
});

describe('the time of a market', () => {
  it('is that of its answers', async () => {
    const { client, clock } = new TestMarket({ now: start });
    clock.advance({ minutes: 10 });
    const sell = await client.sell({ ...wheat, account: 'ada' });
    expect(sell.acceptedAt).toBe('2026-01-01T00:10:00.000Z');
    await client.buy({ ...wheat, account: 'bob' });
    clock.advance({ hours: 5 });
    // Matched when it landed, however late anyone looks.
    expect(await client.getOrder(sell.orderId)).toMatchObject({ closedAt: sell.acceptedAt });
    const receipt = await client.collect('ada');
    expect(receipt.collectedAt).toBe('2026-01-01T05:10:00.000Z');
  });

  it('closes what expires on the way at its own time, with what it holds given back', async () => {
    const market = new TestMarket({ now: start });
    const { client, clock } = market;
    const inTime = await client.sell({
      ...wheat,
      account: 'ada',
      expiresAt: clock.in({ hours: 1 }),
    });
    const late = await client.buy({
      ...wheat,
      account: 'bob',
      pricePerUnit: 9,
      expiresAt: clock.in({ hours: 3 }),
    });
    clock.advance({ minutes: 59 });
    await client.buy({ ...wheat, account: 'eve', quantity: 4 });
    clock.advance({ hours: 1 });
    await client.buy({ ...wheat, account: 'eve', quantity: 4 });
    expect(await client.getOrder(inTime.orderId)).toMatchObject({
      status: 'EXPIRED',
      closeReason: 'EXPIRED',
      remainingQuantity: 6,
      closedAt: '2026-01-01T01:00:00.000Z',
    });
    expect(await client.getDeliveries('ada')).toMatchObject({ coins: 40, goods: { wheat: 6 } });
    clock.advance({ days: 30 });
    expect(await client.getDeliveries('bob')).toMatchObject({ coins: 90 });
    await expect(client.cancelOrder(late.orderId)).rejects.toMatchObject({
      code: 'ORDER_NOT_OPEN',
    });
    expect(await market.audit()).toMatchObject({ ok: true, trades: 1, openOrders: 1 });
  });

  it('refuses an order whose time is over by it', async () => {
    const { client, clock } = new TestMarket({ now: '2400-01-01T00:00:00Z' });
    const order = { ...wheat, account: 'ada' };
    await expect(client.sell({ ...order, expiresAt: clock.in({}) })).rejects.toMatchObject({
      issues: [{ path: 'expiresAt', message: 'must be in the future' }],
    });
    await client.sell({ ...order, expiresAt: clock.in({ milliseconds: 1 }) });
  });

  it('draws candles by the hour, and looks back one day in the ticker', async () => {
    const { client, clock } = new TestMarket({ now: start });
    for (let hour = 0; hour < 30; hour += 1) {
      const pricePerUnit = 100 + hour;
      await client.sell({ ...wheat, account: 'ada', pricePerUnit });
      clock.advance({ minutes: 30 });
      await client.buy({ ...wheat, account: 'bob', pricePerUnit: 200 });
      clock.advance({ minutes: 30 });
    }
    const candles = [];
    for await (const candle of client.listCandles('wheat', { interval: '1h' }))
      candles.push(candle);
    expect(candles).toHaveLength(30);
    expect(candles[0]).toMatchObject({ open: 129, openTime: '2026-01-02T05:00:00.000Z' });
    expect(candles[29]).toMatchObject({ open: 100, volume: 10, trades: 1, openTime: start });
    const { day, lastPrice, lastTradeAt } = await client.getTicker('wheat');
    expect({ lastPrice, lastTradeAt }).toEqual({
      lastPrice: 129,
      lastTradeAt: '2026-01-02T05:30:00.000Z',
    });
    // It is 06:00 now: the hours from 07:00 of the day before on.
    expect(day).toMatchObject({ open: 107, close: 129, low: 107, high: 129, trades: 23 });
    clock.advance({ days: 2 });
    expect((await client.getTicker('wheat')).day).toBeNull();
  });
});
