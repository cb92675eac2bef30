import type { _Record as ChangeRecord } from '@aws-sdk/client-dynamodb-streams';
import { partitionKeyPath, pipeFilterPattern } from '../../deployment/change-stream.js';
import { MarketError } from '../../model/errors.js';
import { matchesEventPattern } from './event-pattern.js';

/** What the pipe hands to its target, Kinesis. */
export interface PipedRecord {
  readonly data: Buffer;
  readonly partitionKey: string;
}

/** The pipe's filter and target: what a change record becomes; undefined if it is dropped. */
export function pipe(record: ChangeRecord, streamArn: string): PipedRecord | undefined {
  const event = streamEvent(record, streamArn);
  if (!matchesEventPattern(pipeFilterPattern, event)) return undefined;
  const partitionKey = valueAtPath(event, partitionKeyPath);
  if (typeof partitionKey !== 'string') {
    throw new MarketError('INTERNAL', `a change record has no text at ${partitionKeyPath}`);
  }
  return { data: Buffer.from(JSON.stringify(event), 'utf8'), partitionKey };
}

/** A change record as AWS writes it in JSON: times in seconds, binary values in base64. */
function streamEvent(record: ChangeRecord, streamArn: string): object {
  const { ApproximateCreationDateTime: createdAt, ...dynamodb } = record.dynamodb ?? {};
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: record.eventSource,
    awsRegion: record.awsRegion,
    dynamodb: toJson({
      ...(createdAt && { ApproximateCreationDateTime: createdAt.getTime() / 1000 }),
      ...dynamodb,
    }),
    ...(record.userIdentity && { userIdentity: toJson(record.userIdentity) }),
    eventSourceARN: streamArn,
  };
}

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toJson(part)]));
}

/** What is at a JSON path of names, such as `$.dynamodb.Keys.material.S`. */
export function valueAtPath(value: unknown, path: string): unknown {
  const [root, ...names] = path.split('.');
  if (root !== '$' || names.some((name) => !/^[\w-]+$/.test(name))) {
    throw new MarketError('CONFIGURATION', `${path} is not a path of names from $`);
  }
  return names.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );
}
