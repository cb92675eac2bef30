import { MarketError } from '../../model/errors.js';
import { userAgent } from '../version.js';
import { httpRequestOf } from './http-request.js';
import type { ApiRequest, ApiResponse, Transport } from './transport.js';

/** Where `material-market dev` listens. */
const defaultLocalPort = '4000';

/** An HTTP request that may be signed. */
interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Gives the headers of a request with a signature among them. */
export type RequestSigner = (request: UnsignedRequest) => Promise<Record<string, string>>;

/** Reaches the API by HTTP: a local market, or a Function URL, signed where it asks for that. */
export class HttpTransport implements Transport {
  readonly #url: string;
  readonly #sign: RequestSigner | undefined;

  constructor(url: string, { sign }: { readonly sign?: RequestSigner | undefined } = {}) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new MarketError('CONFIGURATION', `${url} is not an http or https URL`);
    }
    this.#url = url.replace(/\/+$/, '');
    this.#sign = sign;
  }

  async send(
    request: ApiRequest,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ApiResponse> {
    const { method, path, query, body } = httpRequestOf(request);
    const url = new URL(`${this.#url}${path}${query && `?${query}`}`);
    const plain = {
      'user-agent': `${userAgent.name}/${userAgent.version}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    const headers = (await this.#sign?.({ method, url, headers: plain, body })) ?? plain;
    try {
      const response = await fetch(url, { method, signal, headers, ...(body && { body }) });
      return {
        status: response.status,
        body: await response.text(),
        requestId: response.headers.get('x-amzn-requestid') ?? undefined,
      };
    } catch (cause) {
      throw new MarketError('NETWORK_ERROR', `${this.#url} did not answer${reasonOf(cause, url)}`, {
        cause,
      });
    }
  }
}

const loopback = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** What fetch hides in the cause of its error, such as ECONNREFUSED, and what to do. */
function reasonOf(error: unknown, { hostname, port }: URL): string {
  const { code, message } = ((error as Error).cause ?? {}) as Partial<NodeJS.ErrnoException>;
  const reason = code ?? message;
  if (reason === undefined) return '';
  if (code !== 'ECONNREFUSED') return ` (${reason})`;
  if (!loopback.test(hostname)) return ` (${reason}): nothing listens there, check the URL`;
  const portOption = port === defaultLocalPort ? '' : ` --port ${port || 80}`;
  return ` (${reason}): start it with \`npx material-market dev${portOption}\``;
}
