import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { MarketError } from '../../model/errors.js';
import { checkOptions, strictFields } from '../../model/validation.js';
import { checkSend, lambdaClientSchema, nonEmptyText, timerMs } from '../schemas.js';
import { userAgent } from '../version.js';
import { httpRequestOf } from './http-request.js';
import { createLambdaClient } from './lambda-client.js';
import type { ApiRequest, ApiResponse, Transport } from './transport.js';

/** How a `LambdaTransport` reaches the API. */
export interface LambdaTransportOptions {
  /** Name or ARN of the intake function. */
  readonly functionName: string;
  /**
   * The Lambda client to invoke it with. One of your own should make one attempt only
   * (`maxAttempts: 1`), since the `MarketClient` makes further ones.
   * @default one of the environment's region and credentials
   */
  readonly lambdaClient?: LambdaClient | undefined;
  /**
   * Milliseconds that the default Lambda client waits for an answer.
   * @default 10_000
   */
  readonly timeout?: number | undefined;
}

const optionsSchema = strictFields(
  {
    functionName: nonEmptyText,
    lambdaClient: z.optional(lambdaClientSchema),
    timeout: z.optional(timerMs),
  },
  'must be an object such as { functionName }',
);

/**
 * Reaches the API by invoking the intake function, with the event a Function URL would send. A
 * `MarketClient` that is given a `functionName` makes one for itself.
 *
 * @example
 * ```ts
 * const inner = new LambdaTransport({ functionName: 'my-market-intake' });
 * const counted: Transport = {
 *   send: (request, options) => {
 *     console.count(request.operation);
 *     return inner.send(request, options);
 *   },
 * };
 * const market = new MarketClient({ transport: counted });
 * ```
 */
export class LambdaTransport implements Transport {
  readonly #functionName: string;
  readonly #client: LambdaClient;

  /** @throws MarketError `VALIDATION_FAILED` naming every option that is unknown or invalid. */
  constructor(options: LambdaTransportOptions) {
    const { functionName, lambdaClient, timeout } = checkOptions(
      optionsSchema,
      options,
      'LambdaTransport options',
    );
    this.#functionName = functionName;
    this.#client = lambdaClient ?? createLambdaClient(timeout);
  }

  /**
   * Sends one request.
   *
   * @throws MarketError `NETWORK_ERROR` or `THROTTLED` when the function could not be invoked,
   * `CONFIGURATION` when its name, the region or a permission is wrong, `UNEXPECTED_RESPONSE` when
   * it failed.
   * @example
   * ```ts
   * const { status, body } = await new LambdaTransport({ functionName: 'my-market-intake' }).send(
   *   { operation: 'getTicker', params: { material: 'wheat' } },
   *   { signal: AbortSignal.timeout(5_000) },
   * );
   * ```
   */
  async send(request: ApiRequest, options: { readonly signal: AbortSignal }): Promise<ApiResponse> {
    checkSend(request, options);
    const { signal } = options;
    const command = new InvokeCommand({
      FunctionName: this.#functionName,
      Payload: JSON.stringify(eventOf(request)),
    });
    const answer = await this.#client
      .send(command, { abortSignal: signal })
      .catch((cause: unknown) => {
        throw invocationError(this.#functionName, cause);
      });
    const requestId = answer.$metadata.requestId;
    const payload = answer.Payload?.transformToString() ?? '';
    // An invocation that threw is answered with status 200 all the same.
    if (answer.FunctionError) {
      throw new MarketError(
        'UNEXPECTED_RESPONSE',
        `${this.#functionName} failed with ${answer.FunctionError}: ${payload.slice(0, 500)}`,
        { requestId },
      );
    }
    return { ...responseOf(payload, this.#functionName), requestId };
  }
}

function responseOf(payload: string, functionName: string): ApiResponse {
  try {
    const { statusCode, body } = JSON.parse(payload) as { statusCode?: number; body?: string };
    if (typeof statusCode === 'number') return { status: statusCode, body: body ?? '' };
  } catch {
    // Told below.
  }
  throw new MarketError(
    'CONFIGURATION',
    `${functionName} does not answer like the intake of a market: ${payload.slice(0, 200)}`,
  );
}

/** As a Function URL sends it, payload format 2.0. */
function eventOf(request: ApiRequest) {
  const { method, path, query: rawQueryString, body } = httpRequestOf(request);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString,
    headers: body ? { 'content-type': 'application/json' } : {},
    ...(rawQueryString && { queryStringParameters: request.query }),
    requestContext: {
      accountId: 'invoke',
      apiId: 'invoke',
      domainName: 'invoke',
      domainPrefix: 'invoke',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '', userAgent: userAgent.name },
      requestId: crypto.randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: Date.now(),
    },
    ...(body && { body }),
    isBase64Encoded: false,
  };
}

const throttled = ['TooManyRequestsException', 'EC2ThrottledException', 'ThrottlingException'];
const misconfigured = [
  'ResourceNotFoundException',
  'AccessDeniedException',
  'InvalidParameterValueException',
];

function invocationError(functionName: string, cause: unknown): MarketError {
  const { name = '', message = '' } = (cause ?? {}) as Partial<Error>;
  if (throttled.includes(name)) {
    return new MarketError('THROTTLED', `${functionName} is throttled`, { cause });
  }
  if (name === 'CredentialsProviderError') {
    return new MarketError(
      'CONFIGURATION',
      `${functionName} cannot be invoked without AWS credentials: set them in the environment, or give a lambdaClient that has some`,
      { cause },
    );
  }
  if (/region is missing/i.test(message)) {
    return new MarketError(
      'CONFIGURATION',
      `${functionName} cannot be invoked without a region: set AWS_REGION, or give a lambdaClient that has one`,
      { cause },
    );
  }
  if (misconfigured.includes(name)) {
    return new MarketError(
      'CONFIGURATION',
      `${functionName} cannot be invoked (${name}): check its name, the region and lambda:InvokeFunction`,
      { cause },
    );
  }
  const reason = name === '' ? '' : ` (${name})`;
  return new MarketError('NETWORK_ERROR', `${functionName} did not answer${reason}`, { cause });
}
