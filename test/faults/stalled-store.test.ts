import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptOrder } from '../../src/engine/accept.js';
import { auditStore } from '../../src/engine/audit.js';
import type { Market } from '../../src/engine/market.js';
import { getOrder } from '../../src/engine/reads/get-order.js';
import { createIntake } from '../../src/intake/handler.js';
import {
  type Dynoxide,
  localClientConfig,
  startDynoxide,
} from '../../src/local/database/dynoxide.js';
import { createTables, tableNames } from '../../src/local/database/tables.js';
import { functionUrlEvent } from '../../src/local/http/function-url.js';
import { createMatcher, type MatcherFailure } from '../../src/matcher/handler.js';
import { errorCodes } from '../../src/model/errors.js';
import type { Order } from '../../src/model/market.js';
import { OrderIdFactory } from '../../src/model/order-id.js';
import { orderRequestSchema } from '../../src/model/request.js';
import { defaultMarketRules } from '../../src/model/rules.js';
import { createDynamoClient } from '../../src/store/dynamodb/client.js';
import { DynamoStore } from '../../src/store/dynamodb/dynamo-store.js';
import { kinesisEvent } from '../simulation/change-stream.js';
import { type Fate, faultyProxy, type WireRequest } from '../support/faulty-proxy.js';

/** As documented: what withRetries sends of one call to the store. */
const maxAttempts = 8;
/** For stores whose every call is to time out on its own. */
const hasty = { connectionTimeout: 400, requestTimeout: 400 };
/** For stores whose calls only end because the handler's time does. */
const patient = { connectionTimeout: 60_000, requestTimeout: 60_000 };

let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine?.stop());

/** A market in tables of its own, once directly and once over connections that stall. */
async function startMarket(
  fateOf: (request: WireRequest) => Fate,
  timeouts?: { connectionTimeout: number; requestTimeout: number },
) {
  const names = tableNames(`market-${randomUUID()}`);
  const direct = createDynamoClient(localClientConfig(engine.endpoint));
  await createTables(direct, names);
  const proxy = await faultyProxy(engine.endpoint, fateOf);
  const client = createDynamoClient(localClientConfig(proxy.url), timeouts);
  const rules = defaultMarketRules;
  const market: Market = { store: new DynamoStore(direct, names), rules, now: Date.now };
  const faulty: Market = { ...market, store: new DynamoStore(client, names) };
  const post = (order: object): Promise<Order> => {
    const request = orderRequestSchema.parse({ quantity: 10, pricePerUnit: 10, ...order });
    return acceptOrder(market, new OrderIdFactory(), { ...request, clientOrderId: randomUUID() });
  };
  return { market, faulty, proxy, post };
}

const timeLeft = (milliseconds: number) => {
  const deadline = performance.now() + milliseconds;
  return { getRemainingTimeInMillis: () => deadline - performance.now() };
};

async function elapsed<Result>(work: Promise<Result>): Promise<[Result, number]> {
  const began = performance.now();
  return [await work, performance.now() - began];
}

describe('a matcher one of whose connections stalls', () => {
  const isIron = ({ body }: WireRequest) => body.includes('iron');

  async function invoke(
    started: Awaited<ReturnType<typeof startMarket>>,
    milliseconds: number,
  ): Promise<{ wheat: Order; iron: Order; failures: MatcherFailure[]; took: number }> {
    const { faulty, post } = started;
    const failures: MatcherFailure[] = [];
    const matcher = createMatcher({
      market: faulty,
      onFailure: (failure) => failures.push(failure),
      retry: { basePauseMs: 1, maxPauseMs: 2 },
    });
    const iron = await post({ type: 'Sell', material: 'iron', account: 'ada' });
    const wheat = await post({ type: 'Sell', material: 'wheat', account: 'ada' });
    const buy = await post({ type: 'Buy', material: 'wheat', account: 'bob' });
    const event = kinesisEvent([iron, wheat, buy]);
    const [answer, took] = await elapsed(matcher(event, timeLeft(milliseconds)));
    const itemIdentifier = event.Records[0]?.kinesis.sequenceNumber;
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier }] });
    return { wheat, iron, failures, took };
  }

  it('matches the other materials, and asks for the one no more often than documented', async () => {
    const started = await startMarket((request) => (isIron(request) ? 'stall' : 'pass'), hasty);
    const { wheat, failures } = await invoke(started, 60_000);
    expect(failures).toMatchObject([{ material: 'iron', error: { code: 'TIMEOUT' } }]);
    expect(await getOrder(started.market.store, wheat.orderId)).toMatchObject({ status: 'FILLED' });
    // The first call of a wake-up is the one that fails. On a busy machine, an attempt may be over
    // before its request has arrived.
    const { length } = started.proxy.requests.filter(isIron);
    expect(length).toBeGreaterThanOrEqual(2);
    expect(length).toBeLessThanOrEqual(maxAttempts);
    expect(await auditStore(started.market.store)).toMatchObject({ ok: true });
  });

  it('gives its batch back before its time is over, and lets go of the connection', async () => {
    const started = await startMarket((request) => (isIron(request) ? 'stall' : 'pass'), patient);
    const { wheat, failures, took } = await invoke(started, 4_000);
    expect(took).toBeLessThan(4_000);
    expect(failures).toMatchObject([{ material: 'iron', error: { code: 'TIMEOUT' } }]);
    expect(started.proxy.requests.filter(isIron)).toHaveLength(1);
    expect(await getOrder(started.market.store, wheat.orderId)).toMatchObject({ status: 'FILLED' });
    await expect.poll(() => started.proxy.open()).toBe(0);
  });

  it.each(['stall in the answer', 'only say that it is under way'] as const)(
    'does not wait for connections that %s either',
    async (fate) => {
      const started = await startMarket((request) => (isIron(request) ? fate : 'pass'), hasty);
      const { failures } = await invoke(started, 60_000);
      expect(failures).toMatchObject([{ material: 'iron', error: { code: 'TIMEOUT' } }]);
      expect(started.proxy.requests.filter(isIron).length).toBeLessThanOrEqual(maxAttempts);
    },
  );
});

