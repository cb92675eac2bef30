import type { OperationId } from '../../api/routes.js';

/** A request to the market's HTTP API, however it gets there. */
export interface ApiRequest {
  /** What is asked of the market. */
  readonly operation: OperationId;
  /** Parameters of the operation's path, not encoded. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Parameters of the query, not encoded. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
}

/** An answer of the HTTP API, whatever its status. */
export interface ApiResponse {
  /** HTTP status. */
  readonly status: number;
  /** JSON, if the market itself answered. */
  readonly body: string;
  /** Id of the request at AWS, where there was one. */
  readonly requestId?: string | undefined;
}

/**
 * One way to reach the market's HTTP API. Throws a retryable `MarketError` when no answer came
 * back; any answer, also one that tells of an error, is returned.
 *
 * @example
 * ```ts
 * const transport: Transport = {
 *   send: async (request, { signal }) => {
 *     console.log(request.operation, request.params);
 *     return inner.send(request, { signal });
 *   },
 * };
 * const market = new MarketClient({ transport });
 * ```
 */
export interface Transport {
  /** Sends one request, once: repeating is left to the client. */
  send(request: ApiRequest, options: { readonly signal: AbortSignal }): Promise<ApiResponse>;
}
