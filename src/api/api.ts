import { Hono } from 'hono/tiny';
import type { Market } from '../engine/market.js';
import { NotedMaterials } from '../engine/noted-materials.js';
import { MarketError } from '../model/errors.js';
import { errorAnswer } from './api-error.js';
import { readJson } from './body.js';
import { type ApiContext, type Operation, runOperation } from './operation.js';
import { operations } from './operations.js';

/** What the API works on. */
export type ApiOptions = Omit<ApiContext, 'noted' | 'requestId'>;

/** What differs from request to request. */
interface RequestContext {
  readonly market?: Market;
  readonly requestId?: string | undefined;
}

/**
 * The HTTP API of a market: one for Function URL, Lambda Invoke and the local server. `contextFor`
 * gives what is of one request, by what the app was called with besides it.
 */
export function createApi(
  options: ApiOptions,
  contextFor: (bindings: unknown) => RequestContext = () => ({}),
): Hono {
  const noted = new NotedMaterials();
  const contextOf = (bindings: unknown): ApiContext => ({
    ...options,
    noted,
    ...contextFor(bindings),
  });
  const app = new Hono();
  for (const operation of operations) {
    app.on(operation.method, routeOf(operation), async (context) => {
      const { req } = context;
      const body = await runOperation(contextOf(context.env), operation, {
        params: req.param(),
        query: req.query(),
        readBody: () => readJson(req),
      });
      return context.json(body, operation.status);
    });
  }
  for (const path of new Set(operations.map(routeOf))) {
    const allowed = operations.filter((of) => routeOf(of) === path).map(({ method }) => method);
    app.all(path, (context) => {
      context.header('allow', allowed.join(', '));
      throw new MarketError(
        'METHOD_NOT_ALLOWED',
        `${context.req.path} takes ${allowed.join(' and ')}, not ${context.req.method}`,
      );
    });
  }
  app.notFound((context) => {
    throw new MarketError('ROUTE_NOT_FOUND', `there is nothing at ${context.req.path}`);
  });
  app.onError((cause, context) => {
    const { status, body } = errorAnswer(cause, contextOf(context.env));
    return context.newResponse(JSON.stringify(body), status as 500, {
      'content-type': 'application/json',
    });
  });
  return app;
}

/** Hono's way to write a route. */
function routeOf({ path }: Operation): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
