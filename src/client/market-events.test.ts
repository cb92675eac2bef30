import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { eventDetailPattern, marketEventTypes } from '../deployment/events.js';
import { startRuntime } from '../local/runtime.js';
import { matchesEventPattern } from '../local/wake-up/event-pattern.js';
import { MarketClient } from './market-client.js';
import { type MarketEvent, parseMarketEvent } from './market-events.js';

it('reads what is in the Ledger as the events that the construct sends', async () => {
  const runtime = await startRuntime({ rules: { saleFeeBasisPoints: 1_000 } });
  try {
    const market = new MarketClient({ url: runtime.url });
    const base = { material: 'wheat', quantity: 100, pricePerUnit: 10 };
    const sell = await market.sell({ account: 'ada', ...base });
    const buy = await market.buy({ account: 'bob', ...base, quantity: 30, pricePerUnit: 12 });
    await runtime.pipeline.settled();
    const cancelled = await market.cancelOrder(sell.orderId);

    const { Items = [] } = await runtime.clients.dynamodb.send(
      new ScanCommand({ TableName: runtime.tables.ledger, ConsistentRead: true }),
    );
    const events = Items.flatMap((item) => eventsOf(item));
    const of = <Type extends MarketEvent['type']>(type: Type) =>
      events.filter((event) => event.type === type) as Extract<MarketEvent, { type: Type }>[];

    expect(of('OrderAccepted').map(({ order }) => order)).toEqual(
      expect.arrayContaining([sell, buy]),
    );
    const { returned: _, ...closedSell } = cancelled;
    expect(of('OrderClosed').map(({ order }) => order)).toEqual(
      expect.arrayContaining([closedSell, await market.getOrder(buy.orderId)]),
    );
    const { items: trades } = await market.listTrades({ material: 'wheat' });
    expect(of('TradesExecuted')).toMatchObject([{ material: 'wheat', trades }]);
    const credited = of('AccountCredited');
    const linesOf = (account: string) =>
      credited.filter((event) => event.account === account).flatMap(({ lines }) => lines);
    for (const account of ['ada', 'bob']) {
      const { items } = await market.listStatement({ account });
      expect(linesOf(account)).toHaveLength(items.length);
      expect(linesOf(account)).toEqual(expect.arrayContaining([...items]));
    }
    expect(linesOf('ada')).toContainEqual(
      expect.objectContaining({ line: 'TRADE', coins: 270, fee: 30 }),
    );
  } finally {
    await runtime.stop();
  }
});

/** Every event that the changes which led to an item make, as a rule on the bus tells them apart. */
function eventsOf(item: Record<string, AttributeValue>): MarketEvent[] {
  return ['INSERT', 'MODIFY'].flatMap((change) => {
    const detail = { changeId: 'change-1', change, item };
    const types = marketEventTypes.filter((type) =>
      matchesEventPattern(eventDetailPattern(type), detail),
    );
    if (types.length === 0) return [];
    const event = parseMarketEvent({ detail });
    expect(types).toEqual([event.type]);
    return [event];
  });
}

it.each([
  ['nothing', undefined],
  ['another detail', { id: 1 }],
  [
    'an item that is no event',
    {
      changeId: 'x',
      change: 'INSERT',
      item: { pk: { S: 'EXPIRING#2026' }, sk: { S: '2026#id' } },
    },
  ],
  [
    'an item of something else',
    {
      changeId: 'x',
      change: 'INSERT',
      item: { pk: { S: 'a' }, sk: { S: 'b' } },
    },
  ],
])('refuses %s', (_, detail) => {
  expect(() => parseMarketEvent({ detail })).toThrow(
    expect.objectContaining({ code: 'VALIDATION_FAILED' }),
  );
});
