import * as z from 'zod/mini';
import { errorCodes, type MarketErrorCode } from '../model/errors.js';
import { maxBodyBytes, maxOrdersPerBatch } from '../model/limits.js';
import { collectionRequestSchema, orderRequestSchema } from '../model/request.js';
import * as answers from './answers.js';
import type { Operation } from './operation.js';
import { operations } from './operations.js';

/**
 * The description of the HTTP API as an OpenAPI 3.1 document, made from the schemas that the API
 * itself parses requests with.
 */
export function openApiDocument(version: string) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'material-market',
      version,
      summary: 'A commodity market for games: limit orders, price-time matching, delivery boxes.',
      description: [
        'Debit the player, place the order, collect what is owed. Every request may be repeated:',
        'orders by their clientOrderId, collections by their collectionId, the others as they are.',
        `Bodies are JSON of at most ${maxBodyBytes} bytes. Fields may be added to answers.`,
      ].join('\n'),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: 'http://127.0.0.1:4000', description: 'A local market; its port is yours to choose.' },
      {
        url: 'https://{urlId}.lambda-url.{region}.on.aws',
        description: 'The Function URL of a deployed market.',
        variables: { urlId: { default: 'abcdefghijklmnop' }, region: { default: 'us-east-1' } },
      },
    ],
    security: [{ sigv4: [] }, {}],
    tags: [
      { name: 'Orders', description: 'Place, look up and cancel orders.' },
      { name: 'Materials', description: 'Prices and trades of a material.' },
      { name: 'Accounts', description: 'Orders, trades and deliveries of a player.' },
    ],
    paths: paths(),
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description:
            'AWS Signature Version 4 for the service `lambda`, where the Function URL has the AuthType `AWS_IAM`. A local market asks for none.',
        },
      },
      schemas: {
        ...jsonSchemas(requests, 'input'),
        OrderBatch: {
          type: 'object',
          required: ['orders'],
          additionalProperties: false,
          properties: {
            orders: {
              type: 'array',
              minItems: 1,
              maxItems: maxOrdersPerBatch,
              items: { $ref: '#/components/schemas/OrderRequest' },
            },
          },
        },
        ...jsonSchemas(answerSchemas, 'output'),
      },
    },
  };
}

const requests = { OrderRequest: orderRequestSchema, CollectionRequest: collectionRequestSchema };

export const answerSchemas = {
  Order: answers.order,
  CancelledOrder: answers.cancelledOrder,
  BatchResults: answers.batchResults,
  Trade: answers.trade,
  StatementLine: answers.statementLine,
  PriceLevel: answers.priceLevel,
  OrderBook: answers.orderBook,
  Quote: answers.quote,
  Ticker: answers.ticker,
  Candle: answers.candle,
  Deliveries: answers.deliveries,
  CollectionReceipt: answers.collectionReceipt,
  OrderPage: answers.orderPage,
  TradePage: answers.tradePage,
  StatementPage: answers.statementPage,
  CandlePage: answers.candlePage,
  Error: answers.error,
} as const satisfies Record<string, z.ZodMiniType>;

/** The answer of each operation, by its id. */
export const answerNames: Readonly<Record<string, keyof typeof answerSchemas>> = {
  postOrder: 'Order',
  placeOrder: 'Order',
  placeOrders: 'BatchResults',
  getOrder: 'Order',
  cancelOrder: 'CancelledOrder',
  getOrderBook: 'OrderBook',
  getTicker: 'Ticker',
  getQuote: 'Quote',
  listMaterialTrades: 'TradePage',
  listCandles: 'CandlePage',
  listOrders: 'OrderPage',
  listAccountTrades: 'TradePage',
  listStatement: 'StatementPage',
  getDeliveries: 'Deliveries',
  collect: 'CollectionReceipt',
};

const bodyNames: Readonly<Record<string, string>> = {
  postOrder: 'OrderRequest',
  placeOrder: 'OrderRequest',
  placeOrders: 'OrderBatch',
  collect: 'CollectionRequest',
};

function paths() {
  const byPath: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    byPath[operation.path] = {
      ...byPath[operation.path],
      [operation.method.toLowerCase()]: {
        operationId: operation.id,
        tags: [tagOf(operation)],
        summary: operation.summary,
        parameters: [...parameters(operation, 'params'), ...parameters(operation, 'query')],
        ...(operation.body && {
          requestBody: { required: true, content: json(bodyNames[operation.id] as string) },
        }),
        responses: responses(operation),
      },
    };
  }
  return byPath;
}

function tagOf({ path }: Operation): string {
  if (path.startsWith('/materials')) return 'Materials';
  return path.startsWith('/accounts') ? 'Accounts' : 'Orders';
}

function parameters(operation: Operation, kind: 'params' | 'query') {
  const schema = operation[kind];
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input');
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: kind === 'params' ? 'path' : 'query',
    required: required.includes(name),
    ...(description && { description }),
    schema: rest,
  }));
}

function responses(operation: Operation) {
  const byStatus = new Map<number, MarketErrorCode[]>();
  for (const code of errorsOf(operation)) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return {
    [operation.status]: {
      description: operation.summary,
      content: json(answerNames[operation.id] as string),
    },
    ...Object.fromEntries(
      [...byStatus].map(([status, codes]) => [
        status,
        { description: codes.map((code) => `\`${code}\``).join(', '), content: json('Error') },
      ]),
    ),
  };
}

function errorsOf({ params, query, body, errors }: Operation): MarketErrorCode[] {
  return [
    ...(params || query || body ? (['VALIDATION_FAILED'] as const) : []),
    ...(body ? (['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...errors,
    'THROTTLED',
    'CONTENTION',
    'STORE_UNAVAILABLE',
    'INTERNAL',
  ];
}

function json(schema: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, override }) as JsonSchema;
}

function jsonSchemas(schemas: Readonly<Record<string, z.ZodMiniType>>, io: 'input' | 'output') {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const uri = (id: string) => `#/components/schemas/${id}`;
  const made = z.toJSONSchema(registry, { io, override, uri });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [
      id,
      io === 'output' ? withRoom(schema) : schema,
    ]),
  );
}

/** Says the same in fewer words, which is what generators make the most of. */
function override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  // A number of a query is parsed from text, hence no integer to zod.
  if (jsonSchema.type === 'number' && jsonSchema.multipleOf === 1) {
    jsonSchema.type = 'integer';
    delete jsonSchema.multipleOf;
  }
  // Some generators make a field with a default one that must be given.
  if (jsonSchema.default !== undefined) {
    const { description = '', default: value } = jsonSchema;
    jsonSchema.description = `${description} Default: ${value}.`.trim();
    delete jsonSchema.default;
  }
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) jsonSchema.minimum = 0;
}

/** Clients must not refuse an answer for a field that is added later. */
function withRoom(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRoom);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, setting]) => name !== 'additionalProperties' || setting !== false)
      .map(([name, setting]) => [name, withRoom(setting)]),
  );
}
