import { pathOf, routes } from '../../api/routes.js';
import { checkApiRequest } from '../schemas.js';
import type { ApiRequest } from './transport.js';

/** A request to the market's API as HTTP has it. */
export interface HttpRequest {
  /** HTTP method. */
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its parameters encoded, such as `/materials/wheat/book`. */
  readonly path: string;
  /** Encoded, without a question mark; empty if there are no parameters. */
  readonly query: string;
  /** JSON text. */
  readonly body: string | undefined;
}

/**
 * A request as HTTP has it, for a transport of your own that does not go by way of another one.
 *
 * @throws MarketError `VALIDATION_FAILED` naming everything that is wrong with the request.
 * @example
 * ```ts
 * const { method, path, query, body } = httpRequestOf({
 *   operation: 'getOrderBook',
 *   params: { material: 'copper:raw' },
 *   query: { depth: '5' },
 * });
 * console.log(method, `${path}?${query}`); // GET /materials/copper%3Araw/book?depth=5
 * ```
 */
export function httpRequestOf(request: ApiRequest): HttpRequest {
  checkApiRequest(request);
  const { operation, params = {}, query, body } = request;
  return {
    method: routes[operation].method,
    path: pathOf(operation, params),
    query: new URLSearchParams(query).toString(),
    body: body && JSON.stringify(body),
  };
}
