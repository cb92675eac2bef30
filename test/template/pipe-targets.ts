import type * as z from 'zod';
import { valueAtPath } from '../../src/local/wake-up/pipe.js';
import type { EventBus } from './event-bus.js';
import type { Kinesis } from './kinesis.js';
import type { LambdaFunction } from './lambda-function.js';
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
export type PipeTarget = (events: readonly object[]) => void;

type Properties = z.infer<typeof pipeProperties>;

/** What the pipe's target is, by its ARN and its parameters. */
export function pipeTarget(
  { Target, TargetParameters }: Properties,
  role: Role,
  services: { readonly streams: readonly Kinesis[]; readonly buses: readonly EventBus[] },
): PipeTarget {
  const { KinesisStreamParameters, EventBridgeEventBusParameters } = TargetParameters;
  const stream = services.streams.find(({ arn }) => arn === Target);
  if (stream && KinesisStreamParameters) {
    const { PartitionKey } = KinesisStreamParameters;
    return (events) => {
      role.mustUse('kinesis:PutRecords', Target);
      stream.putRecords(
        events.map((event) => ({
          partitionKey: textAt(event, PartitionKey),
          data: Buffer.from(JSON.stringify(event)),
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
          'detail-type': DetailType.startsWith('$.') ? textAt(event, DetailType) : DetailType,
          resources: Resources,
          detail: event,
        })),
      );
    };
  }
  throw new Error(`a pipe to ${Target} is not known`);
}

/** Of a response; a larger one is no response. */
const maxEnrichmentBytes = 6 * 1024 * 1024;

/** What the target gets for a batch: what the function returns, or the batch where there is none. */
export async function enriched(
  events: readonly object[],
  enrichment: LambdaFunction | undefined,
  role: Role,
): Promise<readonly object[]> {
  if (!enrichment) return events;
  role.mustUse('lambda:InvokeFunction', enrichment.arn);
  const result = await enrichment.invoke(events);
  if ('error' in result) throw new Error(result.error.errorMessage);
  if (result.payload.length > maxEnrichmentBytes) throw new Error('the response is too large');
  const response: unknown = JSON.parse(result.payload);
  if (Array.isArray(response)) return response as readonly object[];
  throw new Error('the enrichment returned no array');
}

function textAt(event: object, path: string): string {
  const value = valueAtPath(event, path);
  if (typeof value === 'string') return value;
  throw new Error(`the event has no text at ${path}`);
}