describe('an intake whose connections stall', () => {
  const order = {
    account: 'ada',
    clientOrderId: 'ada-1',
    type: 'Sell',
    material: 'wheat',
    quantity: 5,
    pricePerUnit: 3,
  };
  const post = async (market: Market, path: string, body: object, milliseconds: number) => {
    const intake = createIntake({ market, orderIds: new OrderIdFactory(), onFault: () => {} });
    const request = new Request(`http://intake${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const event = await functionUrlEvent({ request, requestId: 'r', sourceIp: '' });
    const [answer, took] = await elapsed(intake(event, timeLeft(milliseconds)));
    const { statusCode, body: text } = answer as { statusCode: number; body: string };
    return { statusCode, body: JSON.parse(text), took };
  };

  it('answers that the outcome is unknown before its time is over', async () => {
    const { market, faulty, proxy } = await startMarket(() => 'stall', patient);
    const { statusCode, body, took } = await post(faulty, '/orders', order, 2_000);
    expect({ statusCode, body }).toMatchObject({
      statusCode: 503,
      body: { error: { code: 'TIMEOUT' } },
    });
    expect(errorCodes.TIMEOUT).toMatchObject({ outcome: 'UNKNOWN', retryable: true });
    expect(took).toBeLessThan(2_000);
    // The notes of the material and of its activity, which come before the order; each once.
    expect(proxy.requests).toHaveLength(2);
    expect(await auditStore(market.store)).toMatchObject({ ok: true, orders: 0 });
  });

  it('says so of every order of a batch', async () => {
    const { faulty } = await startMarket(() => 'stall', patient);
    const orders = Array.from({ length: 60 }, (_, index) => ({
      ...order,
      clientOrderId: String(index),
      material: `m${index % 30}`,
    }));
    const { statusCode, body, took } = await post(faulty, '/orders/batch', { orders }, 2_000);
    expect(statusCode).toBe(200);
    expect(body.results).toHaveLength(60);
    for (const result of body.results) expect(result).toMatchObject({ error: { code: 'TIMEOUT' } });
    expect(took).toBeLessThan(2_000);
  });

  it('sends a transaction whose answer was lost again as the same one', async () => {
    let lost = 2;
    const { market, faulty, proxy } = await startMarket(
      ({ operation }) => {
        if (operation !== 'TransactWriteItems' || lost === 0) return 'pass';
        lost -= 1;
        return 'lose the answer';
      },
      { connectionTimeout: 1_000, requestTimeout: 300 },
    );
    const { statusCode, body } = await post(faulty, '/orders', order, 15_000);
    expect({ statusCode, body }).toMatchObject({ statusCode: 201, body: { status: 'OPEN' } });
    const tokens = proxy.requests
      .filter(({ operation }) => operation === 'TransactWriteItems')
      .map(({ body: sent }) => JSON.parse(sent).ClientRequestToken);
    expect(tokens).toEqual(Array(3).fill(tokens[0]));
    expect(await auditStore(market.store)).toMatchObject({ ok: true, orders: 1 });
  });
});

it('a client of ours sends a request once, and gives it up after three seconds', async () => {
  const { faulty, proxy } = await startMarket(() => 'stall');
  const [error, took] = await elapsed(
    faulty.store.getHead('wheat').catch((caught: unknown) => caught),
  );
  expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true });
  expect(took).toBeGreaterThan(2_900);
  expect(took).toBeLessThan(10_000);
  expect(proxy.requests).toHaveLength(1);
});
