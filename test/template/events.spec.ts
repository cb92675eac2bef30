import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { auditMarket, type MarketEvent, parseMarketEvent } from 'material-market';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { marketEvent } from '../../src/api/event-schemas.js';
import { type CloudAssembly, synthesise } from './cloud-assembly.js';
import { Deployment } from './deployment.js';
import type { BusEvent, EventBus } from './event-bus.js';
import { explained, explainedWithEvents } from './explained.js';
import { type GameServer, startGameServer } from './game-server.js';
import { stackWithEvents } from './stacks.js';

let assembly: CloudAssembly;
let deployment: Deployment;
let game: GameServer;
let bus: EventBus;

beforeAll(async () => {
  assembly = synthesise(stackWithEvents);
  deployment = await Deployment.start(assembly, 'Events');
  game = await startGameServer(deployment);
  [bus] = deployment.buses as [EventBus];
});

afterAll(async () => {
  await game?.stop();
  await deployment?.stop();
  assembly?.remove();
});

/** The last events of the bus, of each type in their order. */
function newEvents(): MarketEvent[] {
  return bus.events.splice(0).map((event) => {
    const told = parseMarketEvent(event);
    // What went out is what is described, and nothing else.
    expect(z.parse(marketEvent, event.detail)).toEqual(event.detail);
    expect(told).toEqual(event.detail);
    expect(event['detail-type']).toBe(told.type);
    return told;
  });
}

async function trade(material: string): Promise<void> {
  // The public URL takes requests as they are.
  await game.marketByUrl.sell({ account: 'ada', material, quantity: 10, pricePerUnit: 10 });
  await game.marketByUrl.buy({ account: 'ben', material, quantity: 4, pricePerUnit: 12 });
  await deployment.settled();
}

describe('the template of a public market with events, run', () => {
  it('tells the bus of orders, trades and credits', async () => {
    await trade('wheat');
    expect(bus.events[0]).toMatchObject({
      source: 'material-market',
      'detail-type': 'OrderAccepted',
      resources: [expect.stringMatching(/:table\/Events-MarketLedger/)],
    });
    const events = newEvents();
    expect(ofType(events, 'OrderAccepted')).toMatchObject([
      { order: { account: 'ada', type: 'Sell', status: 'OPEN' } },
      { order: { account: 'ben', type: 'Buy', status: 'OPEN' } },
    ]);
    expect(ofType(events, 'TradesExecuted')).toMatchObject([
      { material: 'wheat', trades: [{ sequence: 1, quantity: 4, pricePerUnit: 10 }] },
    ]);
    expect(ofType(events, 'OrderClosed')).toMatchObject([
      { order: { account: 'ben', status: 'FILLED' } },
    ]);
    expect(ofType(events, 'AccountCredited').map(accountOf).sort()).toEqual(['ada', 'ben']);
    expect(events).toHaveLength(6);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(6);
  });

  it('says nothing when nothing happens to an account', async () => {
    await game.market.collect('ada', { collectionId: 'c' });
    await deployment.settled();
    expect(newEvents()).toEqual([]);
  });

  it('sends orders and trades as the market answers them', async () => {
    await trade('iron');
    const events = newEvents();
    const { items: trades } = await game.market.listTrades({ material: 'iron' });
    expect(ofType(events, 'TradesExecuted')).toMatchObject([{ material: 'iron', trades }]);
    const [{ order: closed } = { order: undefined }] = ofType(events, 'OrderClosed');
    expect(closed).toEqual(await game.market.getOrder(closed?.orderId ?? ''));
    const { items: lines } = await game.market.listStatement({ account: 'ben', limit: 2 });
    const ben = ofType(events, 'AccountCredited').find(({ account }) => account === 'ben');
    expect(ben).toMatchObject({ material: 'iron', lines });
  });

  it('leaves a damaged item out, says so in the log, and sends what comes after', async () => {
    const { MATERIAL_MARKET_LEDGER_TABLE: TableName } = game.environment;
    const key = { pk: { S: 'TRADES#tin' }, sk: { S: '0000000000000001' } };
    const Item = { ...key, trades: { S: '{"quantities":' } };
    await deployment.dynamodb.send(new PutItemCommand({ TableName, Item }));
    await trade('gold');
    expect(newEvents()).toHaveLength(6);
    expect(deployment.function('Enrichment').output).toMatch(
      /TRADES#tin.* of the ledger table is damaged and was left out/,
    );
    expect(deployment.deadLetters).toEqual([]);
    // The audit would name it.
    await deployment.dynamodb.send(new DeleteItemCommand({ TableName, Key: key }));
  });

  it('keeps in the queue what the bus refuses, and sends the rest', async () => {
    bus.refuses = (event: BusEvent) => {
      const told = parseMarketEvent(event);
      return told.type === 'AccountCredited' && told.account === 'ben';
    };
    await trade('copper');
    const events = newEvents();
    expect(ofType(events, 'AccountCredited').map(accountOf)).toEqual(['ada']);
    expect(events).toHaveLength(5);
    expect(deployment.deadLetters).toMatchObject([
      { DDBStreamBatchInfo: { batchSize: 1, streamArn: expect.stringMatching(/Ledger/) } },
    ]);
  });

  it('has lost and made no coin and no good', async () => {
    const { MATERIAL_MARKET_ORDERS_TABLE: orders, MATERIAL_MARKET_LEDGER_TABLE: ledger } =
      game.environment;
    const report = await auditMarket({
      tables: { orders: orders ?? '', ledger: ledger ?? '' },
      dynamoDBClient: deployment.dynamodb,
    });
    expect(report).toMatchObject({ ok: true, differences: [], trades: 4 });
  });
});

describe('the roles of the template, after that run', () => {
  it('were refused nothing', () => {
    for (const [name, role] of deployment.roles.named('Events')) {
      expect([name, ...role.refused]).toEqual([name]);
    }
  });

  it('of the pipe to the bus used or explained all', () => {
    const role = deployment.roles.named('Events').get('MarketEventsRole');
    expect(role?.unused).toEqual(Object.keys(explainedWithEvents).sort());
  });

  it('of the enrichment used or explained all, and may do nothing on the tables', () => {
    const role = deployment.roles.named('Events').get('MarketEnrichmentRole');
    expect(role?.unused).toEqual(Object.keys(explained.MarketIntakeRole ?? {}));
  });
});

function ofType<Type extends MarketEvent['type']>(events: readonly MarketEvent[], type: Type) {
  return events.filter(
    (event): event is MarketEvent & { readonly type: Type } => event.type === type,
  );
}

function accountOf({ account }: { readonly account: string }): string {
  return account;
}
