import * as z from 'zod/mini';
import { timerMs } from '../client/schemas.js';
import { type MarketRulesInput, marketRulesSchema } from '../model/rules.js';
import { checkOptions, functionThat, strictFields } from '../model/validation.js';

/** Options of `LocalMarket.start`. */
export interface LocalMarketOptions {
  /**
   * Folder that keeps the data over restarts; made if need be, and used by one market at a time.
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
   * What the names of the tables begin with. At another DynamoDB, tables of these names are used if
   * they are there, and kept.
   * @default at another DynamoDB a new one, whose tables are deleted when the market stops
   */
  readonly tablePrefix?: string | undefined;
  /** @default a free one */
  readonly port?: number | undefined;
  /**
   * Address to listen on. The market trusts whoever reaches it, so think before opening it.
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined;
  /** Rules of the market, such as its sale fee. */
  readonly rules?: MarketRulesInput | undefined;
  /**
   * How often expired orders are closed, in milliseconds. They are never matched, swept or not.
   * @default 5_000
   */
  readonly sweepIntervalMs?: number | undefined;
  /**
   * Clock of the market, in milliseconds since the epoch.
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
  /**
   * Told of faults that are not a client's.
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

/** The options, if they can be ones; throws `VALIDATION_FAILED` naming those that cannot. */
export function checkLocalMarketOptions(options: LocalMarketOptions): LocalMarketOptions {
  return checkOptions(optionsSchema, options, 'LocalMarket options');
}
