import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { EventPattern, IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { FunctionOptions, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { enrichmentTimeoutSeconds } from '../src/deployment/enrichment.js';
import {
  eventDetailTypePath,
  eventFilterPattern,
  eventPipeSource,
  eventSource,
  type MarketEventType,
  marketEventTypes,
} from '../src/deployment/events.js';
import { ChangePipe } from './change-pipe.js';
import { createHandlerFunction } from './handler-function.js';

/**
 * Where a market's events go, and which.
 *
 * An event has the `source` `material-market`, its type as `detail-type`, the ARN of the market's
 * Ledger table in `resources`, and a `detail` in plain JSON, which the guide on events describes and
 * `parseMarketEvent` of `material-market` gives a type.
 */
export interface MarketEventOptions {
  /** The bus to send them to. */
  readonly bus: IEventBusRef;
  /**
   * The events to send.
   * @default - all of them
   */
  readonly types?: readonly MarketEventType[] | undefined;
  /**
   * Batches of ten changes that are sent at once, for each shard of the Ledger's change stream: 1 to 10.
   * Each is an invocation, out of the account's concurrency in Lambda, which the intake and the
   * matcher need as well.
   * @default 2
   */
  readonly parallelizationFactor?: number | undefined;
  /**
   * Settings of the function that turns changes of the Ledger into events, that win over the market's
   * own.
   * @default - 512 MB, 15 seconds
   */
  readonly enrichmentProps?: Partial<FunctionOptions> | undefined;
}

/** The pipe from the Ledger's change stream to the bus, and the function within. */
export interface EventPipe {
  readonly pipe: ChangePipe;
  readonly enrichment: LambdaFunction;
}

export function createEventPipe(
  scope: Construct,
  { bus, types = marketEventTypes, parallelizationFactor, enrichmentProps }: MarketEventOptions,
  options: {
    readonly ledgerTable: ITable;
    readonly held: boolean;
    readonly logRetention: RetentionDays;
    readonly tracing: boolean;
    readonly deadLetterQueueProps: Partial<QueueProps> | undefined;
  },
): EventPipe {
  const { ledgerTable, held, logRetention, tracing, deadLetterQueueProps } = options;
  const queueName = deadLetterQueueProps?.queueName;
  // It reads nothing but what it is given, so its role may do nothing on the tables.
  const enrichment = createHandlerFunction(scope, 'Enrichment', {
    handler: 'enrichment',
    description: 'Turns changes of the Ledger into events.',
    memorySize: 512,
    timeout: Duration.seconds(enrichmentTimeoutSeconds),
    environment: {},
    logRetention,
    tracing,
    overrides: enrichmentProps,
  });
  const pipe = new ChangePipe(scope, 'Events', {
    name: 'event',
    description: 'Tells an event bus of orders and trades.',
    table: ledgerTable,
    source: {
      ...eventPipeSource,
      ...(parallelizationFactor !== undefined && { parallelizationFactor }),
    },
    filters: types.map(eventFilterPattern),
    enrichment,
    target: {
      arn: bus.eventBusRef.eventBusArn,
      actions: ['events:PutEvents'],
      parameters: {
        eventBridgeEventBusParameters: {
          source: eventSource,
          detailType: eventDetailTypePath,
          // Tells the markets on one bus apart.
          resources: [ledgerTable.tableArn],
        },
      },
    },
    held,
    logRetention,
    // The name as it is given is that of the other queue.
    deadLetterQueueProps: {
      ...deadLetterQueueProps,
      ...(queueName !== undefined && { queueName: `${queueName}-events` }),
    },
  });
  return { pipe, enrichment };
}

/** The pattern of a rule for one type of events of one market. */
export function rulePattern(type: MarketEventType, ledgerTable: ITable): EventPattern {
  return {
    source: [eventSource],
    detailType: [type],
    resources: [ledgerTable.tableArn],
  };
}
