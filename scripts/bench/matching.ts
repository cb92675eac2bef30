import { parseArgs } from 'node:util';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { auditStore } from '../../src/engine/audit.js';
import type { AcceptedOrder } from '../../src/engine/entities.js';
import { type NamedOrder, wakeMaterial } from '../../src/engine/matching/wake-material.js';
import { openOrderOf } from '../../src/engine/orders.js';
import { type MarketWrite, maxTransactionWrites } from '../../src/engine/store.js';
import { anonymousAccount } from '../../src/model/limits.js';
import { acceptanceTimeOf, OrderIdFactory } from '../../src/model/order-id.js';
import { defaultMarketRules } from '../../src/model/rules.js';
import { DynamoStore } from '../../src/store/dynamodb/dynamo-store.js';
import { type BenchMarket, Meter, startBenchMarket } from './bench-market.js';
import { matchPlainly } from './plain-algorithm.js';

const material = 'wheat';

const help = `Matches the same orders by the plain algorithm and by the matcher.

Usage: npm run bench:matching -- [options]

  --orders N      random orders on one material, landed beforehand (default 1000)
  --accounts N    accounts of the second run of the matcher (default 100). The plain algorithm
                  knows no accounts, so it is compared with orders that have none.
  --latency MS    added to every DynamoDB call (default 5)
  --seed N        of the random orders (default 1)
  --runs N        of the matcher, each on a fresh engine; the median counts (default 3)
  --depths LIST   resting orders for the depth table (default 100,10000,100000; 0 leaves it out)
  --json          print one JSON object
  --help
`;

interface Figures {
  readonly seconds: number;
  readonly trades: number;
  readonly ordersPerSecond: number;
  readonly callsPerOrder: number;
  readonly readUnitsPerOrder: number;
  readonly writeUnitsPerOrder: number;
  readonly transactions: number;
}

