import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { idleBill, marketBill, plainBill } from './cost/bill.js';
import { synthesisedDeployment } from './cost/deployment.js';
import type { CostFigures } from './cost/figures.js';
import { prices } from './cost/prices.js';
import {
  measureIdleSweep,
  measureMarket,
  measurePlain,
  rounded,
  single,
  type Traffic,
  traffics,
} from './cost/workload.js';

const help = `Counts requests and units of markets on the embedded engine, and what AWS charges for them.

Usage: npm run bench:cost -- [options]

  --json     print one JSON object: dollars per million orders and per month, write units per order
  --write    write the figures that the guides quote (docs/figures/cost.json); run
             \`npm run docs:generate\` after it
  --help
`;

const figuresFile = new URL('../../docs/figures/cost.json', import.meta.url);

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else await main();

async function main(): Promise<void> {
  const figures = await measure();
  const { perMillionOrders, idlePerMonth, writeUnitsPerOrder } = figures;
  if (values.write) {
    writeFileSync(figuresFile, `${JSON.stringify(figures, null, 2)}\n`);
    progress(`wrote ${readFileSync(figuresFile).length} bytes to docs/figures/cost.json`);
  }
  if (values.json) {
    console.log(JSON.stringify({ perMillionOrders, idlePerMonth, writeUnitsPerOrder }));
    return;
  }
  console.log(`Prices of ${prices.region}, looked up on ${prices.lookedUp}.`);
  console.table(
    Object.entries(perMillionOrders).flatMap(([traffic, bills]) =>
      Object.entries(bills).map(([how, { stream, total, ...parts }]) => ({
        traffic,
        how,
        ...parts,
        'provisioned stream': total.provisioned,
        'on-demand stream': total.onDemand,
      })),
    ),
  );
  console.table(idlePerMonth);
  console.table(figures.writeUnitsByItem);
}

async function measure(): Promise<CostFigures> {
  const deployment = synthesisedDeployment();
  const bills = async (name: string, traffic: Traffic) => {
    progress(`${name}: ${traffic.orders} orders, ${traffic.ordersPerWakeUp} per wake-up ...`);
    const counts = await measureMarket(traffic);
    const plain = await measurePlain(traffic);
    const bill = {
      oneAtATime: marketBill(counts, 'oneAtATime', deployment),
      batched: marketBill(counts, 'batched', deployment),
      plain: plainBill(plain, deployment),
    };
    return { bill, counts };
  };
  const low = await bills('low', traffics.low);
  const medium = await bills('medium', traffics.medium);
  const high = await bills('high', traffics.high);
  const alone = await bills('single', single);
  progress('a day of idle sweeps ...');
  const idle = await measureIdleSweep();
  const units = ({ counts }: typeof low) =>
    rounded(counts.landing.writeUnits + counts.matching.writeUnits);
  return {
    command: 'npm run bench:cost -- --write',
    date: new Date().toISOString().slice(0, 10),
    prices: { region: prices.region, lookedUp: prices.lookedUp },
    perMillionOrders: { low: low.bill, medium: medium.bill, high: high.bill },
    idlePerMonth: idleBill(idle, deployment),
    writeUnitsPerOrder: { saturated: units(high), single: units(alone) },
    writeUnitsByItem: {
      single: alone.counts.writeUnitsByItem,
      saturated: high.counts.writeUnitsByItem,
    },
  };
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
