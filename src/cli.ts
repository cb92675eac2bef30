#!/usr/bin/env node
import { version } from '../package.json';
import { parse, UsageError } from './cli/arguments.js';
import { audit } from './cli/audit.js';
import { dev } from './cli/dev.js';
import { repair } from './cli/repair.js';
import { isMarketError } from './model/errors.js';

const help = `material-market ${version}

  material-market dev [options]     run a whole market on this machine
    --port PORT          port of the HTTP API (default 4000; 0 for a free one)
    --host ADDRESS       address to listen on (default 127.0.0.1); the market trusts whoever reaches it
    --data DIR           keep the data in DIR over restarts (default: nothing is kept)
    --rules JSON         rules of the market, such as '{"saleFeeBasisPoints":250}'

  material-market audit MARKET       prove from the tables that no coin and no good was lost or made

  material-market repair MARKET [options]
                       find what a torn restore or a lost item leaves in the tables, and say what
                       would put it right; hold the market before
    --apply              put it right, then audit
    --rules JSON         rules of the market: match the orders that cross afterwards
    --json               print the report as JSON

  MARKET is a local market that is not running, or the tables of a deployed one; both are read whole:
    --data DIR
    --orders-table NAME --ledger-table NAME [--region REGION]
                         with the AWS credentials, and without --region the region, of the environment

  audit and repair end with 0 when all adds up, with 1 when not

  -h, --help   -v, --version
`;

async function main(): Promise<number> {
  const { values, positionals } = parse();
  const [command, ...rest] = positionals;
  if (values.version) console.log(version);
  else if (values.help || command === undefined) console.log(help);
  else if (rest.length > 0) throw new UsageError(`unknown argument ${rest[0]}`);
  else if (command === 'dev') await dev(values);
  else if (command === 'audit') return audit(values);
  else if (command === 'repair') return repair(values);
  else throw new UsageError(`unknown command ${command}`);
  return 0;
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
