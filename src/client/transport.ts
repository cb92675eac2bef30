/** A request to the market's HTTP API, however it gets there. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With all its segments encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
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
 *     console.log(request.method, request.path);
 *     return inner.send(request, { signal });
 *   },
 * };
 * const market = new MarketClient({ transport });
 * ```
 */
export interface Transport {
  send(request: ApiRequest, options: { readonly signal: AbortSignal }): Promise<ApiResponse>;
}
