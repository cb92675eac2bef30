import { readFileSync } from 'node:fs';
import type { CostFigures } from '../bench/cost/figures.js';
import { table } from './table.js';

/** The figures that were measured last, by the command that they name. */
export function costFigures(): CostFigures {
  const file = new URL('../../docs/figures/cost.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as CostFigures;
}

const trafficNames = {
  low: 'one a minute',
  medium: '10 a second',
  high: '250 a second',
} as const;

const postingNames = {
  oneAtATime: '`placeOrder`',
  batched: '`placeOrders`',
  plain: 'plain algorithm',
} as const;

/** Dollars per million orders, by traffic and by how they are posted. */
export function perMillionTable({ perMillionOrders }: CostFigures): string {
  const traffics = Object.keys(trafficNames) as (keyof typeof trafficNames)[];
  const postings = Object.keys(postingNames) as (keyof typeof postingNames)[];
  return table(
    ['orders of a material', 'posted by', 'writes', 'all else', 'total', 'on-demand stream'],
    traffics.flatMap((traffic) =>
      postings.map((posting) => {
        const { writes, total } = perMillionOrders[traffic][posting];
        const rest = total.provisioned - writes;
        const dollars = [writes, rest, total.provisioned, total.onDemand].map(inDollars);
        return [trafficNames[traffic], postingNames[posting], ...dollars];
      }),
    ),
  );
}

const idleNames = {
  provisionedShard: 'the Kinesis stream, one provisioned shard',
  onDemandStream: "instead, the Kinesis stream with `shardCount: 'ON_DEMAND'`",
  sweeps: 'sweeps: schedule, invocations, reads',
  sweepMetrics: "the sweeper's metrics",
  logs: "the sweeper's log",
  alarms: 'with `alarms`, by their metrics',
  dashboard: 'with `dashboard`',
  enhancedFanOut: 'with `enhancedFanOut`, for each shard',
  total: '**in all**, with one shard',
  totalWithAlarmsAndDashboard: '**in all**, with alarms and dashboard too',
} as const satisfies Record<keyof CostFigures['idlePerMonth'], string>;

/** Dollars a month of a market in which nothing happens. */
export function idleTable({ idlePerMonth }: CostFigures): string {
  const parts = Object.keys(idleNames) as (keyof typeof idleNames)[];
  return table(
    ['what', 'a month'],
    parts.map((part) => [idleNames[part], inDollars(idlePerMonth[part])]),
  );
}

/** Write units of an order, by the writes that they are for. */
export function writeUnitsTable({ writeUnitsByItem, writeUnitsPerOrder }: CostFigures): string {
  const { single, saturated } = writeUnitsByItem;
  const writes = Object.keys(single).filter((write) => (single[write] ?? 0) >= 0.01);
  return table(
    ['per order, with accounts', 'one at a time', 'saturated'],
    [
      ...writes.map((write) => {
        const name = write.includes(' ') ? write : `\`${write}\``;
        return [name, ...[single, saturated].map((units) => inUnits(units[write] ?? 0))];
      }),
      ['all', inUnits(writeUnitsPerOrder.single), inUnits(writeUnitsPerOrder.saturated)],
    ],
  );
}

function inDollars(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}

function inUnits(units: number): string {
  return units.toFixed(2);
}
