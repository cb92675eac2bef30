import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { CloudWatch } from './alarms/cloudwatch.js';
import type { Clock } from './clock.js';
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
  readonly clock: Clock;
  readonly cloudwatch: CloudWatch;
}

/** What requests are answered with instead of being done. */
interface DynamoDBFault {
  readonly status: number;
  readonly type: string;
}

export const dynamoDBFaults = {
  /** The service cannot be reached. */
  down: { status: 500, type: 'InternalServerError' },
  /** A permission has been taken away. */
  denied: { status: 400, type: 'AccessDeniedException' },
} as const satisfies Readonly<Record<string, DynamoDBFault>>;

/** The next request that reads or writes a table is throttled by it, or by an index of it. */
export interface Throttle {
  readonly kind: 'Read' | 'Write';
  readonly table: string;
  readonly index?: string | undefined;
}

export interface DynamoDBEndpoint extends LoopbackServer {
  /** Set to have every request fail. */
  fault: DynamoDBFault | undefined;
  throttle: Throttle | undefined;
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
    // The SDK corrects its clock by the answers that refuse it.
    response.setHeader('date', new Date(options.clock.now()).toUTCString());
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    const fault = endpoint.fault ?? throttlingOf(endpoint, options, request, body);
    if (fault) {
      response.writeHead(fault.status, type).end(JSON.stringify({ __type: fault.type }));
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
    fault: undefined,
    throttle: undefined,
    url: server.url,
    stop: async () => {
      await server.stop();
      agent.destroy();
    },
  };
  return endpoint;
}

/** Throttles the request if it is the next one to be, and reports that as DynamoDB does. */
function throttlingOf(
  endpoint: DynamoDBEndpoint,
  { clock, cloudwatch }: DynamoDBEndpointOptions,
  request: IncomingMessage,
  body: Buffer,
): DynamoDBFault | undefined {
  const { throttle } = endpoint;
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  if (!throttle) return undefined;
  const { kind, table, index } = throttle;
  const isHit = neededPermissions(operation, JSON.parse(body.toString('utf8'))).some(
    ({ action, resource }) =>
      /:(GetItem|Query|Scan)$/.test(action) === (kind === 'Read') &&
      // A write to the table is one to its indexes as well; a read is of one of them.
      resource.endsWith(kind === 'Read' && index ? `/${table}/index/${index}` : `/${table}`),
  );
  if (!isHit) return undefined;
  endpoint.throttle = undefined;
  const Dimensions = {
    TableName: table,
    ...(index !== undefined && { GlobalSecondaryIndexName: index }),
  };
  const MetricName = `${kind}ThrottleEvents`;
  cloudwatch.put({ Namespace: 'AWS/DynamoDB', MetricName, Dimensions }, 1, clock.now());
  return { status: 400, type: 'ProvisionedThroughputExceededException' };
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
      const { date: _, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, kept);
      answer.pipe(response).once('close', resolve);
    });
    forwarded.once('error', () => {
      response.destroy();
      resolve();
    });
    forwarded.end(body);
  });
}
