import type * as z from 'zod/mini';
import type { Market } from '../engine/market.js';
import type { NotedMaterials } from '../engine/noted-materials.js';
import type { MarketError, MarketErrorCode } from '../model/errors.js';
import type { OrderIdFactory } from '../model/order-id.js';
import { parseRequest } from '../model/validation.js';
import { type OperationId, routes } from './routes.js';

/** What the operations of the API work on. */
export interface ApiContext {
  readonly market: Market;
  readonly orderIds: OrderIdFactory;
  /** What this process has noted of materials; it is added to. */
  readonly noted: NotedMaterials;
  /** Told of every failure that is not the client's, and of the request that it happened to. */
  readonly onFault: (error: MarketError, requestId?: string) => void;
  /** Id of the request under way, where it has one. */
  readonly requestId?: string | undefined;
}

type Schema = z.ZodMiniType;
type ValueOf<Of extends Schema | undefined> = Of extends Schema ? z.output<Of> : undefined;

/** One operation of the HTTP API: its route, what it takes, and what it does. */
export interface Operation {
  readonly id: OperationId;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As in OpenAPI: a segment in braces is a parameter. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** The operation that this is another path of. Left out of the OpenAPI document. */
  readonly aliasOf?: OperationId;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** Status of an answer that is a success. */
  readonly status: 200 | 201;
  /** Codes of the errors that are this operation's own, besides those of any request. */
  readonly errors: readonly MarketErrorCode[];
  /** Whether the answer follows from the tables alone, without the market's rules. */
  readonly isTableRead: boolean;
  readonly run: (
    context: ApiContext,
    input: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
  ) => Promise<object>;
}

/** An operation whose input has the types of its schemas. */
export function operation<
  Params extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
>(
  definition: Omit<
    Operation,
    'method' | 'path' | 'params' | 'query' | 'body' | 'status' | 'errors' | 'isTableRead' | 'run'
  > &
    Partial<Pick<Operation, 'status' | 'errors' | 'isTableRead'>> & {
      readonly params?: Params;
      readonly query?: Query;
      readonly body?: Body;
      readonly run: (
        context: ApiContext,
        input: {
          readonly params: ValueOf<Params>;
          readonly query: ValueOf<Query>;
          readonly body: ValueOf<Body>;
        },
      ) => Promise<object>;
    },
): Operation {
  const route = routes[definition.id];
  return { status: 200, errors: [], isTableRead: false, ...route, ...definition } as Operation;
}

/** Runs an operation on input that was not looked at yet. */
export async function runOperation(
  context: ApiContext,
  operation: Operation,
  input: {
    readonly params: unknown;
    readonly query: unknown;
    readonly readBody: () => Promise<unknown>;
  },
): Promise<object> {
  const { params, query, body } = operation;
  return operation.run(context, {
    params: params && parseRequest(params, input.params, 'request'),
    query: query && parseRequest(query, input.query, 'query'),
    body: body && parseRequest(body, await input.readBody(), 'body'),
  });
}
