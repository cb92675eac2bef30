import { isUtf8 } from 'node:buffer';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { maxBodyBytes } from '../../model/limits.js';

export interface FunctionUrlRequest {
  readonly request: Request;
  readonly requestId: string;
  readonly sourceIp: string;
}

/** A request as the payload of a Lambda Function URL, format 2.0. */
export async function functionUrlEvent({
  request,
  requestId,
  sourceIp,
}: FunctionUrlRequest): Promise<LambdaFunctionURLEvent> {
  const { method, headers } = request;
  const { host, pathname, search, searchParams } = new URL(request.url);
  const { cookie, ...others } = Object.fromEntries(headers);
  const body = method === 'GET' || method === 'HEAD' ? undefined : await readBody(request);
  const now = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie && { cookies: cookie.split(/; */) }),
    headers: others,
    ...(search.length > 1 && { queryStringParameters: joinedByComma(searchParams) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: host,
      domainPrefix: 'local',
      http: {
        method,
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers.get('user-agent') ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...bodyFields(body),
  };
}

/** As in `22/Nov/2026:14:16:58 +0000`. */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** A function's answer as the Function URL sends it. */
export function functionUrlResponse(result: LambdaFunctionURLResult, requestId: string): Response {
  const {
    statusCode = 200,
    headers = {},
    cookies = [],
    body,
    isBase64Encoded,
  } = structured(result);
  const content = isBase64Encoded && body !== undefined ? Buffer.from(body, 'base64') : body;
  const hasBody = ![101, 204, 205, 304].includes(statusCode);
  const response = new Response(hasBody ? (content ?? null) : null, { status: statusCode });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, String(value));
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  response.headers.set('x-amzn-requestid', requestId);
  return response;
}

function structured(result: LambdaFunctionURLResult) {
  if (typeof result === 'object') return result;
  return { body: result, headers: { 'content-type': 'application/json' } };
}

/**
 * The body, cut off one byte past the intake's limit, so that the intake sees that it is too long.
 * A body whose Content-Length is over the limit is not read at all.
 */
async function readBody(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (request.body === null || announced > maxBodyBytes) return Buffer.alloc(0);
  let length = 0;
  for await (const chunk of request.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes + 1);
}

/** Lambda passes text on as it is, and other content in base64. */
function bodyFields(body: Buffer | undefined) {
  if (body === undefined || body.length === 0) return { isBase64Encoded: false };
  return isUtf8(body)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

function joinedByComma(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );
}
