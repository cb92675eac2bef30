import type { IncomingMessage } from 'node:http';
import { bodyOf, serve } from './loopback.js';

/** A request to a service of AWS. */
export interface WireRequest {
  /** Such as `GetItem`. */
  readonly operation: string;
  readonly body: string;
}

/**
 * What becomes of a request:
 * - `pass`: it is done and answered.
 * - `stall`: it is taken, and never answered.
 * - `only say that it is under way`: it is never answered, but the connection is not idle.
 * - `stall in the answer`: it is done, and its answer stops in the middle.
 * - `lose the answer`: it is done, and never answered.
 */
export type Fate =
  | 'pass'
  | 'stall'
  | 'only say that it is under way'
  | 'stall in the answer'
  | 'lose the answer';

/** A proxy whose connections stall; counts the requests that arrive. */
export async function faultyProxy(
  target: string,
  fateOf: (request: WireRequest) => Fate,
): Promise<{ readonly url: string; readonly requests: WireRequest[]; open: () => number }> {
  const requests: WireRequest[] = [];
  const open = new Set<IncomingMessage>();
  const url = await serve(async (request, response) => {
    open.add(request);
    response.once('close', () => open.delete(request));
    const body = await bodyOf(request);
    const operation = String(request.headers['x-amz-target'] ?? request.url).replace(/^.*\./, '');
    requests.push({ operation, body });
    const fate = fateOf({ operation, body });
    if (fate === 'stall') return;
    if (fate === 'only say that it is under way') {
      const timer = setInterval(() => response.writeProcessing(), 20);
      response.once('close', () => clearInterval(timer));
      return;
    }
    const headers = Object.entries(request.headers).filter(([name]) => !ownHeaders.has(name));
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'POST',
      headers: Object.fromEntries(headers) as Record<string, string>,
      ...(body && { body }),
    });
    const text = await answer.text();
    if (fate === 'lose the answer') return;
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? '',
      'content-length': Buffer.byteLength(text),
    });
    if (fate === 'pass') response.end(text);
    else response.write(text.slice(0, 1));
  });
  return { url, requests, open: () => open.size };
}

const ownHeaders = new Set(['connection', 'content-length', 'host', 'transfer-encoding']);
