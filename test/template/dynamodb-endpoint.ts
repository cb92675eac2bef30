import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { Credentials } from './credentials.js';
import { type NeededPermission, neededPermissions } from './dynamodb-actions.js';
import { type LoopbackServer, readBody, startServer } from './loopback-server.js';
import type { Role } from './roles.js';

export interface DynamoDBEndpointOptions {
  /** URL of the engine that does the work. */
  readonly engine: string;
  readonly role: Role;
  /** Whose requests these are. */
  readonly credentials: Credentials;
  /** ARN of the change stream that may be read here. */
  readonly streamArn?: string;
}

export interface DynamoDBEndpoint extends LoopbackServer {
  /** Set to have every request fail. */
  isDown: boolean;
}

/**
 * DynamoDB as one caller sees it: refuses what its role does not allow, notes what it does, and
 * has the engine do it.
 */
export async function startDynamoDBEndpoint(
  options: DynamoDBEndpointOptions,
): Promise<DynamoDBEndpoint> {
  const agent = new Agent({ keepAlive: true });
  const server = await startServer(async (request, response) => {
    const body = await readBody(request);
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    if (endpoint.isDown) {
      response.writeHead(500, type).end('{"__type":"InternalServerError","message":"down"}');
      return;
    }
    const refusal = refusalOf(options, request, body);
    if (refusal) {
      response.writeHead(400, type).end(JSON.stringify(refusal));
      return;
    }
    await forward(options.engine, agent, request, body, response);
  });
  const endpoint: DynamoDBEndpoint = {
    isDown: false,
    url: server.url,
    stop: async () => {
      await server.stop();
      agent.destroy();
    },
  };
  return endpoint;
}

function refusalOf(
  { role, credentials, streamArn }: DynamoDBEndpointOptions,
  request: IncomingMessage,
  body: Buffer,
): object | undefined {
  const {
    authorization = '',
    'x-amz-target': target = '',
    'x-amz-security-token': token,
  } = request.headers;
  if (!credentials.signed(authorization, 'dynamodb') || token !== credentials.sessionToken) {
    return { __type: 'UnrecognizedClientException', message: 'not the caller that was expected' };
  }
  const [service, operation = ''] = String(target).split('.');
  const needed: NeededPermission[] =
    service?.startsWith('DynamoDBStreams') && streamArn
      ? [{ action: `dynamodb:${operation}`, resource: streamArn }]
      : neededPermissions(operation, JSON.parse(body.toString('utf8')));
  const refused = needed.filter(({ action, resource }) => !role.uses(action, resource));
  if (refused.length === 0) return undefined;
  const [{ action, resource }] = refused as [NeededPermission];
  return { __type: 'AccessDeniedException', message: `not authorized: ${action} on ${resource}` };
}

function forward(
  engine: string,
  agent: Agent,
  { headers, method = 'POST' }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  return new Promise((resolve) => {
    const forwarded = send(engine, { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response).once('close', resolve);
    });
    forwarded.once('error', () => {
      response.destroy();
      resolve();
    });
    forwarded.end(body);
  });
}
