import { createServer, type Socket } from 'node:net';
import { MarketClient, type MarketClientOptions } from 'material-market';
import { expect, it, onTestFinished } from 'vitest';
import { faultyProxy } from '../support/faulty-proxy.js';
import { serve } from '../support/loopback.js';

const bounds = { timeout: 400, maxAttempts: 3 };

/** On a busy machine, an attempt may be over before its request has arrived. */
function expectWithin(requests: number, max = bounds.maxAttempts): void {
  expect(requests).toBeGreaterThanOrEqual(1);
  expect(requests).toBeLessThanOrEqual(max);
}

/** What an AWS client finds in the environment, until the test ends. */
function setEnvironment(variables: Record<string, string>): void {
  const all = { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  for (const [name, value] of Object.entries({ ...all, ...variables })) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

async function failureOf(options: MarketClientOptions): Promise<unknown> {
  return new MarketClient({ ...bounds, ...options }).getOrderBook('wheat').then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );
}

const unanswered = { code: 'TIMEOUT', retryable: true, outcome: 'UNKNOWN' };

it('an intake that never answers is asked no more often than documented, and each time let go of', async () => {
  const { url, requests, open } = await faultyProxy('', () => 'stall');
  setEnvironment({ AWS_ENDPOINT_URL_LAMBDA: url });
  expect(await failureOf({ functionName: 'intake' })).toMatchObject(unanswered);
  expectWithin(requests.length);
  await expect.poll(open).toBe(0);
});

it('so are tables that never answer', async () => {
  const { url, requests, open } = await faultyProxy('', () => 'stall');
  setEnvironment({ AWS_ENDPOINT_URL_DYNAMODB: url });
  const tables = { orders: 'orders', ledger: 'ledger' };
  expect(await failureOf({ tables, functionName: 'intake' })).toMatchObject(unanswered);
  // Both sides of the book are asked for at once.
  expectWithin(requests.length, 2 * bounds.maxAttempts);
  await expect.poll(open).toBe(0);
});

it('so is a URL that never answers, or stops in the middle of its answer', async () => {
  for (const start of ['', '{"buys":']) {
    let requests = 0;
    let open = 0;
    const url = await serve((request, response) => {
      requests += 1;
      open += 1;
      request.socket.once('close', () => {
        open -= 1;
      });
      if (start) response.writeHead(200).write(start);
    });
    expect(await failureOf({ url })).toMatchObject(unanswered);
    expectWithin(requests);
    await expect.poll(() => open).toBe(0);
  }
});

it('so is one that takes connections, and says nothing in TLS', async () => {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  setEnvironment({ AWS_ENDPOINT_URL_LAMBDA: `https://127.0.0.1:${port}` });
  for (const way of [{ functionName: 'intake' }, { url: `https://127.0.0.1:${port}` }]) {
    connections = 0;
    expect(await failureOf(way)).toMatchObject(unanswered);
    expectWithin(connections);
  }
});

it('a URL where nothing listens is named, with the cause and what to start', async () => {
  const closed = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
  for (const host of ['127.0.0.1', 'localhost']) {
    const url = `http://${host}:${closed}`;
    expect(await failureOf({ url, maxAttempts: 1, timeout: 5_000 })).toMatchObject({
      code: 'NETWORK_ERROR',
      message: `${url} did not answer (ECONNREFUSED): start it with \`npx material-market dev --port ${closed}\``,
    });
  }
  const url = 'http://nowhere.invalid';
  expect(await failureOf({ url, maxAttempts: 1, timeout: 20_000 })).toMatchObject({
    code: 'NETWORK_ERROR',
    message: expect.stringMatching(/^http:\/\/nowhere\.invalid did not answer \(E[A-Z_]+\)$/),
  });
});
