import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { MarketError } from '../../model/errors.js';
import { checkOptions, strictFields } from '../../model/validation.js';
import { authTypeSchema, checkSend, lambdaClientSchema, nonEmptyText } from '../schemas.js';
import { userAgent } from '../version.js';
import { httpRequestOf } from './http-request.js';
import { createLambdaClient } from './lambda-client.js';
import { createRequestSigner, isFunctionUrl } from './request-signer.js';
import type { ApiRequest, ApiResponse, Transport } from './transport.js';

/** Where `material-market dev` listens. */
const defaultLocalPort = '4000';

/** How an `HttpTransport` reaches the API. */
export interface HttpTransportOptions {
  /** URL of the HTTP API: that of a local market, or a Function URL. */
  readonly url: string;
  /**
   * Whether requests are signed (Signature Version 4), as a Function URL of that `AuthType` asks for.
   * @default 'AWS_IAM' if url is that of a Lambda function, otherwise 'NONE'
   */
  readonly authType?: 'AWS_IAM' | 'NONE' | undefined;
  /**
   * The Lambda client whose credentials sign requests.
   * @default one of the environment's region and credentials
   */
  readonly lambdaClient?: LambdaClient | undefined;
}

const optionsSchema = strictFields(
  {
    url: nonEmptyText,
    authType: z.optional(authTypeSchema),
    lambdaClient: z.optional(lambdaClientSchema),
  },
  'must be an object such as { url }',
);

/**
 * Reaches the API by HTTP: a local market, or a Function URL, signed where it asks for that. A
 * `MarketClient` that is given a `url` makes one for itself.
 *
 * @example
 * ```ts
 * const inner = new HttpTransport({ url: 'http://127.0.0.1:4000' });
 * const slow: Transport = {
 *   send: async (request, options) => {
 *     await new Promise((resolve) => setTimeout(resolve, 500));
 *     return inner.send(request, options);
 *   },
 * };
 * const market = new MarketClient({ transport: slow });
 * ```
 */
export class HttpTransport implements Transport {
  readonly #url: string;
  readonly #sign: ReturnType<typeof createRequestSigner> | undefined;

  /**
   * @throws MarketError `VALIDATION_FAILED` naming every option that is unknown or invalid;
   * `CONFIGURATION` for what is not an http or https URL.
   */
  constructor(options: HttpTransportOptions) {
    const { url, authType, lambdaClient } = checkOptions(
      optionsSchema,
      options,
      'HttpTransport options',
    );
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new MarketError('CONFIGURATION', `${url} is not an http or https URL`);
    }
    this.#url = url.replace(/\/+$/, '');
    const isSigned = (authType ?? (isFunctionUrl(url) ? 'AWS_IAM' : 'NONE')) === 'AWS_IAM';
    this.#sign = isSigned ? createRequestSigner(lambdaClient ?? createLambdaClient()) : undefined;
  }

  /**
   * Sends one request.
   *
   * @throws MarketError `NETWORK_ERROR` when no answer came.
   * @example
   * ```ts
   * const { status, body } = await new HttpTransport({ url }).send(
   *   { operation: 'getTicker', params: { material: 'wheat' } },
   *   { signal: AbortSignal.timeout(5_000) },
   * );
   * ```
   */
  async send(request: ApiRequest, options: { readonly signal: AbortSignal }): Promise<ApiResponse> {
    checkSend(request, options);
    const { signal } = options;
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
