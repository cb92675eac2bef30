import { errorAnswer } from '../api/api-error.js';
import { type ApiContext, type Operation, runOperation } from '../api/operation.js';
import { operations } from '../api/operations.js';
import { checkSend } from '../client/schemas.js';
import type { ApiRequest, ApiResponse, Transport } from '../client/transport/transport.js';
import { isMarketError, MarketError } from '../model/errors.js';
import { maxBodyBytes } from '../model/limits.js';

const operationsById = new Map(operations.map((operation) => [operation.id, operation]));

/**
 * The HTTP API without HTTP: the same operations, with what goes in and out as JSON text, so that
 * callers never share objects with the market.
 */
export class MemoryTransport implements Transport {
  readonly #context: ApiContext;

  constructor(context: ApiContext) {
    this.#context = context;
  }

  async send(request: ApiRequest, options: { readonly signal: AbortSignal }): Promise<ApiResponse> {
    checkSend(request, options);
    const { signal } = options;
    const response = await this.#answer(request);
    signal.throwIfAborted();
    return response;
  }

  async #answer(request: ApiRequest): Promise<ApiResponse> {
    try {
      const { params = {}, query = {}, body } = request;
      const operation = operationsById.get(request.operation) as Operation;
      const result = await runOperation(this.#context, operation, {
        params,
        query,
        readBody: async () => jsonOf(body),
      });
      return { status: operation.status, body: JSON.stringify(result) };
    } catch (error) {
      // A fault of the market is a bug that no game has to handle, so it is thrown where it
      // happened.
      if (!isMarketError(error) || error.outcome !== 'REFUSED') throw error;
      const { status, body: told } = errorAnswer(error, this.#context);
      return { status, body: JSON.stringify(told) };
    }
  }
}

/** A body as JSON carries it. */
function jsonOf(body: object | undefined): unknown {
  const text = JSON.stringify(body) ?? '';
  if (Buffer.byteLength(text) > maxBodyBytes) {
    throw new MarketError('BODY_TOO_LARGE', `the body exceeds ${maxBodyBytes} bytes`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MarketError('MALFORMED_JSON', `the body is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}
