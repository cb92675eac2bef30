import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { MarketError } from '../model/errors.js';
import type { ApiRequest, ApiResponse, Transport } from './transport.js';

export interface LambdaTransportOptions {
  /** Name or ARN of the intake function. */
  readonly functionName: string;
  /** @default a client of the environment's region and credentials */
  readonly client?: LambdaClient | undefined;
}

/** Reaches the API by invoking the intake function, with the event a Function URL would send. */
export class LambdaTransport implements Transport {
  readonly #functionName: string;
  readonly #client: LambdaClient;

  constructor({ functionName, client }: LambdaTransportOptions) {
    this.#functionName = functionName;
    this.#client = client ?? new LambdaClient({});
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
    const { statusCode, body } = JSON.parse(payload) as { statusCode: number; body?: string };
    return { status: statusCode, body: body ?? '', requestId };
  }
}

/** As a Function URL sends it, payload format 2.0. */
function eventOf({ method, path, query = {}, body }: ApiRequest) {
  const rawQueryString = new URLSearchParams(query).toString();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString,
    headers: body ? { 'content-type': 'application/json' } : {},
    ...(rawQueryString && { queryStringParameters: query }),
    requestContext: {
      accountId: 'invoke',
      apiId: 'invoke',
      domainName: 'invoke',
      domainPrefix: 'invoke',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '', userAgent: 'material-market' },
      requestId: crypto.randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: Date.now(),
    },
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

const throttled = ['TooManyRequestsException', 'EC2ThrottledException', 'ThrottlingException'];
const misconfigured = [
  'ResourceNotFoundException',
  'AccessDeniedException',
  'InvalidParameterValueException',
  'CredentialsProviderError',
];

function invocationError(functionName: string, cause: unknown): MarketError {
  const name = cause instanceof Error ? cause.name : '';
  if (throttled.includes(name)) {
    return new MarketError('THROTTLED', `${functionName} is throttled`, { cause });
  }
  if (misconfigured.includes(name)) {
    return new MarketError(
      'CONFIGURATION',
      `${functionName} cannot be invoked (${name}): check its name, the region and lambda:InvokeFunction`,
      { cause },
    );
  }
  return new MarketError('NETWORK_ERROR', `${functionName} did not answer`, { cause });
}
