import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { createIntake, type IntakeHandler } from '../../intake/handler.js';
import { OrderIdFactory } from '../../model/order-id.js';
import { defaultMarketRules } from '../../model/rules.js';
import { MemoryStore } from '../../store/memory/memory-store.js';
import { type HttpServer, startHttpServer } from './http-server.js';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const intakeOfMarket = createIntake({
  market: { store: new MemoryStore(), rules: defaultMarketRules, now: Date.now },
  orderIds: new OrderIdFactory(),
  onFault: (error) => {
    throw error;
  },
});

async function start(intake: IntakeHandler = intakeOfMarket) {
  const errors: unknown[] = [];
  let changes = 0;
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    intake,
    onChange: () => {
      changes += 1;
    },
    onError: (error) => errors.push(error),
  });
  servers.push(server);
  return { ...server, errors, changes: () => changes };
}

/** A server that answers with the event it was given. */
async function startEcho() {
  const events: LambdaFunctionURLEvent[] = [];
  const server = await start(async (event) => {
    events.push(event);
    return { statusCode: 201, headers: { 'content-type': 'text/plain' }, body: 'yes' };
  });
  return { ...server, events };
}

/** Sends what `fetch` would not let through. */
function send(
  url: string,
  headers: Record<string, string>,
  chunks: readonly string[],
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject);
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
}

const order = { type: 'Sell', material: 'wheat', quantity: 100, pricePerUnit: 10 };

it('gives a fault the id by which the answer names its request', async () => {
  const faults: (string | undefined)[] = [];
  const store = new MemoryStore();
  store.getHead = () => Promise.reject(new Error('out of reach'));
  const { url } = await start(
    createIntake({
      market: { store, rules: defaultMarketRules, now: Date.now },
      orderIds: new OrderIdFactory(),
      onFault: (_, requestId) => faults.push(requestId),
    }),
  );
  const response = await fetch(`${url}/materials/wheat/ticker`);
  expect(response.status).toBe(500);
  const requestId = response.headers.get('x-amzn-requestid');
  expect(await response.json()).toMatchObject({ error: { code: 'INTERNAL', requestId } });
  expect(faults).toEqual([requestId]);
});

describe('startHttpServer', () => {
  it('lands an order, and tells that something has changed', async () => {
    const { url, changes } = await start();
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(order) });
    expect(response.status).toBe(415);
    const headers = { 'content-type': 'application/json' };
    const accepted = await fetch(url, { method: 'POST', headers, body: JSON.stringify(order) });
    expect(accepted.status).toBe(201);
    expect(accepted.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(accepted.headers.get('access-control-allow-origin')).toBeNull();
    const { orderId } = (await accepted.json()) as { orderId: string };
    const seen = changes();
    expect(seen).toBeGreaterThan(0);
    expect(await (await fetch(`${url}/orders/${orderId}`)).json()).toMatchObject(order);
    expect(changes()).toBe(seen);
  });

  it('makes of a request what a Function URL makes of it', async () => {
    const { url, events } = await startEcho();
    await fetch(`${url}/a%2Fb?limit=2&name=x&name=y%20z`, {
      method: 'POST',
      body: '{"a":"ü"}',
      headers: { cookie: 'one=1; two=2', 'User-Agent': 'game', 'X-Name': 'value' },
    });
    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%2Fb',
      rawQueryString: 'limit=2&name=x&name=y%20z',
      cookies: ['one=1', 'two=2'],
      headers: { 'x-name': 'value', 'user-agent': 'game' },
      queryStringParameters: { limit: '2', name: 'x,y z' },
      requestContext: {
        domainName: new URL(url).host,
        http: { method: 'POST', path: '/a%2Fb', sourceIp: '127.0.0.1', userAgent: 'game' },
        stage: '$default',
      },
      body: '{"a":"ü"}',
      isBase64Encoded: false,
    });
    await fetch(url, { method: 'POST', body: new Uint8Array([0xff, 0xfe]) });
    expect(events[1]).toMatchObject({ rawPath: '/', body: '//4=', isBase64Encoded: true });
    await fetch(url);
    expect(events[2]).not.toHaveProperty('body');
    expect(events[2]).not.toHaveProperty('queryStringParameters');
  });

  it.each<[string, LambdaFunctionURLResult, object]>([
    ['text alone', '{"a":1}', { status: 200, type: 'application/json', body: '{"a":1}' }],
    ['no body', { statusCode: 204 }, { status: 204, body: '' }],
    ['base64', { body: 'w7w=', isBase64Encoded: true }, { status: 200, body: 'ü' }],
    [
      'cookies',
      { statusCode: 302, headers: { location: '/b' }, cookies: ['a=1', 'b=2'] },
      { status: 302, location: '/b', cookies: ['a=1', 'b=2'] },
    ],
  ])('gives a function’s answer on: %s', async (_, result, expected) => {
    const { url } = await start(async () => result);
    const response = await fetch(url, { redirect: 'manual' });
    expect({
      status: response.status,
      type: response.headers.get('content-type'),
      location: response.headers.get('location'),
      cookies: response.headers.getSetCookie(),
      body: await response.text(),
    }).toMatchObject(expected);
  });

  it('has too long a body refused, without reading on', async () => {
    const { url } = await start();
    const headers = { 'content-type': 'application/json' };
    const announced = await send(url, { ...headers, 'content-length': '20000' }, [
      'x'.repeat(20_000),
    ]);
    expect(announced).toMatchObject({ status: 413 });
    expect(JSON.parse(announced.body)).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } });

    const length: number[] = [];
    const counting = await start(async (event, context) => {
      length.push(event.body?.length ?? 0);
      return intakeOfMarket(event, context);
    });
    const chunks = Array.from({ length: 100 }, () => 'x'.repeat(1024));
    const chunked = await send(counting.url, headers, chunks);
    expect(chunked).toMatchObject({ status: 413 });
    expect(length).toEqual([16 * 1024 + 1]);
  });

  it('answers no page of another origin, nor one that calls it by another name', async () => {
    const { url, events } = await startEcho();
    const { host, port } = new URL(url);
    const statusWith = async (headers: Record<string, string>) =>
      (await send(url, headers, [])).status;
    expect(await statusWith({ origin: 'http://evil.example' })).toBe(403);
    expect(await statusWith({ origin: 'null' })).toBe(403);
    expect(await statusWith({ host: `evil.example:${port}` })).toBe(403);
    expect(events).toEqual([]);
    expect(await statusWith({ origin: `http://${host}` })).toBe(201);
    expect(await statusWith({ host: `localhost:${port}` })).toBe(201);
  });

  it('answers 502 when the function fails, and tells of it', async () => {
    const error = new Error('broken');
    const { url, errors } = await start(async () => {
      throw error;
    });
    const response = await fetch(url);
    expect(response.status).toBe(502);
    expect(errors).toEqual([error]);
  });

  it('says which port is taken', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const options = { host: '127.0.0.1', port, intake: intakeOfMarket };
    await expect(
      startHttpServer({ ...options, onChange: () => {}, onError: () => {} }),
    ).rejects.toMatchObject({ code: 'CONFIGURATION', message: expect.stringContaining(`${port}`) });
  });

  it('answers what is under way when it is stopped, then leaves the port', async () => {
    let finish: (() => void) | undefined;
    const { url, stop } = await start(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return 'done';
    });
    const answer = fetch(url);
    await expect.poll(() => finish).toBeDefined();
    const stopped = stop();
    finish?.();
    expect(await (await answer).text()).toBe('done');
    await stopped;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('does not wait for connections that say nothing', async () => {
    const { url, stop } = await start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await stop();
    await closed;
  });
});
