import type * as z from 'zod';
import { valueAtPath } from '../../src/local/wake-up/pipe.js';
import type { ChangeEvent } from './change-event.js';
import type { EventBus } from './event-bus.js';
import { fillTemplate } from './input-template.js';
import type { Kinesis } from './kinesis.js';
import type { pipeProperties } from './properties.js';
import type { Role } from './roles.js';

/** How an execution of a pipe may end, as its metrics name it. */
export const pipeFailures = [
  'ExecutionFailed',
  'ExecutionPartiallyFailed',
  'ExecutionThrottled',
  'ExecutionTimeout',
] as const;

/** A fault of a target that is another one than a failure of the whole batch. */
export class PipeFault extends Error {
  constructor(readonly metric: (typeof pipeFailures)[number]) {
    super(metric);
  }
}

/** Delivers a batch, or throws. */
export type PipeTarget = (events: readonly ChangeEvent[]) => void;

type Properties = z.infer<typeof pipeProperties>;

/** What the pipe's target is, by its ARN and its parameters. */
export function pipeTarget(
  { Target, TargetParameters }: Properties,
  role: Role,
  services: { readonly streams: readonly Kinesis[]; readonly buses: readonly EventBus[] },
): PipeTarget {
  const { KinesisStreamParameters, EventBridgeEventBusParameters, InputTemplate } =
    TargetParameters;
  const input = (event: ChangeEvent): unknown =>
    InputTemplate === undefined ? event : fillTemplate(InputTemplate, event);

  const stream = services.streams.find(({ arn }) => arn === Target);
  if (stream && KinesisStreamParameters) {
    const { PartitionKey } = KinesisStreamParameters;
    return (events) => {
      role.mustUse('kinesis:PutRecords', Target);
      stream.putRecords(
        events.map((event) => ({
          partitionKey: textAt(event, PartitionKey),
          data: Buffer.from(JSON.stringify(input(event))),
        })),
      );
    };
  }
  const bus = services.buses.find(({ arn }) => arn === Target);
  if (bus && EventBridgeEventBusParameters) {
    const { Source, DetailType, Resources } = EventBridgeEventBusParameters;
    return (events) => {
      role.mustUse('events:PutEvents', Target);
      bus.putEvents(
        events.map((event) => ({
          source: Source,
          'detail-type': DetailType,
          resources: Resources,
          detail: input(event),
        })),
      );
    };
  }
  throw new Error(`a pipe to ${Target} is not known`);
}

function textAt(event: ChangeEvent, path: string): string {
  const value = valueAtPath(event, path);
  if (typeof value === 'string') return value;
  throw new Error(`the event has no text at ${path}`);
}
