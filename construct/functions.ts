import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { matcherTimeoutSeconds } from '../src/deployment/change-stream.js';
import { environmentVariables } from '../src/deployment/environment.js';
import { intakeTimeoutSeconds } from '../src/deployment/intake.js';
import { sweeperTimeoutSeconds } from '../src/deployment/sweeper.js';
import { marketRulesSchema } from '../src/model/rules.js';
import { parseRequest } from '../src/model/validation.js';
import { createHandlerFunction } from './handler-function.js';
import { grantOnTables, type MarketTables, permissions } from './permissions.js';
import type { MaterialMarketProps } from './props.js';

/** The functions of a market, each with what it may do on the tables. */
export interface MarketFunctions {
  readonly intake: LambdaFunction;
  readonly matcher: LambdaFunction;
  readonly sweeper: LambdaFunction;
}

export function createFunctions(
  scope: Construct,
  tables: MarketTables,
  props: MaterialMarketProps,
): MarketFunctions {
  const rules = parseRequest(marketRulesSchema, props.rules ?? {}, 'rules');
  const common = {
    environment: {
      [environmentVariables.ordersTable]: tables.orders.tableName,
      [environmentVariables.ledgerTable]: tables.ledger.tableName,
      [environmentVariables.rules]: JSON.stringify(rules),
    },
    logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
    tracing: props.tracing ?? false,
  };
  const intake = createHandlerFunction(scope, 'Intake', {
    ...common,
    handler: 'intake',
    description: 'Takes orders and answers for the market.',
    memorySize: 512,
    timeout: Duration.seconds(intakeTimeoutSeconds),
    overrides: {
      ...props.intakeProps,
      // Lambda then throttles every call, which clients repeat.
      ...(props.held && { reservedConcurrentExecutions: 0 }),
    },
  });
  const matcher = createHandlerFunction(scope, 'Matcher', {
    ...common,
    handler: 'matcher',
    description: 'Matches the orders of the materials that it is woken for.',
    // One full vCPU.
    memorySize: 1769,
    timeout: Duration.seconds(matcherTimeoutSeconds),
    overrides: props.matcherProps,
  });
  const sweeper = createHandlerFunction(scope, 'Sweeper', {
    ...common,
    handler: 'sweeper',
    description: 'Closes expired orders, and wakes materials whose wake-up was lost.',
    memorySize: 512,
    timeout: Duration.seconds(sweeperTimeoutSeconds),
    // The next sweep does what a failed one left undone.
    settings: { retryAttempts: 0, maxEventAge: Duration.minutes(1) },
    overrides: props.sweeperProps,
  });
  grantOnTables(tables, intake, permissions.intake);
  grantOnTables(tables, matcher, permissions.matcher);
  grantOnTables(tables, sweeper, permissions.sweeper);
  return { intake, matcher, sweeper };
}
