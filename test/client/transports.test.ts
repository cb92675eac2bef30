import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { auditMarket, MarketClient } from 'material-market';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIntake } from '../../src/intake/handler.js';
import { type Runtime, startRuntime } from '../../src/local/runtime.js';
import { OrderIdFactory } from '../../src/model/order-id.js';
import { lambdaService } from '../support/lambda-service.js';
import { bodyOf, serve } from '../support/loopback.js';
import { hasValidSignature } from '../support/signature-v4.js';
import { scenario } from './scenario.js';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };

let runtime: Runtime;
let intake: ReturnType<typeof createIntake>;
let expected: unknown;

const play = (market: MarketClient, run: string) =>
  scenario(market, { settled: () => runtime.pipeline.settled(), run });

beforeAll(async () => {
  runtime = await startRuntime();
  intake = createIntake({
    market: runtime.market,
    orderIds: new OrderIdFactory(),
    onFault: (fault) => {
      throw fault;
    },
  });
  expected = await play(new MarketClient({ url: runtime.url }), 'http');
});

afterAll(() => runtime?.stop());

describe('one scenario through every transport', () => {
  it('is worth comparing', () => {
    const answers = new Map(expected as [string, Record<string, unknown>][]);
    expect(answers.get('filled')).toMatchObject({ status: 'FILLED', remainingQuantity: 0 });
    expect(answers.get('quote')).toMatchObject({ fillableQuantity: 100, coins: 1000 });
    expect(answers.get('book')).toMatchObject({
      sells: [{ pricePerUnit: 10, quantity: 70, orders: 1 }],
      buys: [{ pricePerUnit: 4 }, { pricePerUnit: 3 }],
    });
    expect(answers.get('ticker')).toMatchObject({ lastPrice: 10, day: { volume: 30 } });
    expect(answers.get('all pages')).toEqual([4, 3]);
    expect(answers.get('collected')).toMatchObject({ coins: 83, goods: { 'wheat:RUN': 30 } });
    expect(answers.get('collected again')).toEqual(answers.get('collected'));
    expect(answers.get('nothing left')).toMatchObject({ coins: 0, deliveries: [] });
    expect(answers.get('never was')).toMatchObject({ code: 'ORDER_NOT_FOUND', status: 404 });
    expect(answers.get('amended')).toMatchObject({ quantity: 4, returned: { coins: 8 } });
    expect(answers.get('amended again')).toEqual(answers.get('amended'));
    expect(answers.get('filled, not cancelled')).toMatchObject({ code: 'ORDER_NOT_OPEN' });
  });

  it('gives the same by Lambda Invoke', async () => {
    const lambdaClient = await lambdaService({ intake });
    const market = new MarketClient({ functionName: 'intake', lambdaClient });
    expect(await play(market, 'invoke')).toEqual(expected);
  });

  it('gives the same by signed HTTP, every signature valid', async () => {
    let refused = 0;
    const url = await serve(async (request, response) => {
      const body = await bodyOf(request);
      const credentials = { ...keys, region: 'eu-west-1' };
      const isTrusted =
        hasValidSignature(request, body, credentials) &&
        request.headers['x-amz-security-token'] === keys.sessionToken &&
        request.headers['user-agent']?.startsWith('material-market/');
      if (!isTrusted) {
        refused += 1;
        response.writeHead(403).end(JSON.stringify({ Message: 'Forbidden' }));
        return;
      }
      const answer = await fetch(`${runtime.url}${request.url}`, {
        method: request.method ?? 'GET',
        ...(body && { body, headers: { 'content-type': 'application/json' } }),
      });
      response.writeHead(answer.status).end(await answer.text());
    });
    const lambdaClient = await lambdaService({});
    lambdaClient.config.credentials = async () => keys;
    lambdaClient.config.region = async () => 'eu-west-1';
    const market = new MarketClient({ url, authType: 'AWS_IAM', lambdaClient });
    expect(await play(market, 'signed')).toEqual(expected);
    expect(refused).toBe(0);

    const unsigned = new MarketClient({ url, maxAttempts: 1 });
    await expect(unsigned.getTicker('wheat')).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });

  it.each([
    ['a DynamoDB client', (of: Runtime) => of.clients.dynamodb],
    ['a document client', (of: Runtime) => DynamoDBDocumentClient.from(of.clients.dynamodb)],
  ])('gives the same with reads from the tables by %s', async (name, clientOf) => {
    const forwarded: string[] = [];
    const lambdaClient = await lambdaService({
      intake: (event: Parameters<typeof intake>[0], context) => {
        forwarded.push(`${event.requestContext.http.method} ${event.rawPath.split('/')[3] ?? ''}`);
        return intake(event, context);
      },
    });
    const market = new MarketClient({
      functionName: 'intake',
      lambdaClient,
      dynamoDBClient: clientOf(runtime),
      tables: tableNames(),
    });
    expect(await play(market, name.replaceAll(' ', '-'))).toEqual(expected);
    expect(new Set(forwarded)).toEqual(
      new Set(['POST ', 'DELETE ', 'POST amendments', 'POST collections', 'GET quote']),
    );
  });
});

/** Those of the market, without what only the local one has. */
function tableNames() {
  const { orders, ledger } = runtime.tables;
  return { orders, ledger };
}

describe('a client with tables only', () => {
  it('reads, and says what it lacks for anything else', async () => {
    const market = new MarketClient({
      dynamoDBClient: runtime.clients.dynamodb,
      tables: tableNames(),
    });
    expect(await market.getTicker('gold')).toMatchObject({ lastPrice: null, day: null });
    await expect(market.cancelOrder('x')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('functionName'),
    });
  });

  it('keeps the cause of what went wrong', async () => {
    const market = new MarketClient({
      dynamoDBClient: runtime.clients.dynamodb,
      tables: { orders: 'nowhere', ledger: 'nowhere' },
    });
    await expect(market.getTicker('gold')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      cause: { name: 'ResourceNotFoundException' },
    });
  });
});

describe('auditMarket', () => {
  it('proves a market from its tables', async () => {
    const { clients } = runtime;
    const report = await auditMarket({ tables: tableNames(), dynamoDBClient: clients.dynamodb });
    expect(report).toMatchObject({ ok: true, differences: [] });
    expect(report.orders).toBeGreaterThan(5);
  });
});
