import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { acceptOrder } from '../../../src/engine/accept.js';
import { auditStore } from '../../../src/engine/audit.js';
import { collectDeliveries } from '../../../src/engine/deliveries.js';
import type { Market } from '../../../src/engine/market.js';
import { wakeMaterial } from '../../../src/engine/matching/wake-material.js';
import { NotedMaterials } from '../../../src/engine/noted-materials.js';
import type { MarketWrite } from '../../../src/engine/store.js';
import { sweepMarket } from '../../../src/engine/sweep.js';
import type { Order } from '../../../src/model/market.js';
import { OrderIdFactory } from '../../../src/model/order-id.js';
import { orderKey } from '../../../src/model/order-key.js';
import { defaultMarketRules } from '../../../src/model/rules.js';
import { decorateStore } from '../../../src/store/decorate-store.js';
import { DynamoStore } from '../../../src/store/dynamodb/dynamo-store.js';
import type { DynamoCall } from '../../../src/store/dynamodb/dynamo-tables.js';
import { type BenchMarket, Meter, startBenchMarket } from '../bench-market.js';
import { matchPlainly } from '../plain-algorithm.js';

const material = 'wheat';
const accounts = 100;
/** An account collects once for so many of its orders. */
const ordersPerCollection = 10;

/** How orders come. */
export interface Traffic {
  readonly orders: number;
  /** Between two orders. */
  readonly milliseconds: number;
  readonly ordersPerWakeUp: number;
}

/** Of one material, which is what a wake-up is about. */
export const traffics = {
  /** An order a minute. */
  low: { orders: 400, milliseconds: 60_000, ordersPerWakeUp: 1 },
  /** 10 a second, matched a second later. */
  medium: { orders: 1_000, milliseconds: 100, ordersPerWakeUp: 10 },
  /** 250 a second, which one partition takes, matched in batches of as many as land meanwhile. */
  high: { orders: 1_000, milliseconds: 4, ordersPerWakeUp: 1_000 },
} as const satisfies Record<string, Traffic>;

/** One after the other, each matched before the next comes. */
export const single: Traffic = { orders: 1_000, milliseconds: 4, ordersPerWakeUp: 1 };

/** What was counted, per order. */
export interface Counts {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly calls: Readonly<Partial<Record<DynamoCall['operation'], number>>>;
}

export interface MarketCounts {
  readonly landing: Counts;
  readonly matching: Counts;
  readonly collecting: Counts;
  readonly wakeUps: number;
  readonly trades: number;
  /** Write units by the write they are for; the rest is that of index entries and of items over 1 KB. */
  readonly writeUnitsByItem: Readonly<Record<string, number>>;
}

class CallMeter extends Meter {
  readonly byOperation: Partial<Record<DynamoCall['operation'], number>> = {};

  override count(call: DynamoCall): void {
    super.count(call);
    this.byOperation[call.operation] = (this.byOperation[call.operation] ?? 0) + 1;
  }

  per(orders: number): Counts {
    const calls = Object.entries(this.byOperation).map(([name, count]) => [
      name,
      rounded(count / orders),
    ]);
    return {
      writeUnits: rounded(this.writeUnits / orders),
      readUnits: rounded(this.readUnits / orders),
      calls: Object.fromEntries(calls),
    };
  }
}

/** A market of 100 accounts, from landing to collection, through the engine's own functions. */
export function measureMarket(traffic: Traffic): Promise<MarketCounts> {
  return onEngine(async (bench) => {
    const { orders, milliseconds, ordersPerWakeUp } = traffic;
    let now = Date.parse('2026-11-22T12:00:00Z');
    const byItem = new Map<string, number>();
    const marketOf = (meter: Meter): Market => {
      const store = new DynamoStore(bench.client, bench.tables, {
        onCall: (call) => meter.count(call),
      });
      return { store: countingItems(store, byItem), rules: defaultMarketRules, now: () => now };
    };
    const meters = {
      landing: new CallMeter(),
      matching: new CallMeter(),
      collecting: new CallMeter(),
    };
    const landing = marketOf(meters.landing);
    const matching = marketOf(meters.matching);
    const collecting = marketOf(meters.collecting);
    const ids = new OrderIdFactory(() => now);
    const noted = new NotedMaterials();
    const random = randomOf(1);
    const whole = (most: number) => 1 + Math.floor(random() * most);
    let wakeUps = 0;
    let trades = 0;
    let named: Order[] = [];
    for (let index = 0; index < orders; index += 1) {
      now += milliseconds;
      const request = {
        type: random() < 0.5 ? ('Buy' as const) : ('Sell' as const),
        material,
        quantity: whole(100),
        pricePerUnit: whole(500),
        account: `account-${whole(accounts)}`,
        clientOrderId: `order-${index}`,
        timeInForce: 'GTC' as const,
      };
      named.push(await acceptOrder(landing, ids, request, noted));
      if (named.length < ordersPerWakeUp && index < orders - 1) continue;
      trades += (await wakeMaterial(matching, { material, named })).trades;
      wakeUps += 1;
      named = [];
    }
    const writeUnitsByItem = itemUnits(byItem, meters, orders);
    for (let count = 0; count < orders / ordersPerCollection; count += 1) {
      await collectDeliveries(collecting, `account-${1 + (count % accounts)}`, `${count}`);
    }
    const audit = await auditStore(new DynamoStore(bench.nearClient, bench.tables));
    if (!audit.ok) throw new Error(`audit: ${JSON.stringify(audit.differences)}`);
    return {
      landing: meters.landing.per(orders),
      matching: meters.matching.per(orders),
      collecting: meters.collecting.per(orders),
      wakeUps: rounded(wakeUps / orders),
      trades: rounded(trades / orders),
      writeUnitsByItem,
    };
  });
}

