import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventPattern, IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  eventDetailPattern,
  eventDetailType,
  eventFilterPattern,
  eventInputTemplate,
  eventPipeSource,
  eventSource,
  type MarketEventType,
  marketEventTypes,
} from '../src/deployment/events.js';
import { ChangePipe } from './change-pipe.js';

/**
 * Where a market's events go, and which.
 *
 * An event has the `source` `material-market`, the `detail-type` `Market Ledger Entry`, the ARN of
 * the market's Ledger table in `resources`, and this `detail`:
 *
 * - `changeId`: the same in every delivery of one change; events may come twice, and in any order.
 * - `change`: `INSERT`, or `MODIFY` for an order that was closed.
 * - `item`: the entry of the Ledger, in DynamoDB's JSON (`{"material": {"S": "wheat"}, ...}`), which
 *   `parseMarketEvent` of `material-market` turns into orders and trades.
 */
export interface MarketEventOptions {
  /** The bus to send them to. */
  readonly bus: IEventBusRef;
  /**
   * The events to send.
   * @default - all of them
   */
  readonly types?: readonly MarketEventType[] | undefined;
}

/** The pipe from the Ledger's change stream to the bus: no code of ours runs between. */
export function createEventPipe(
  scope: Construct,
  { bus, types = marketEventTypes }: MarketEventOptions,
  options: {
    readonly ledgerTable: Table;
    readonly logRetention: RetentionDays;
    readonly deadLetterQueueProps: Partial<QueueProps> | undefined;
  },
): ChangePipe {
  const { ledgerTable, deadLetterQueueProps, ...pipeOptions } = options;
  const queueName = deadLetterQueueProps?.queueName;
  return new ChangePipe(scope, 'Events', {
    name: 'event',
    description: 'Tells an event bus of orders and trades.',
    table: ledgerTable,
    source: eventPipeSource,
    filters: types.map(eventFilterPattern),
    target: {
      arn: bus.eventBusRef.eventBusArn,
      actions: ['events:PutEvents'],
      parameters: {
        inputTemplate: eventInputTemplate,
        eventBridgeEventBusParameters: {
          source: eventSource,
          detailType: eventDetailType,
          // Tells the markets on one bus apart.
          resources: [ledgerTable.tableArn],
        },
      },
    },
    // The name as it is given is that of the other queue.
    deadLetterQueueProps: {
      ...deadLetterQueueProps,
      ...(queueName !== undefined && { queueName: `${queueName}-events` }),
    },
    ...pipeOptions,
  });
}

/** The pattern of a rule for one type of events of one market. */
export function rulePattern(type: MarketEventType, ledgerTable: Table): EventPattern {
  return {
    source: [eventSource],
    detailType: [eventDetailType],
    resources: [ledgerTable.tableArn],
    detail: eventDetailPattern(type),
  };
}
