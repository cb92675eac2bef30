import * as z from 'zod/mini';
import { errorCodes, type MarketErrorCode } from '../model/errors.js';
import { maxBodyBytes, maxOrdersPerBatch } from '../model/limits.js';
import {
  amendmentSchema,
  collectionRequestSchema,
  orderRequestSchema,
  orderTypeSchema,
  timeInForceSchema,
} from '../model/request.js';
import * as answers from './answers.js';
import { marketEvent, marketEventType } from './event-schemas.js';
import { exampleError, parameterExamples, schemaExamples } from './examples.js';
import { candleIntervalSchema, orderListStatusSchema } from './inputs.js';
import { type JsonSchema, jsonSchemas, refTo, withoutWrapper } from './openapi-schemas.js';
import type { Operation } from './operation.js';
import { operations } from './operations.js';
import type { OperationId } from './routes.js';

/**
 * The description of the HTTP API as an OpenAPI document, made from the schemas that the API itself
 * parses requests with. OpenAPI 3.0, since many generators do not read 3.1, and nothing of 3.1 is
 * needed.
 */
export function openApiDocument(version: string) {
  return {
    openapi: '3.0.3',
    info: {
      title: 'material-market',
      version,
      description: [
        'A commodity market for games: limit orders, price-time matching, delivery boxes.',
        '',
        'Debit the player, place the order, collect what is owed. Every request may be repeated:',
        'orders by their clientOrderId, collections by their collectionId, the others as they are.',
        `Bodies are JSON of at most ${maxBodyBytes} bytes. Fields may be added to answers.`,
      ].join('\n'),
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
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
      schemas: withExamples({
        ...jsonSchemas({ ...requests, ...enumerations }, 'input'),
        ...jsonSchemas({ ...answerSchemas, ...enumerations, ...parts }, 'output', openEnumerations),
      }),
    },
  };
}

const requests = {
  OrderRequest: orderRequestSchema,
  OrderBatch: z.strictObject({
    orders: z.array(orderRequestSchema).check(z.minLength(1), z.maxLength(maxOrdersPerBatch)),
  }),
  CollectionRequest: collectionRequestSchema,
  Amendment: amendmentSchema,
};

export const answerSchemas = {
  Order: answers.order,
  CancelledOrder: answers.cancelledOrder,
  AmendedOrder: answers.amendedOrder,
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
  ErrorBody: answers.error,
  MarketEvent: marketEvent,
} as const satisfies Record<string, z.ZodMiniType>;

/** What requests and answers are made of, so that generated types have names of ours. */
const enumerations = {
  OrderType: orderTypeSchema,
  TimeInForce: timeInForceSchema,
  CandleInterval: candleIntervalSchema,
  OrderListStatus: orderListStatusSchema,
};

const parts = {
  OrderStatus: answers.orderStatus,
  ClosedOrderStatus: answers.closedOrderStatus,
  ReturnedHoldings: answers.returnedHoldings,
  BatchResult: answers.batchResult,
  Delivery: answers.delivery,
  ErrorDetail: answers.errorDetail,
  ErrorIssue: answers.errorIssue,
  ErrorOutcome: answers.errorOutcome,
  MarketEventType: marketEventType,
};

/** A generated client must not fail for a value that is added later. */
const openEnumerations = new Set<z.core.$ZodType>([
  answers.errorCode,
  answers.closeReason,
  answers.statementLineKind,
  marketEventType,
]);

/** The answer of each operation, by its id. */
export const answerNames: Readonly<Record<OperationId, keyof typeof answerSchemas>> = {
  postOrder: 'Order',
  placeOrder: 'Order',
  placeOrders: 'BatchResults',
  getOrder: 'Order',
  cancelOrder: 'CancelledOrder',
  amendOrder: 'AmendedOrder',
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
  amendOrder: 'Amendment',
  collect: 'CollectionRequest',
};

function paths() {
  const inputs = inputSchemas();
  const byPath: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    // A generator would make two methods that do the same.
    if (operation.aliasOf) continue;
    byPath[operation.path] = {
      ...byPath[operation.path],
      [operation.method.toLowerCase()]: {
        operationId: operation.id,
        tags: [tagOf(operation)],
        summary: operation.summary,
        parameters: [
          ...parametersOf(inputs.get(operation.params), 'path'),
          ...parametersOf(inputs.get(operation.query), 'query'),
        ],
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

/** What paths and queries take, by its schema. */
function inputSchemas(): Map<z.ZodMiniType | undefined, JsonSchema> {
  const inputs = new Set(operations.flatMap(({ params, query }) => [params, query]));
  const named = [...inputs].flatMap((schema, index) =>
    schema ? { name: `${index}`, schema } : [],
  );
  const schemas = Object.fromEntries(named.map(({ name, schema }) => [name, schema]));
  const made = jsonSchemas({ ...schemas, ...enumerations }, 'input');
  return new Map(named.map(({ name, schema }) => [schema, made[name] as JsonSchema]));
}

function parametersOf(schema: JsonSchema | undefined, place: 'path' | 'query') {
  const { properties = {}, required = [] } = schema ?? {};
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description && { description }),
    schema: withoutWrapper(rest),
    example: parameterExamples[name],
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
      content: json(answerNames[operation.id]),
    },
    ...Object.fromEntries(
      [...byStatus].map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\``).join(', '),
          content: json(
            'ErrorBody',
            Object.fromEntries(codes.map((code) => [code, { value: exampleError(code) }])),
          ),
        },
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

function json(name: string, examples?: Readonly<Record<string, object>>) {
  const example = examples ? { examples } : { example: schemaExamples[name] };
  return { 'application/json': { schema: refTo(name), ...example } };
}

function withExamples(schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { ...schema, example: schemaExamples[name] },
    ]),
  );
}
