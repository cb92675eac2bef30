import { parseArgs } from 'node:util';

export const help = `Usage: npm start -- [options]

Lets players trade on a market on this machine, then shows how it went.

  --seed N       what happens by chance: same seed, same trades (default 7)
  --players N    number of players, 2 to 500 (default 30)
  --rounds N     rounds to play, 1 to 1000 (default 20)
  --orders FILE  post the orders of a CSV file instead, one to a line:
                 type,material,quantity,pricePerUnit; with a header line in any
                 order, and with action,ref,account,timeInForce where wanted
  --tape FILE    write the trades of --orders to a CSV file, one to a line
  --market KIND  local, the market as on AWS, or test, the one in memory that
                 is many times as fast (default local)
  --data DIR     keep the market in a folder, and go on there when started again
  --json         print the result as a line of JSON, all else to standard error
  --help         print this

Exit code: 0 if all added up, 1 if something failed, 2 if called wrongly.
`;

/** Called wrongly: what is wrong is in the message, one line or more. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Options {
  readonly seed: number;
  readonly players: number;
  readonly rounds: number;
  readonly orders: string | undefined;
  readonly data: string | undefined;
  readonly tape: string | undefined;
  readonly market: 'local' | 'test';
  readonly json: boolean;
  readonly help: boolean;
}

const string = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const bots = { seed: string, players: string, rounds: string };
const known = {
  ...bots,
  orders: string,
  data: string,
  tape: string,
  market: string,
  json: flag,
  help: flag,
};

/** @throws UsageError when the arguments make no sense. */
export function parseOptions(args: readonly string[]): Options {
  const given = read(args);
  if (given.orders !== undefined) {
    const idle = Object.keys(bots).find((name) => given[name as keyof typeof bots] !== undefined);
    if (idle) throw new UsageError(`--${idle} says how players play: --orders has none`);
  }
  if (given.tape !== undefined && given.orders === undefined) {
    throw new UsageError('--tape has the trades of --orders: give both');
  }
  const market = given.market ?? 'local';
  if (market !== 'local' && market !== 'test') {
    throw new UsageError(`--market must be local or test, not '${market}'`);
  }
  if (market === 'test' && given.data !== undefined) {
    throw new UsageError('--data keeps a local market: --market test is in memory');
  }
  return {
    seed: wholeNumber('seed', given.seed ?? '7', 0, 2 ** 32 - 1),
    players: wholeNumber('players', given.players ?? '30', 2, 500),
    rounds: wholeNumber('rounds', given.rounds ?? '20', 1, 1000),
    orders: path('orders', given.orders),
    data: path('data', given.data),
    tape: path('tape', given.tape),
    market,
    json: given.json,
    help: given.help,
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: false }).values;
  } catch (error) {
    // What follows the first sentence is advice on how to pass file names, which would mislead.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\. |\n/, 1)[0]?.replace(/\.$/, '') ?? message);
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not '${text}'`);
}

function path(name: string, text: string | undefined): string | undefined {
  if (text === '') throw new UsageError(`--${name} must not be empty`);
  return text;
}
