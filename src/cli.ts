#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { auditMarket } from './client/audit.js';
import { LocalMarket } from './local/index.js';
import { isMarketError } from './model/errors.js';

const help = `material-market ${version}

  material-market dev [options]     run a whole market on this machine
    --port PORT          port of the HTTP API (default 4000; 0 for a free one)
    --host ADDRESS       address to listen on (default 127.0.0.1); the market trusts whoever reaches it
    --data DIR           keep the data in DIR over restarts (default: nothing is kept)
    --rules JSON         rules of the market, such as '{"saleFeeBasisPoints":250}'

  material-market audit --orders-table NAME --ledger-table NAME
    proves from the tables of a deployed market that no coin and no good was lost or made;
    reads all of them, with the AWS credentials and the region of the environment

  -h, --help   -v, --version
`;

const options = {
  port: { type: 'string', default: '4000' },
  host: { type: 'string' },
  data: { type: 'string' },
  rules: { type: 'string', default: '{}' },
  'orders-table': { type: 'string' },
  'ledger-table': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

type Values = ReturnType<typeof parse>['values'];

class UsageError extends Error {}

function parse() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    // The first sentence says it; the others explain how Node reads arguments.
    throw new UsageError((error as Error).message.split(/\. |\.$/)[0]);
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parse();
  const [command, ...rest] = positionals;
  if (values.version) console.log(version);
  else if (values.help || command === undefined) console.log(help);
  else if (rest.length > 0) throw new UsageError(`unknown argument ${rest[0]}`);
  else if (command === 'dev') await dev(values);
  else if (command === 'audit') return audit(values);
  else throw new UsageError(`unknown command ${command}`);
  return 0;
}

async function dev({ port, host, data: dataDir, rules }: Values): Promise<void> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port ${port} is not a port`);
  // Whoever listened may have gone, as with `| head`: that must not end the market.
  process.stdout.on('error', () => {});
  const market = await LocalMarket.start({
    port: Number(port),
    host,
    dataDir,
    rules: parseRules(rules),
  });
  console.log(`market on ${market.url}${dataDir ? `, data in ${dataDir}` : ', nothing is kept'}

  curl ${market.url}/orders --json '{"type":"Sell","material":"wheat","quantity":100,"pricePerUnit":10}'
  curl ${market.url}/materials/wheat/book

  const market = new MarketClient({ url: '${market.url}' });

Ctrl+C stops it.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await market.stop();
  console.log(dataDir ? `stopped, the data is in ${dataDir}` : 'stopped');
}

function parseRules(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new UsageError(`--rules ${text} is not JSON`, { cause });
  }
}

async function audit(values: Values): Promise<number> {
  const { 'orders-table': orders, 'ledger-table': ledger } = values;
  if (!orders || !ledger) throw new UsageError('audit needs --orders-table and --ledger-table');
  const report = await auditMarket({ tables: { orders, ledger } });
  console.log(JSON.stringify(report, null, 2));
  return report.ok ? 0 : 1;
}

// A warning of the AWS SDK about Node 20 would bury what one looks for.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof UsageError;
  const where = isMarketError(error) ? '' : ' (DEBUG=1 shows where it happened)';
  const advice = isUsage ? ' (--help says what there is)' : where;
  console.error(`material-market: ${lineOf(error)}${advice}`);
  if (process.env.DEBUG) console.error(error);
  process.exitCode = isUsage ? 2 : 1;
}

function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.trim().replaceAll(/\s*\n\s*/g, ' ');
}
