import { environmentVariables } from '../../deployment/environment.js';
import type { Market } from '../../engine/market.js';
import { MarketError } from '../../model/errors.js';
import { marketRulesSchema } from '../../model/rules.js';
import { parseRequest } from '../../model/validation.js';
import { createDynamoClient } from './client.js';
import { DynamoStore } from './dynamo-store.js';
import type { DynamoStoreOptions } from './dynamo-tables.js';

/** The market that the environment variables of a handler describe. */
export function marketFromEnvironment(
  options: Pick<DynamoStoreOptions, 'onDamagedItem'> = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Market {
  const required = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw new MarketError('CONFIGURATION', `environment variable ${name} is not set`);
  };
  const rules: unknown = JSON.parse(environment[environmentVariables.rules] ?? '{}');
  return {
    store: new DynamoStore(
      createDynamoClient(),
      {
        orders: required(environmentVariables.ordersTable),
        ledger: required(environmentVariables.ledgerTable),
      },
      options,
    ),
    rules: parseRequest(marketRulesSchema, rules, `${environmentVariables.rules}`),
    now: Date.now,
  };
}
