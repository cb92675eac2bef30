import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type ApiContext, runOperation } from '../../api/operation.js';
import { operations } from '../../api/operations.js';
import { NotedMaterials } from '../../engine/noted-materials.js';
import { MarketError } from '../../model/errors.js';
import { OrderIdFactory } from '../../model/order-id.js';
import { defaultMarketRules } from '../../model/rules.js';
import { checkOptions, strictFields } from '../../model/validation.js';
import { createDynamoClient } from '../../store/dynamodb/client.js';
import { DynamoStore } from '../../store/dynamodb/dynamo-store.js';
import { checkSend, dynamoDBClientSchema, tablesSchema, transportSchema } from '../schemas.js';
import { userAgent } from '../version.js';
import type { ApiRequest, ApiResponse, Transport } from './transport.js';

/** How a `TableTransport` answers. */
export interface TableTransportOptions {
  /** Names of the market's tables. */
  readonly tables: {
    /** Name of the Orders table. */
    readonly orders: string;
    /** Name of the Ledger table. */
    readonly ledger: string;
  };
  /**
   * The DynamoDB client to read them with.
   * @default one of the environment's region and credentials
   */
  readonly dynamoDBClient?: DynamoDBClient | DynamoDBDocumentClient | undefined;
  /**
   * What cannot be answered from the tables alone goes this way.
   * @default it is an error
   */
  readonly others?: Transport | undefined;
}

const tableReads = new Map(
  operations.filter(({ isTableRead }) => isTableRead).map((operation) => [operation.id, operation]),
);

const optionsSchema = strictFields(
  {
    tables: tablesSchema,
    dynamoDBClient: z.optional(dynamoDBClientSchema),
    others: z.optional(transportSchema),
  },
  'must be an object such as { tables }',
);

/**
 * Answers reads from the market's tables, by the very operations of the API, so that a read costs
 * no invocation. Never writes: for that the role of a game server needs no permission. A
 * `MarketClient` that is given `tables` makes one for itself.
 *
 * @example
 * ```ts
 * const market = new MarketClient({
 *   transport: new TableTransport({
 *     tables: { orders: 'my-market-orders', ledger: 'my-market-ledger' },
 *     others: inner,
 *   }),
 * });
 * ```
 */
export class TableTransport implements Transport {
  readonly #store: DynamoStore;
  readonly #context: ApiContext;
  readonly #others: Transport | undefined;

  /** @throws MarketError `VALIDATION_FAILED` naming every option that is unknown or invalid. */
  constructor(options: TableTransportOptions) {
    const { tables, dynamoDBClient, others } = checkOptions(
      optionsSchema,
      options,
      'TableTransport options',
    );
    const { name, version } = userAgent;
    // A document client sends the commands of the plain one as they are.
    const dynamodb = (dynamoDBClient ??
      createDynamoClient({ customUserAgent: [[name, version]] })) as DynamoDBClient;
    this.#store = new DynamoStore(dynamodb, tables);
    this.#context = {
      market: { store: this.#store, rules: defaultMarketRules, now: Date.now },
      orderIds: new OrderIdFactory(),
      noted: new NotedMaterials(),
      onFault: () => {},
    };
    this.#others = others;
  }

  /**
   * Answers one request, or hands it on.
   *
   * @throws MarketError `CONFIGURATION` when the tables cannot be read, or do not answer such a
   * request and there is no other transport.
   * @example
   * ```ts
   * const tables = { orders: 'my-market-orders', ledger: 'my-market-ledger' };
   * const { body } = await new TableTransport({ tables }).send(
   *   { operation: 'getTicker', params: { material: 'wheat' } },
   *   { signal: AbortSignal.timeout(5_000) },
   * );
   * ```
   */
  async send(request: ApiRequest, options: { readonly signal: AbortSignal }): Promise<ApiResponse> {
    checkSend(request, options);
    const operation = tableReads.get(request.operation);
    if (operation) {
      const market = { ...this.#context.market, store: this.#store.abortable(options.signal) };
      const answer = await runOperation({ ...this.#context, market }, operation, {
        params: request.params ?? {},
        query: request.query ?? {},
        readBody: () => Promise.resolve(undefined),
      });
      return { status: operation.status, body: JSON.stringify(answer) };
    }
    if (this.#others) return this.#others.send(request, options);
    throw new MarketError(
      'CONFIGURATION',
      `${request.operation} cannot be answered from the tables: give the client a functionName or a url as well`,
    );
  }
}
