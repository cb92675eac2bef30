import { parseArgs } from 'node:util';
import { TestMarket } from 'material-market/testing';

const help = `Simulates a day of trading in the market for tests.

Usage: npm run bench:testing -- [options]

  --orders N      posted one after the other, evenly over the day (default 100000)
  --materials N   (default 100)
  --accounts N    (default 1000)
  --collect N     after so many orders, one account collects (default 100)
  --seed N        of the random orders (default 1)
  --json          print one JSON object
  --help
`;

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    materials: { type: 'string', default: '100' },
    accounts: { type: 'string', default: '1000' },
    collect: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else await main();

async function main(): Promise<void> {
  const count = Number(values.orders);
  const materials = Number(values.materials);
  const accounts = Number(values.accounts);
  const collectEvery = Number(values.collect);
  const random = randomOf(Number(values.seed));
  const below = (bound: number) => Math.floor(random() * bound);
  const accountOf = (number: number) => `account-${number % accounts}`;

  const market = new TestMarket({ rules: { saleFeeBasisPoints: 250 } });
  const { client, clock } = market;
  const began = performance.now();
  for (let index = 0; index < count; index += 1) {
    const type = below(2) === 0 ? 'Buy' : 'Sell';
    await client.placeOrder({
      account: accountOf(below(accounts)),
      type,
      material: `material-${below(materials)}`,
      quantity: below(100) + 1,
      // Half of the orders would trade with the average one of the other side.
      pricePerUnit: 1_000 + below(100) + (type === 'Buy' ? -25 : 25),
      timeInForce: below(20) === 0 ? 'IOC' : 'GTC',
      ...(below(2) === 0 && { expiresAt: clock.in({ minutes: 10 + below(1_000) }) }),
    });
    clock.advance({ days: 1 / count });
    if ((index + 1) % collectEvery === 0) await client.collect(accountOf(index / collectEvery));
  }
  await market.settled();
  const seconds = (performance.now() - began) / 1_000;
  const audit = await market.audit();
  const auditSeconds = (performance.now() - began) / 1_000 - seconds;
  const figures = {
    orders: audit.orders,
    trades: audit.trades,
    openOrders: audit.openOrders,
    seconds: rounded(seconds),
    ordersPerSecond: Math.round(count / seconds),
    auditSeconds: rounded(auditSeconds),
    heapMegabytes: Math.round(process.memoryUsage().heapUsed / 2 ** 20),
    auditOk: audit.ok,
  };
  if (values.json) console.log(JSON.stringify(figures));
  else console.table(figures);
  if (!audit.ok) process.exitCode = 1;
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

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
