import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credentials } from './credentials.js';
import { type LambdaFunction, throttled } from './lambda-function.js';
import { type LoopbackServer, readBody, startServer } from './loopback-server.js';
import type { Role } from './roles.js';

/** Lambda's API as one caller sees it: Invoke, where the caller's role allows it. */
export function startLambdaService(
  functions: readonly LambdaFunction[],
  { role, credentials }: { readonly role: Role; readonly credentials: Credentials },
): Promise<LoopbackServer> {
  return startServer(async (request, response) => {
    const found = invoked(request, functions);
    if (!found) return refuse(response, 404, 'ResourceNotFoundException');
    const { authorization = '' } = request.headers;
    const mayInvoke =
      credentials.signed(authorization, 'lambda') && role.uses('lambda:InvokeFunction', found.arn);
    if (!mayInvoke) return refuse(response, 403, 'AccessDeniedException');
    const event: unknown = JSON.parse((await readBody(request)).toString('utf8'));
    const result = await found.invoke(event);
    if (result === throttled) return refuse(response, 429, 'TooManyRequestsException');
    response.setHeader('x-amzn-requestid', randomUUID());
    if ('error' in result) response.setHeader('x-amz-function-error', 'Unhandled');
    response.end('payload' in result ? result.payload : JSON.stringify(result.error));
  });
}

function invoked(
  { method, url = '' }: IncomingMessage,
  functions: readonly LambdaFunction[],
): LambdaFunction | undefined {
  const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url)?.[1] ?? '';
  const wanted = decodeURIComponent(name);
  return method === 'POST'
    ? functions.find((one) => one.name === wanted || one.arn === wanted)
    : undefined;
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'x-amzn-errortype': type });
  response.end(JSON.stringify({ Message: type }));
}