/** The algorithm that takes one order at a time, without accounts, deliveries and records. */
export function measurePlain({ orders }: Traffic): Promise<Counts> {
  return onEngine(async ({ client, tables }) => {
    const meter = new CallMeter();
    const documents = DynamoDBDocumentClient.from(client);
    const ids = new OrderIdFactory();
    const random = randomOf(1);
    const whole = (most: number) => 1 + Math.floor(random() * most);
    for (let index = 0; index < orders; index += 1) {
      const order = {
        type: random() < 0.5 ? ('Buy' as const) : ('Sell' as const),
        material,
        orderId: ids.next('anonymous', `order-${index}`),
        timeInForce: 'GTC' as const,
        remainingQuantity: whole(100),
        pricePerUnit: whole(500),
      };
      const { remainingQuantity } = order;
      const command = new PutCommand({
        TableName: tables.orders,
        Item: { material, orderKey: orderKey(order), remainingQuantity },
        ReturnConsumedCapacity: 'TOTAL',
      });
      await meter.measure('PutItem', () => documents.send(command));
      await matchPlainly({ client: documents, tables, meter, material }, order);
    }
    return meter.per(orders);
  });
}

/** A sweep of a market in which nothing happens. */
export function measureIdleSweep(): Promise<Counts> {
  return onEngine(async ({ client, tables }) => {
    let meter = new CallMeter();
    const store = new DynamoStore(client, tables, { onCall: (call) => meter.count(call) });
    let now = Date.parse('2026-11-22T12:00:00Z');
    const market = { store, rules: defaultMarketRules, now: () => now };
    await sweepMarket(market);
    meter = new CallMeter();
    // All hours of a day, since a sweep in a new hour looks at the one before too.
    const sweeps = 24 * 60;
    for (let count = 0; count < sweeps; count += 1) {
      now += 60_000;
      await sweepMarket(market);
    }
    return meter.per(sweeps);
  });
}

async function onEngine<Result>(work: (bench: BenchMarket) => Promise<Result>): Promise<Result> {
  const bench = await startBenchMarket(0, { withStream: false });
  try {
    return await work(bench);
  } finally {
    await bench.stop();
  }
}

/** Counts the writes that a market makes, and what each of them costs where its item is small. */
function countingItems(store: DynamoStore, units: Map<string, number>) {
  return decorateStore(store, (call, proceed) => {
    if (call.operation === 'transact') {
      const [writes] = call.parameters;
      const each = isPlain(writes) ? 1 : 2;
      for (const { write } of writes) units.set(write, (units.get(write) ?? 0) + each);
    }
    return proceed();
  });
}

const plainAlone: readonly MarketWrite['write'][] = ['putHead', 'putMaterial', 'putActivityNote'];

function isPlain([first, ...others]: readonly MarketWrite[]): boolean {
  return first !== undefined && others.length === 0 && plainAlone.includes(first.write);
}

function itemUnits(
  units: ReadonlyMap<string, number>,
  { landing, matching }: { readonly landing: Meter; readonly matching: Meter },
  orders: number,
): Record<string, number> {
  const measured = landing.writeUnits + matching.writeUnits;
  const ofItems = [...units.values()].reduce((sum, each) => sum + each, 0);
  const all = [...units, ['index entries, and items over 1 KB', measured - ofItems] as const];
  return Object.fromEntries(all.map(([name, sum]) => [name, rounded(sum / orders)]));
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
