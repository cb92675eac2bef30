import * as z from 'zod/mini';
import { timerMs } from '../client/schemas.js';
import { type MarketRulesInput, marketRulesSchema } from '../model/rules.js';
import { checkOptions, functionThat, strictFields } from '../model/validation.js';

/** Options of `LocalMarket.start`. */
export interface LocalMarketOptions {
  /**
   * Folder that keeps the data across restarts. It is created if it does not exist, and one market
   * at a time can use it.
   * @default nothing is kept
   */
  readonly dataDir?: string | undefined;
  /**
   * URL of another DynamoDB to use instead of the embedded engine, such as
   * `http://127.0.0.1:8000` for Amazon's DynamoDB Local. An endpoint of AWS itself is called with
   * the credentials of the environment.
   */
  readonly dynamodbEndpoint?: string | undefined;
  /**
   * Prefix of the tables' names. With `dynamodbEndpoint`, existing tables of these names are used,
   * and all are kept.
   * @default with `dynamodbEndpoint` a new one, whose tables are deleted when the market stops
   */
  readonly tablePrefix?: string | undefined;
  /** @default a free one */
  readonly port?: number | undefined;
  /**
   * Address to listen on. The market trusts every caller, so consider who can reach it.
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined;
  /** Rules of the market, such as its sale fee. */
  readonly rules?: MarketRulesInput | undefined;
  /**
   * How often expired orders are closed, in milliseconds. An expired order is never matched, even
   * before it is closed.
   * @default 5_000
   */
  readonly sweepIntervalMs?: number | undefined;
  /**
   * Clock of the market, in milliseconds since the epoch.
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
  /**
   * Called with faults that no client caused.
   * @default console.error
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const text = z.optional(z.string('must be text').check(z.minLength(1, 'must not be empty')));

const optionsSchema = strictFields(
  {
    dataDir: text,
    dynamodbEndpoint: text,
    tablePrefix: text,
    port: z.optional(
      z
        .int('must be a whole number')
        .check(z.gte(0, 'must be at least 0'), z.lte(65_535, 'must be at most 65535')),
    ),
    host: text,
    rules: z.optional(marketRulesSchema),
    sweepIntervalMs: z.optional(timerMs),
    now: z.optional(functionThat('must be a function such as Date.now')),
    onError: z.optional(functionThat('must be a function')),
  },
  'must be an object such as { port, dataDir }',
);

/** Checks the options. Throws `VALIDATION_FAILED`, naming those that are invalid. */
export function checkLocalMarketOptions(options: LocalMarketOptions): LocalMarketOptions {
  return checkOptions(optionsSchema, options, 'LocalMarket options');
}
