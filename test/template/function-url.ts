import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LambdaFunctionURLResult } from 'aws-lambda';
import type * as z from 'zod';
import { functionUrlEvent, functionUrlResponse } from '../../src/local/http/function-url.js';
import { hasValidSignature } from '../support/signature-v4.js';
import { region } from './aws.js';
import type { Credentials } from './credentials.js';
import { type LambdaFunction, throttled } from './lambda-function.js';
import { type LoopbackServer, readBody, startServer } from './loopback-server.js';
import type { permissionProperties, urlProperties } from './properties.js';
import type { Role } from './roles.js';

export interface FunctionUrlOptions {
  readonly properties: z.infer<typeof urlProperties>;
  readonly target: LambdaFunction;
  /** What the function's own policy allows. */
  readonly permissions: readonly z.infer<typeof permissionProperties>[];
  /** The only caller that signs requests. */
  readonly caller: { readonly role: Role; readonly credentials: Credentials };
}

/** A function URL needs both: that of the URL, and that of the function behind it. */
const neededActions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

/** A Function URL on a port of this machine. */
export function startFunctionUrl(options: FunctionUrlOptions): Promise<LoopbackServer> {
  return startServer(async (incoming, outgoing) => {
    const body = await readBody(incoming);
    if (!isAllowed(options, incoming, body.toString('utf8'))) {
      outgoing.writeHead(403).end(JSON.stringify({ Message: 'Forbidden' }));
      return;
    }
    const requestId = randomUUID();
    const { method = 'GET', headers, url = '/' } = incoming;
    const request = new Request(`http://${headers.host}${url}`, {
      method,
      headers: Object.entries(headers).map(
        ([name, value]) => [name, String(value)] as [string, string],
      ),
      ...(body.length > 0 && { body }),
    });
    const event = await functionUrlEvent({ request, requestId, sourceIp: '127.0.0.1' });
    const result = await options.target.invoke(event);
    if (result === throttled) {
      outgoing.writeHead(429).end(
        JSON.stringify({
          Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
          Message: 'Rate Exceeded.',
        }),
      );
      return;
    }
    if ('error' in result) {
      outgoing.writeHead(502).end(JSON.stringify({ Message: 'Internal Server Error' }));
      return;
    }
    const payload = JSON.parse(result.payload) as LambdaFunctionURLResult;
    const response = functionUrlResponse(payload, requestId);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
}

function isAllowed(
  { properties, target, permissions, caller }: FunctionUrlOptions,
  request: IncomingMessage,
  body: string,
): boolean {
  if (properties.AuthType === 'NONE') {
    return neededActions.every((action) =>
      permissions.some(
        ({ Action, FunctionName, FunctionUrlAuthType, InvokedViaFunctionUrl }) =>
          Action === action &&
          [target.arn, target.name].includes(FunctionName) &&
          (FunctionUrlAuthType === 'NONE' || InvokedViaFunctionUrl === true),
      ),
    );
  }
  const { secretAccessKey } = caller.credentials;
  const { authorization = '' } = request.headers;
  return (
    caller.credentials.signed(authorization, 'lambda') &&
    hasValidSignature(request, body, { secretAccessKey, region }) &&
    neededActions.every((action) => caller.role.uses(action, target.arn))
  );
}
