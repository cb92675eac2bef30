import { setTimeout as delay } from 'node:timers/promises';
import {
  type ConsumedCapacity,
  CreateTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { createTableInput, marketTables, type TableNames } from '../../src/deployment/tables.js';
import {
  type Dynoxide,
  localClientConfig,
  startDynoxide,
} from '../../src/local/database/dynoxide.js';
import { createDynamoClient } from '../../src/store/dynamodb/client.js';
import type { DynamoCall } from '../../src/store/dynamodb/dynamo-tables.js';

export type BenchTables = TableNames;

/**
 * An engine with tables, and a client that adds latency to each call, as DynamoDB over a network
 * has.
 */
export interface BenchMarket {
  readonly client: DynamoDBClient;
  /** A client without added latency, to set up and to inspect. */
  readonly nearClient: DynamoDBClient;
  readonly tables: BenchTables;
  stop(): Promise<void>;
}

export async function startBenchMarket(
  latencyMs: number,
  { withStream }: { readonly withStream: boolean },
): Promise<BenchMarket> {
  const engine: Dynoxide = await startDynoxide();
  const nearClient = createDynamoClient(localClientConfig(engine.endpoint));
  const client = createDynamoClient(localClientConfig(engine.endpoint));
  client.middlewareStack.add(
    (next) => async (args) => {
      await delay(latencyMs);
      return next(args);
    },
    { step: 'finalizeRequest', name: 'addedLatency' },
  );
  const tables = { orders: 'bench-orders', ledger: 'bench-ledger' };
  for (const [table, name] of Object.entries(tables) as [keyof BenchTables, string][]) {
    const { StreamSpecification, ...input } = {
      StreamSpecification: undefined,
      ...createTableInput(marketTables[table], name),
    };
    await nearClient.send(
      new CreateTableCommand({ ...input, ...(withStream && { StreamSpecification }) }),
    );
  }
  return {
    client,
    nearClient,
    tables,
    async stop() {
      client.destroy();
      nearClient.destroy();
      await engine.stop();
    },
  };
}

interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

/** Counts calls and the capacity units that they are billed. */
export class Meter {
  calls = 0;
  transactions = 0;
  readUnits = 0;
  writeUnits = 0;
  /** When the last call was answered, by `performance.now()`. */
  lastAnswerAt = 0;

  count(call: DynamoCall): void {
    this.calls += 1;
    this.readUnits += call.readUnits;
    this.writeUnits += call.writeUnits;
    if (call.operation === 'TransactWriteItems') this.transactions += 1;
    this.lastAnswerAt = performance.now();
  }

  async measure<Output extends Answer>(
    operation: DynamoCall['operation'],
    call: () => Promise<Output>,
  ): Promise<Output> {
    const output = await call();
    const units = [output.ConsumedCapacity ?? []]
      .flat()
      .reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);
    const isWrite = operation === 'TransactWriteItems';
    this.count({
      operation,
      readUnits: isWrite ? 0 : units,
      writeUnits: isWrite ? units : 0,
    });
    return output;
  }
}
