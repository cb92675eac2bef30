import {
  type ConsumedCapacity,
  type DynamoDBClient,
  GetItemCommand,
  type Put,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../../deployment/tables.js';
import type { DamagedItem, ScanSegment } from '../../engine/store.js';
import { type ItemKey, keyAttributes } from '../keys.js';
import { type RepeatOptions, repeated } from '../retries.js';
import type { Attributes } from './attributes.js';
import { storeFault } from './faults.js';

/** One call to DynamoDB, and what it is billed for. */
export interface DynamoCall {
  readonly operation: 'GetItem' | 'Query' | 'Scan' | 'PutItem' | 'TransactWriteItems';
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface DynamoStoreOptions {
  /** Is told of every call that was answered. */
  readonly onCall?: ((call: DynamoCall) => void) | undefined;
  /** Is told of every item that a list leaves out because it is damaged, each time it does. */
  readonly onDamagedItem?: ((damaged: DamagedItem) => void) | undefined;
  /** How pages of a scan are repeated. */
  readonly scanRetries?: RepeatOptions | undefined;
  /** Whether reads may lag behind by moments, at half the price. */
  readonly isEventuallyConsistent?: boolean | undefined;
  /** Ends calls that are under way, with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

type QueryInput = Omit<QueryCommandInput, 'TableName' | 'ReturnConsumedCapacity'>;

/** The calls to DynamoDB that a market makes. Whatever they throw is a MarketError. */
export class DynamoTables {
  readonly #client: DynamoDBClient;
  readonly #onCall: DynamoStoreOptions['onCall'];
  readonly #sending: { readonly abortSignal?: AbortSignal };
  readonly #capacity: { ReturnConsumedCapacity?: 'TOTAL' };
  readonly #scanRetries: RepeatOptions | undefined;
  readonly isConsistent: boolean;

  constructor(
    client: DynamoDBClient,
    readonly names: TableNames,
    { onCall, signal, scanRetries, isEventuallyConsistent = false }: DynamoStoreOptions,
  ) {
    this.#client = client;
    this.#onCall = onCall;
    this.#scanRetries = scanRetries;
    this.isConsistent = !isEventuallyConsistent;
    this.#sending = signal ? { abortSignal: signal } : {};
    this.#capacity = onCall ? { ReturnConsumedCapacity: 'TOTAL' } : {};
  }

  async getItem(key: ItemKey): Promise<Attributes | undefined> {
    const command = new GetItemCommand({
      TableName: this.names[key.table],
      Key: keyAttributes(key),
      ConsistentRead: this.isConsistent,
      ...this.#capacity,
    });
    const { Item } = await this.#call('GetItem', () => this.#client.send(command, this.#sending));
    return Item;
  }

  async query(table: ItemKey['table'], input: QueryInput) {
    const command = new QueryCommand({
      TableName: this.names[table],
      ...input,
      ...this.#capacity,
    });
    const { Items = [], LastEvaluatedKey } = await this.#call('Query', () =>
      this.#client.send(command, this.#sending),
    );
    return { items: Items, lastKey: LastEvaluatedKey };
  }

  /** Page by page, each of which is repeated: nobody stands around a scan that could do it. */
  async *scan(
    table: ItemKey['table'],
    part: ScanSegment = { segment: 0, segments: 1 },
  ): AsyncGenerator<Attributes> {
    let startKey: Attributes | undefined;
    do {
      const command = new ScanCommand({
        TableName: this.names[table],
        ConsistentRead: this.isConsistent,
        ExclusiveStartKey: startKey,
        ...(part.segments > 1 && { Segment: part.segment, TotalSegments: part.segments }),
        ...this.#capacity,
      });
      const send = () => this.#client.send(command, this.#sending);
      const page = await repeated(() => this.#call('Scan', send), this.#scanRetries);
      yield* page.Items ?? [];
      startKey = page.LastEvaluatedKey;
    } while (startKey);
  }

  async putItem(put: Put): Promise<void> {
    const command = new PutItemCommand({
      ...put,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...this.#capacity,
    });
    await this.#call('PutItem', () => this.#client.send(command, this.#sending));
  }

  async transactWriteItems(items: TransactWriteItem[], token: string): Promise<void> {
    const command = new TransactWriteItemsCommand({
      TransactItems: items,
      ClientRequestToken: token,
      ...this.#capacity,
    });
    await this.#call('TransactWriteItems', () => this.#client.send(command, this.#sending));
  }

  async #call<
    Output extends { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined },
  >(operation: DynamoCall['operation'], send: () => Promise<Output>): Promise<Output> {
    try {
      const output = await send();
      this.#onCall?.(billed(operation, [output.ConsumedCapacity ?? []].flat()));
      return output;
    } catch (error) {
      throw storeFault(error, operation);
    }
  }
}

function billed(
  operation: DynamoCall['operation'],
  capacities: readonly ConsumedCapacity[],
): DynamoCall {
  const units = capacities.reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);
  const isWrite = operation === 'PutItem' || operation === 'TransactWriteItems';
  return { operation, readUnits: isWrite ? 0 : units, writeUnits: isWrite ? units : 0 };
}
