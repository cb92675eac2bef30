import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { intakeTimeoutSeconds } from '../../deployment/intake.js';
import type { IntakeHandler } from '../../intake/handler.js';
import { MarketError } from '../../model/errors.js';
import { lambdaContext } from '../wake-up/lambda-context.js';
import { functionUrlEvent, functionUrlResponse } from './function-url.js';

/** How long requests under way may take once the server is stopped. */
const stopTimeoutMs = 5_000;

export interface HttpServerOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly intake: IntakeHandler;
  /** Called when a request that may have changed something was answered. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

export interface HttpServer {
  readonly url: string;
  /** Takes no further requests, and resolves when those under way are answered. */
  stop(): Promise<void>;
}

/** The intake's Function URL on a port of this machine. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port } = options;
  const answering = new Set<ServerResponse>();
  const server = createAdaptorServer({
    fetch: (request, bindings) => {
      const { incoming, outgoing } = bindings as HttpBindings;
      answering.add(outgoing);
      outgoing.once('close', () => answering.delete(outgoing));
      return answer(options, request, incoming.socket.remoteAddress ?? '');
    },
    overrideGlobalObjects: false,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const { code, message } = cause as NodeJS.ErrnoException;
      const reason =
        code === 'EADDRINUSE'
          ? 'something else listens there. Stop it, or choose another port'
          : message;
      const problem = `the local market cannot listen on ${host}:${port}: ${reason}`;
      reject(new MarketError('CONFIGURATION', problem, { cause }));
    });
    server.listen(port, host, resolve);
  });
  server.on('error', options.onError);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      const deadline = Date.now() + stopTimeoutMs;
      while (answering.size > 0 && Date.now() < deadline) await delay(5);
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { host, intake, onChange, onError }: HttpServerOptions,
  request: Request,
  sourceIp: string,
): Promise<Response> {
  const requestId = randomUUID();
  if (isFromForeignPage(request, host)) return refusal(403, 'Forbidden', requestId);
  try {
    const event = await functionUrlEvent({ request, requestId, sourceIp });
    const context = lambdaContext('material-market-intake', intakeTimeoutSeconds, requestId);
    const result = await intake(event, context);
    if (request.method !== 'GET' && request.method !== 'HEAD') onChange();
    return functionUrlResponse(result, requestId);
  } catch (error) {
    if (!request.signal.aborted) onError(error);
    return refusal(502, 'Internal Server Error', requestId);
  }
}

/** What a Function URL answers itself, without its function. */
function refusal(status: number, Message: string, requestId: string): Response {
  return Response.json({ Message }, { status, headers: { 'x-amzn-requestid': requestId } });
}

/**
 * Any page in a browser on this machine can send requests here, even under a host name of its own
 * that resolves to this address. Game servers send no Origin, and call a loopback address by name.
 */
function isFromForeignPage(request: Request, host: string): boolean {
  const { host: called, hostname } = new URL(request.url);
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${called}`) return true;
  const loopback = ['localhost', '127.0.0.1', '[::1]'];
  return loopback.includes(bracketed(host)) && !loopback.includes(hostname);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
