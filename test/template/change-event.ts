import type { _Record as ChangeRecord } from '@aws-sdk/client-dynamodb-streams';
import { region } from './aws.js';
import type { Clock } from './clock.js';

/** A change record as a pipe sees it: JSON, binary values in base64, times in seconds. */
export interface ChangeEvent {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    readonly Keys: object;
    readonly NewImage?: object;
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime: number;
  };
}

/** The engine knows nothing of the run's clock, which may be ahead of its own. */
export function changeEvent(
  { dynamodb, ...record }: ChangeRecord,
  streamArn: string,
  clock: Clock,
): ChangeEvent {
  const { ApproximateCreationDateTime: createdAt, ...change } = dynamodb ?? {};
  const event = {
    ...record,
    dynamodb: {
      ...change,
      ...(createdAt && {
        ApproximateCreationDateTime: new Date(clock.at(createdAt.getTime())),
      }),
    },
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    eventSourceARN: streamArn,
  };
  return JSON.parse(JSON.stringify(event, asJson)) as ChangeEvent;
}

/** `this` has the value as it was before its own toJSON. */
function asJson(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const original = this[name];
  if (original instanceof Date) return original.getTime() / 1000;
  if (original instanceof Uint8Array) return Buffer.from(original).toString('base64');
  return value;
}
