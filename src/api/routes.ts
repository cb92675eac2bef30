import { validationError } from '../model/validation.js';

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As in OpenAPI: a segment in braces is a parameter. */
  readonly path: `/${string}`;
}

/**
 * Method and path of every operation of the API, by its id. Apart from the operations themselves,
 * so that a client knows the way without what goes on behind it.
 */
export const routes = {
  postOrder: { method: 'POST', path: '/' },
  placeOrder: { method: 'POST', path: '/orders' },
  placeOrders: { method: 'POST', path: '/orders/batch' },
  getOrder: { method: 'GET', path: '/orders/{orderId}' },
  cancelOrder: { method: 'DELETE', path: '/orders/{orderId}' },
  amendOrder: { method: 'POST', path: '/orders/{orderId}/amendments' },
  getOrderBook: { method: 'GET', path: '/materials/{material}/book' },
  getTicker: { method: 'GET', path: '/materials/{material}/ticker' },
  getQuote: { method: 'GET', path: '/materials/{material}/quote' },
  listMaterialTrades: { method: 'GET', path: '/materials/{material}/trades' },
  listCandles: { method: 'GET', path: '/materials/{material}/candles' },
  listOrders: { method: 'GET', path: '/accounts/{account}/orders' },
  listAccountTrades: { method: 'GET', path: '/accounts/{account}/trades' },
  listStatement: { method: 'GET', path: '/accounts/{account}/statement' },
  getDeliveries: { method: 'GET', path: '/accounts/{account}/deliveries' },
  collect: { method: 'POST', path: '/accounts/{account}/collections' },
} as const satisfies Readonly<Record<string, Route>>;

/**
 * Name of an operation of the HTTP API, as in its OpenAPI document.
 * @useDeclaredType
 */
export type OperationId = keyof typeof routes;

/** The path of an operation, with its parameters encoded. */
export function pathOf(operation: OperationId, params: Readonly<Record<string, string>>): string {
  return routes[operation].path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (!value)
      throw validationError('request', [{ path: `params.${name}`, message: 'is required' }]);
    return encodeURIComponent(value);
  });
}
