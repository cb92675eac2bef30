import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { marketEvent } from '../api/event-schemas.js';
import { MarketClient } from '../client/market-client.js';
import { parseMarketEvent } from '../client/parse-market-event.js';
import { eventFilterPattern, marketEventTypes } from '../deployment/events.js';
import type { DamagedItem, MarketWrite } from '../engine/store.js';
import { startRuntime } from '../local/runtime.js';
import { matchesEventPattern } from '../local/wake-up/event-pattern.js';
import type { MarketEvent } from '../model/market-event.js';
import { openOrder, trades } from '../store/contract/samples.contract.js';
import type { Attributes } from '../store/dynamodb/attributes.js';
import { keyOfWrite, toTransactItem } from '../store/dynamodb/stored-items.js';
import { createEnrichment } from './handler.js';
import type { LedgerChange } from './market-event.js';

const tables = { orders: 'orders', ledger: 'ledger' };

/** The change that a write of a new item makes. */
function changeBy(write: MarketWrite, eventName = 'INSERT'): LedgerChange {
  const { Put } = toTransactItem(write, keyOfWrite(write), tables);
  if (!Put?.Item) throw new Error(`${write.write} puts no item`);
  return change(Put.Item, eventName);
}

function change(item: Attributes, eventName: string): LedgerChange {
  const eventID = `${eventName} ${item.pk?.S} ${item.sk?.S}`;
  return { eventID, eventName, dynamodb: { NewImage: item } };
}

/** What comes out of the function, as JSON. */
async function enriched(
  changes: readonly LedgerChange[],
  onDamagedItem: (damaged: DamagedItem) => void = (damaged) => expect.fail(damaged.reason),
): Promise<MarketEvent[]> {
  const events = await createEnrichment({ onDamagedItem })(JSON.parse(JSON.stringify(changes)));
  return JSON.parse(JSON.stringify(events)) as MarketEvent[];
}

describe('the events of a market', () => {
  let runtime: Awaited<ReturnType<typeof startRuntime>>;
  let market: MarketClient;
  let events: MarketEvent[];

  beforeAll(async () => {
    runtime = await startRuntime({ rules: { saleFeeBasisPoints: 1_000 } });
    market = new MarketClient({ url: runtime.url });
    const base = { material: 'wheat', quantity: 100, pricePerUnit: 10 };
    const sell = await market.sell({ account: 'ada', ...base });
    await market.buy({ account: 'bob', ...base, quantity: 30, pricePerUnit: 12 });
    await runtime.pipeline.settled();
    await market.cancelOrder(sell.orderId);
    const { Items = [] } = await runtime.clients.dynamodb.send(
      new ScanCommand({ TableName: runtime.tables.ledger, ConsistentRead: true }),
    );
    const changes = Items.flatMap((item) =>
      ['INSERT', 'MODIFY'].map((eventName) => change(item, eventName)),
    );
    events = await enriched(changes.filter(passes));
  });

  afterAll(() => runtime?.stop());

  function of<Type extends MarketEvent['type']>(type: Type) {
    return events.filter((event) => event.type === type) as Extract<MarketEvent, { type: Type }>[];
  }

  it('are of each type, in the form that is described and that the client reads', () => {
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(marketEventTypes));
    for (const event of events) {
      expect(z.parse(marketEvent, event)).toEqual(event);
      expect(parseMarketEvent({ detail: event })).toEqual(event);
    }
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  });

  it('say what the market answers', async () => {
    const { items: closed } = await market.listOrders({ account: 'ada', status: 'CLOSED' });
    expect(of('OrderClosed').map(({ order }) => order)).toEqual(
      expect.arrayContaining([...closed]),
    );
    expect(of('OrderAccepted').map(({ order }) => order)).toContainEqual({
      ...closed[0],
      remainingQuantity: 100,
      status: 'OPEN',
      closeReason: null,
      closedAt: null,
    });
    const { items } = await market.listTrades({ material: 'wheat' });
    expect(of('TradesExecuted')).toMatchObject([{ material: 'wheat', trades: items }]);
    for (const account of ['ada', 'bob']) {
      const statement = await market.listStatement({ account });
      const lines = of('AccountCredited').flatMap((event) =>
        event.account === account ? event.lines : [],
      );
      expect(lines).toHaveLength(statement.items.length);
      expect(lines).toEqual(expect.arrayContaining([...statement.items]));
    }
    expect(of('AccountCredited').flatMap(({ lines }) => lines)).toContainEqual(
      expect.objectContaining({ line: 'TRADE', coins: 270, fee: 30 }),
    );
  });
});

describe('the function', () => {
  const order = openOrder();
  const accepted = changeBy({ write: 'insertOrderRecord', order });
  const traded = changeBy({
    write: 'putTrades',
    batch: { material: 'wheat', trades: trades('wheat', 1, 2) },
  });

  it('leaves a damaged item out, tells of it, and sends the rest', async () => {
    const damaged: DamagedItem[] = [];
    const broken = { ...traded.dynamodb.NewImage, trades: { S: '{"quantities":' } };
    const events = await enriched([accepted, change(broken, 'INSERT'), traded], (one) =>
      damaged.push(one),
    );
    expect(events.map(({ type }) => type)).toEqual(['OrderAccepted', 'TradesExecuted']);
    expect(damaged).toMatchObject([{ table: 'ledger', key: { partition: 'TRADES#wheat' } }]);
  });

  it('returns nothing for changes that say nothing', async () => {
    const refused = changeBy({ write: 'insertRefusal', order });
    const reopened = changeBy({
      write: 'replaceOrderRecord',
      expected: null,
      record: { ...order, closure: null },
    });
    const noted = changeBy({ write: 'putMaterial', material: 'wheat' });
    expect(await enriched([refused, { ...reopened, eventName: 'MODIFY' }, noted])).toEqual([]);
  });

  it('fails for what it was not made for, so that the pipe tries again and tells an operator', async () => {
    const strange = { eventID: 'x', eventName: 'INSERT', dynamodb: {} } as LedgerChange;
    await expect(enriched([strange])).rejects.toThrow(TypeError);
  });
});

function passes({ eventName, dynamodb: { NewImage } }: LedgerChange): boolean {
  const { pk, sk } = NewImage;
  const record = { eventName, dynamodb: { Keys: { pk, sk }, NewImage } };
  return marketEventTypes.some((type) => matchesEventPattern(eventFilterPattern(type), record));
}
