import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../../deployment/tables.js';
import type { StreamPosition } from './progress.js';

/**
 * How far the change stream has been processed. Kept in a table beside the market's, as the Kinesis
 * Client Library does, and not in a file: if the machine fails and the engine loses its last writes, it
 * also loses their checkpoints, so that no checkpoint points beyond the end of the stream.
 */
export const checkpointTable = {
  partitionKey: { name: 'streamArn', type: 'S' },
  sortKey: { name: 'shardId', type: 'S' },
  globalSecondaryIndexes: [],
  stream: undefined,
} as const satisfies TableDefinition;

export class Checkpoints {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #streamArn: string;
  readonly #saved = new Map<string, string>();

  constructor(client: DynamoDBClient, table: string, streamArn: string) {
    this.#client = client;
    this.#table = table;
    this.#streamArn = streamArn;
  }

  async load(): Promise<StreamPosition[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'streamArn = :streamArn',
        ExpressionAttributeValues: { ':streamArn': { S: this.#streamArn } },
        ConsistentRead: true,
      }),
    );
    return Items.flatMap(({ shardId, sequenceNumber }) =>
      shardId?.S && sequenceNumber?.S
        ? [{ shardId: shardId.S, sequenceNumber: sequenceNumber.S }]
        : [],
    );
  }

  /** Saves what has changed: all records up to a position have been processed. */
  async save(positions: readonly StreamPosition[]): Promise<void> {
    const changed = positions.filter(
      ({ shardId, sequenceNumber }) => this.#saved.get(shardId) !== sequenceNumber,
    );
    await Promise.all(changed.map((position) => this.#put(position)));
  }

  async #put({ shardId, sequenceNumber }: StreamPosition): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#table,
        Item: {
          streamArn: { S: this.#streamArn },
          shardId: { S: shardId },
          sequenceNumber: { S: sequenceNumber },
        },
      }),
    );
    this.#saved.set(shardId, sequenceNumber);
  }
}