interface DepthFigures {
  readonly restingOrders: number;
  readonly calls: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly milliseconds: number;
}

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    accounts: { type: 'string', default: '100' },
    latency: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    depths: { type: 'string', default: '100,10000,100000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else await main();

async function main(): Promise<void> {
  const count = Number(values.orders);
  const seed = Number(values.seed);
  const latencyMs = Number(values.latency);
  const orders = randomOrders(count, seed, () => anonymousAccount);
  const accounts = Number(values.accounts);

  progress(`plain algorithm: ${count} orders, ${latencyMs} ms added to each call ...`);
  const baseline = await measure(orders, latencyMs, async (market, meter) => {
    const client = DynamoDBDocumentClient.from(market.client);
    const plain = { client, tables: market.tables, meter, material };
    let trades = 0;
    for (const order of orders) trades += await matchPlainly(plain, order);
    return trades;
  });
  progress('matcher: the same orders ...');
  const matcher = await medianOf(() => measure(orders, latencyMs, match(orders)));
  progress(`matcher: the same orders of ${accounts} accounts ...`);
  const owned = randomOrders(count, seed, (random) => `account-${Math.floor(random() * accounts)}`);
  const matcherWithAccounts = await medianOf(() => measure(owned, latencyMs, match(owned)));
  const ratio = {
    ordersPerSecond: round(matcher.ordersPerSecond / baseline.ordersPerSecond),
    callsPerOrder: round(matcher.callsPerOrder / baseline.callsPerOrder),
    readUnitsPerOrder: round(matcher.readUnitsPerOrder / baseline.readUnitsPerOrder),
    writeUnitsPerOrder: round(matcher.writeUnitsPerOrder / baseline.writeUnitsPerOrder),
    ordersPerSecondWithAccounts: round(
      matcherWithAccounts.ordersPerSecond / baseline.ordersPerSecond,
    ),
  };
  const depths = values.depths.split(',').map(Number);
  const depth: DepthFigures[] = [];
  for (const restingOrders of depths.filter((orders) => orders > 0)) {
    progress(`a wake-up with ${restingOrders} resting orders ...`);
    depth.push(await measureDepth(restingOrders, latencyMs));
  }
  const result = { accounts, baseline, matcher, matcherWithAccounts, ratio, depth };
  if (values.json) console.log(JSON.stringify(result));
  else print(result);
}

/** The median of several runs: the first ones find neither code nor caches warm. */
async function medianOf(run: () => Promise<Figures>): Promise<Figures> {
  const runs: Figures[] = [];
  for (let count = Number(values.runs); count > 0; count -= 1) runs.push(await run());
  runs.sort((a, b) => a.seconds - b.seconds);
  return runs[Math.floor((runs.length - 1) / 2)] as Figures;
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function match(orders: readonly NamedOrder[]) {
  return async (market: BenchMarket, meter: Meter): Promise<number> => {
    const { trades } = await wakeMaterial(
      { store: meteredStore(market, meter), rules: defaultMarketRules, now: Date.now },
      { material, named: orders },
    );
    const audit = await auditStore(new DynamoStore(market.nearClient, market.tables));
    if (!audit.ok) throw new Error(`audit: ${JSON.stringify(audit.differences)}`);
    return trades;
  };
}

async function measure(
  orders: readonly (AcceptedOrder & NamedOrder)[],
  latencyMs: number,
  match: (market: BenchMarket, meter: Meter) => Promise<number>,
): Promise<Figures> {
  const market = await startBenchMarket(latencyMs, {
    withStream: true,
  });
  try {
    await land(market, orders);
    const meter = new Meter();
    const startedAt = performance.now();
    const trades = await match(market, meter);
    const seconds = (meter.lastAnswerAt - startedAt) / 1000;
    return {
      seconds: round(seconds),
      trades,
      ordersPerSecond: round(orders.length / seconds),
      callsPerOrder: round(meter.calls / orders.length),
      readUnitsPerOrder: round(meter.readUnits / orders.length),
      writeUnitsPerOrder: round(meter.writeUnits / orders.length),
      transactions: meter.transactions,
    };
  } finally {
    await market.stop();
  }
}

/** One Buy that takes the best of a side that is `restingOrders` deep. */
async function measureDepth(restingOrders: number, latencyMs: number): Promise<DepthFigures> {
  // Without a stream, since the embedded engine slows down with every record of one.
  const market = await startBenchMarket(latencyMs, { withStream: false });
  try {
    const ids = new OrderIdFactory();
    const make = (index: number, order: Pick<AcceptedOrder, 'type' | 'pricePerUnit' | 'account'>) =>
      acceptedOrder(ids, index, { ...order, quantity: 10 });
    const resting = Array.from({ length: restingOrders }, (_, index) =>
      make(index, {
        type: 'Sell',
        pricePerUnit: 1_000 + (index % 5_000),
        account: `seller-${index % 1_000}`,
      }),
    );
    await land(market, resting);
    const prepared = {
      store: new DynamoStore(market.nearClient, market.tables),
      rules: defaultMarketRules,
      now: Date.now,
    };
    await wakeMaterial(prepared, { material, named: resting });
    const buy = make(restingOrders, { type: 'Buy', pricePerUnit: 1_000_000, account: 'buyer' });
    await land(market, [buy]);
    const meter = new Meter();
    const startedAt = performance.now();
    await wakeMaterial(
      { ...prepared, store: meteredStore(market, meter) },
      { material, named: [buy] },
    );
    return {
      restingOrders,
      calls: meter.calls,
      readUnits: meter.readUnits,
      writeUnits: meter.writeUnits,
      milliseconds: round(performance.now() - startedAt),
    };
  } finally {
    await market.stop();
  }
}

function meteredStore(market: BenchMarket, meter: Meter): DynamoStore {
  return new DynamoStore(market.client, market.tables, { onCall: (call) => meter.count(call) });
}

async function land(market: BenchMarket, orders: readonly AcceptedOrder[]): Promise<void> {
  const store = new DynamoStore(market.nearClient, market.tables);
  const writes = orders.flatMap((order): MarketWrite[] => [
    { write: 'insertOrderRecord', order },
    { write: 'insertOpenOrder', order: openOrderOf(order) },
  ]);
  for (let from = 0; from < writes.length; from += maxTransactionWrites) {
    await store.transact(writes.slice(from, from + maxTransactionWrites), {
      token: crypto.randomUUID(),
    });
  }
}

function randomOrders(count: number, seed: number, accountOf: (random: () => number) => string) {
  const random = mulberry32(seed);
  const randomAccount = mulberry32(seed + 1);
  const whole = (most: number) => 1 + Math.floor(random() * most);
  const ids = new OrderIdFactory();
  return Array.from({ length: count }, (_, index) =>
    acceptedOrder(ids, index, {
      type: random() < 0.5 ? 'Buy' : 'Sell',
      quantity: whole(100),
      pricePerUnit: whole(500),
      account: accountOf(randomAccount),
    }),
  );
}

function acceptedOrder(
  ids: OrderIdFactory,
  index: number,
  order: Pick<AcceptedOrder, 'type' | 'quantity' | 'pricePerUnit' | 'account'>,
): AcceptedOrder {
  const clientOrderId = `bench-${index}`;
  const orderId = ids.next(order.account, clientOrderId);
  return {
    ...order,
    orderId,
    clientOrderId,
    material,
    timeInForce: 'GTC',
    expiresAt: null,
    acceptedAt: new Date(acceptanceTimeOf(orderId)).toISOString(),
  };
}

/** A small generator with a seed, so that a run can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(result: {
  readonly accounts: number;
  readonly baseline: Figures;
  readonly matcher: Figures;
  readonly matcherWithAccounts: Figures;
  readonly ratio: Readonly<Record<string, number>>;
  readonly depth: readonly DepthFigures[];
}): void {
  const { accounts, baseline, matcher, matcherWithAccounts, ratio, depth } = result;
  console.table(
    (Object.keys(baseline) as (keyof Figures)[]).map((name) => ({
      figure: name,
      'plain algorithm': baseline[name],
      matcher: matcher[name],
      ratio: ratio[name] ?? '',
      [`matcher, ${accounts} accounts`]: matcherWithAccounts[name],
    })),
  );
  if (depth.length > 0) console.table(depth);
}
