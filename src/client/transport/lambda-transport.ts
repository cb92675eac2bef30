import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { MarketError } from '../../model/errors.js';
import { sdkTimeouts } from '../../store/sdk-timeouts.js';
import { defaultTimeoutMs } from '../limits.js';
import { userAgent } from '../version.js';
import { httpRequestOf } from './http-request.js';
import type { ApiRequest, ApiResponse, Transport } from './transport.js';

export interface LambdaTransportOptions {
  /** Name or ARN of the intake function. */
  readonly functionName: string;
  /** @default a client of the environment's region and credentials */
  readonly client?: LambdaClient | undefined;
  /** Milliseconds for one attempt. */
  readonly timeout?: number | undefined;
}

const connectionTimeoutMs = 3_000;

/** Repeating is left to the caller, which knows what may be repeated and for how long. */
export function createLambdaClient(timeout = defaultTimeoutMs): LambdaClient {
  const { name, version } = userAgent;
  return new LambdaClient({
    customUserAgent: [[name, version]],
    maxAttempts: 1,
    ...sdkTimeouts({ connectionTimeout: connectionTimeoutMs, requestTimeout: timeout }),
  });
}

/** Reaches the API by invoking the intake function, with the event a Function URL would send. */
export class LambdaTransport implements Transport {
  readonly #functionName: string;
  readonly #client: LambdaClient;

  constructor({ functionName, client, timeout }: LambdaTransportOptions) {
    this.#functionName = functionName;
    this.#client = client ?? createLambdaClient(timeout);
  }

  async send(
    request: ApiRequest,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ApiResponse> {
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
