import { MarketError } from '../model/errors.js';
import type { ApiRequest, ApiResponse, Transport } from './transport.js';

/** Reaches the API by plain HTTP: a local market, or a Function URL without authentication. */
export class HttpTransport implements Transport {
  readonly #url: string;
  readonly #fetch: typeof fetch;

  constructor(url: string, options: { readonly fetch?: typeof fetch | undefined } = {}) {
    this.#url = url.replace(/\/+$/, '');
    this.#fetch = options.fetch ?? fetch;
  }

  async send(
    request: ApiRequest,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ApiResponse> {
    const query = new URLSearchParams(request.query).toString();
    try {
      const response = await this.#fetch(`${this.#url}${request.path}${query && `?${query}`}`, {
        method: request.method,
        signal,
        ...(request.body && {
          body: JSON.stringify(request.body),
          headers: { 'content-type': 'application/json' },
        }),
      });
      return {
        status: response.status,
        body: await response.text(),
        requestId: response.headers.get('x-amzn-requestid') ?? undefined,
      };
    } catch (cause) {
      throw new MarketError('NETWORK_ERROR', `${this.#url} did not answer`, { cause });
    }
  }
}
