import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { environmentVariables } from '../deployment/environment.js';
import { MarketError } from '../model/errors.js';
import { checkOptions, strictFields } from '../model/validation.js';
import {
  authTypeSchema,
  clientSettings,
  nonEmptyText,
  tablesSchema,
  transportSchema,
} from './schemas.js';
import type { RequestOptions } from './sending/request-sender.js';
import { HttpTransport } from './transport/http-transport.js';
import { LambdaTransport } from './transport/lambda-transport.js';
import { TableTransport } from './transport/table-transport.js';
import type { Transport } from './transport/transport.js';

/** AWS clients of your own, such as ones with other credentials, and bounds of calls. */
export interface ClientSettings extends RequestOptions {
  /**
   * The Lambda client to invoke the intake function with; its credentials also sign requests to a
   * Function URL. Its own retries multiply those of `maxAttempts`: create it with `maxAttempts: 1`.
   * @default one of the environment's region and credentials, without retries of its own
   */
  readonly lambdaClient?: LambdaClient | undefined;
  /**
   * The DynamoDB client to read `tables` with. Its own retries multiply those of `maxAttempts`:
   * create it with `maxAttempts: 1`.
   * @default one of the environment's region and credentials, without retries of its own, that
   * waits 3 seconds for an answer
   */
  readonly dynamoDBClient?: DynamoDBClient | DynamoDBDocumentClient | undefined;
}

/**
 * How a `MarketClient` reaches its market: by `functionName`, `url` or `transport`, one of them;
 * with `tables`, whatever can be read there is.
 */
export interface MarketClientOptions extends ClientSettings {
  /** Name or ARN of the intake function, to be invoked. */
  readonly functionName?: string | undefined;
  /** URL of the HTTP API: that of a local market, or a Function URL. */
  readonly url?: string | undefined;
  /**
   * Whether requests to `url` are signed (Signature Version 4), as a Function URL of that
   * `AuthType` asks for.
   * @default 'AWS_IAM' if url is that of a Lambda function, otherwise 'NONE'
   */
  readonly authType?: 'AWS_IAM' | 'NONE' | undefined;
  /** Another way to reach the API, such as one that logs. */
  readonly transport?: Transport | undefined;
  /**
   * Names of the market's tables, to answer reads from: faster and cheaper than an invocation, and
   * done with a role that may only read. Orders are placed by way of the intake all the same.
   * @default reads go the way of all other requests
   */
  readonly tables?:
    | {
        /** Name of the Orders table. */
        readonly orders: string;
        /** Name of the Ledger table. */
        readonly ledger: string;
      }
    | undefined;
}

const optionsSchema = strictFields(
  {
    ...clientSettings,
    functionName: z.optional(nonEmptyText),
    url: z.optional(nonEmptyText),
    authType: z.optional(authTypeSchema),
    transport: z.optional(transportSchema),
    tables: z.optional(tablesSchema),
  },
  'must be an object such as { functionName }, { url } or { transport }',
);

const environmentSchema = strictFields({
  ...clientSettings,
  environment: z.optional(z.looseObject({}, 'must be an object such as process.env')),
});

/** The options, if they can be ones. In JavaScript they may be forgotten. */
export function checkClientOptions(options: MarketClientOptions = {}): MarketClientOptions {
  return checkOptions(optionsSchema, options, 'MarketClient options');
}

/** The settings of `fromEnvironment`, and the environment apart from them. */
export function environmentOf(
  settings: ClientSettings & { readonly environment?: Environment | undefined },
) {
  const { environment = process.env, ...others } = checkOptions(
    environmentSchema,
    settings,
    'MarketClient settings',
  );
  return { environment, others };
}

/** The transport that options describe. Throws `CONFIGURATION` when they describe none or two. */
export function transportOf(options: MarketClientOptions): Transport {
  const { tables, dynamoDBClient } = options;
  const others = intakeTransportOf(options);
  if (tables) return new TableTransport({ tables, dynamoDBClient, others });
  if (others) return others;
  throw new MarketError(
    'CONFIGURATION',
    'MarketClient does not know its market: give it a functionName or a url, or use MarketClient.fromEnvironment()',
  );
}

function intakeTransportOf(options: MarketClientOptions): Transport | undefined {
  const { functionName, url, authType, transport, lambdaClient, timeout } = options;
  const given = Object.entries({ functionName, url, transport }).filter(([, value]) => value);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(' and ');
    throw new MarketError('CONFIGURATION', `MarketClient was given ${names}: give it one of them`);
  }
  if (transport) return transport;
  if (functionName) return new LambdaTransport({ functionName, lambdaClient, timeout });
  return url ? new HttpTransport({ url, authType, lambdaClient }) : undefined;
}

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment variables say that the construct's `connect` sets. */
export function optionsFromEnvironment(environment: Environment): MarketClientOptions {
  const names = environmentVariables;
  const functionName = environment[names.intakeFunction];
  const url = environment[names.url];
  if (!functionName && !url) throw missing(`${names.intakeFunction} (or ${names.url})`);
  const orders = environment[names.ordersTable];
  const ledger = environment[names.ledgerTable];
  if (orders && !ledger) throw missing(names.ledgerTable);
  if (ledger && !orders) throw missing(names.ordersTable);
  return {
    ...(functionName ? { functionName } : { url }),
    ...(orders && ledger && { tables: { orders, ledger } }),
  };
}

function missing(variable: string): MarketError {
  return new MarketError(
    'CONFIGURATION',
    `environment variable ${variable} is not set: connect the function to the market, or give MarketClient its options`,
  );
}
