import type { KinesisStreamRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { replacing } from '../../test/simulation/decorated-stores.js';
import { acceptOrder } from '../engine/accept.js';
import { auditStore } from '../engine/audit.js';
import { getOrder } from '../engine/reads/get-order.js';
import type { MarketStore } from '../engine/store.js';
import { MarketError } from '../model/errors.js';
import type { Order } from '../model/market.js';
import { OrderIdFactory } from '../model/order-id.js';
import { orderKey } from '../model/order-key.js';
import { orderRequestSchema } from '../model/request.js';
import { defaultMarketRules } from '../model/rules.js';
import { openOrder } from '../store/contract/samples.contract.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { createMatcher, type MatcherFailure, type MatcherObserver } from './handler.js';

function startMatcher(intercept: (store: MarketStore) => MarketStore = (store) => store) {
  const store = new MemoryStore();
  const market = { store, rules: defaultMarketRules, now: Date.now };
  const ids = new OrderIdFactory();
  const failures: MatcherFailure[] = [];
  const setAside: string[] = [];
  const batches: Parameters<MatcherObserver['onBatch']>[0][] = [];
  const pauses: number[] = [];
  const matcher = createMatcher({
    market: { ...market, store: intercept(store) },
    onFailure: (failure) => failures.push(failure),
    onSetAside: ({ orderId }) => setAside.push(orderId),
    observer: { onBatch: (batch) => batches.push(batch) },
    retry: { wait: async (milliseconds) => void pauses.push(milliseconds) },
  });
  let posted = 0;
  const post = (order: object): Promise<Order> => {
    posted += 1;
    const request = orderRequestSchema.parse({ quantity: 10, pricePerUnit: 10, ...order });
    return acceptOrder(market, ids, { ...request, clientOrderId: `order-${posted}` });
  };
  const invokeWithin = (milliseconds: number, ...records: KinesisStreamRecord[]) =>
    matcher({ Records: records }, { getRemainingTimeInMillis: () => milliseconds });
  const invoke = (...records: KinesisStreamRecord[]) => invokeWithin(30_000, ...records);
  return { store, post, invoke, invokeWithin, failures, setAside, batches, pauses };
}

function recordOf(order: Order, sequenceNumber: string): KinesisStreamRecord {
  return rawRecord(order.material, sequenceNumber, {
    eventName: 'INSERT',
    dynamodb: {
      Keys: { material: { S: order.material }, orderKey: { S: orderKey(order) } },
      NewImage: { timeInForce: { S: order.timeInForce } },
    },
  });
}

function rawRecord(
  partitionKey: string,
  sequenceNumber: string,
  data: unknown,
): KinesisStreamRecord {
  return {
    awsRegion: 'local',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:local:000000000000:stream/market',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/matcher',
    kinesis: {
      approximateArrivalTimestamp: 1,
      data: Buffer.from(JSON.stringify(data)).toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
    },
  };
}

it('matches every material of a batch', async () => {
  const { store, post, invoke } = startMatcher();
  const orders: Order[] = [];
  for (const material of ['wheat', 'copper']) {
    orders.push(await post({ type: 'Sell', material, account: 'ada' }));
    orders.push(await post({ type: 'Buy', material, account: 'bob' }));
  }
  const records = orders.map((order, index) => recordOf(order, String(100 + index)));
  expect(await invoke(...records)).toEqual({ batchItemFailures: [] });
  for (const { orderId } of orders) {
    expect(await getOrder(store, orderId)).toMatchObject({ status: 'FILLED' });
  }
});

it('lets a failing material hold up no other, and reports the lowest failed record', async () => {
  const { store, post, invoke, failures, batches } = startMatcher((inner) =>
    replacing(inner, {
      getHead: async (material) => {
        if (material !== 'wheat') throw new MarketError('INTERNAL', `no head of ${material}`);
        return inner.getHead(material);
      },
    }),
  );
  const iron = await post({ type: 'Sell', material: 'iron', account: 'ada' });
  const wheat = await post({ type: 'Sell', material: 'wheat', account: 'ada' });
  const copper = await post({ type: 'Sell', material: 'copper', account: 'ada' });
  const laterIron = await post({ type: 'Buy', material: 'iron', account: 'bob' });
  const laterWheat = await post({ type: 'Buy', material: 'wheat', account: 'bob' });
  // Numbers of sequences are compared as numbers: 99 comes before 100.
  const response = await invoke(
    recordOf(copper, '100'),
    recordOf(wheat, '101'),
    recordOf(iron, '99'),
    recordOf(laterIron, '102'),
    recordOf(laterWheat, '103'),
  );
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '99' }] });
  expect(failures.map(({ material }) => material).sort()).toEqual(['copper', 'iron']);
  expect(batches).toMatchObject([{ lostFences: 0, matched: [{ material: 'wheat' }] }]);
  expect(await getOrder(store, wheat.orderId)).toMatchObject({ status: 'FILLED' });
  expect(await getOrder(store, laterIron.orderId)).toMatchObject({ status: 'OPEN' });
});

it('matches a material past records that it cannot read, and reports the first of them', async () => {
  const { store, post, invoke, failures } = startMatcher();
  const sell = await post({ type: 'Sell', material: 'wheat', account: 'ada' });
  const buy = await post({ type: 'Buy', material: 'wheat', account: 'bob' });
  const lateSell = await post({ type: 'Sell', material: 'wheat', account: 'dan' });
  const late = await post({ type: 'Buy', material: 'wheat', account: 'cyd' });
  const unreadable = (number: string) => rawRecord('wheat', number, { what: 'is this' });
  const response = await invoke(
    recordOf(sell, '1'),
    recordOf(buy, '2'),
    unreadable('3'),
    recordOf(lateSell, '4'),
    recordOf(late, '5'),
    unreadable('6'),
  );
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
  expect(failures).toMatchObject([{ material: 'wheat', sequenceNumber: '3' }]);
  for (const { orderId } of [buy, late]) {
    expect(await getOrder(store, orderId)).toMatchObject({ status: 'FILLED' });
  }
});

it('begins nothing when its time is over, and reports the record', async () => {
  const { store, post, invokeWithin, failures } = startMatcher();
  const sell = await post({ type: 'Sell', material: 'wheat', account: 'ada' });
  const buy = await post({ type: 'Buy', material: 'wheat', account: 'bob' });
  const records = [recordOf(sell, '1'), recordOf(buy, '2')];
  expect(await invokeWithin(500, ...records)).toEqual({
    batchItemFailures: [{ itemIdentifier: '1' }],
  });
  expect(failures).toMatchObject([{ material: 'wheat', error: { code: 'TIMEOUT' } }]);
  expect(await getOrder(store, buy.orderId)).toMatchObject({ status: 'OPEN' });
});

it('tells of an order that has no open record, and takes it out of the book', async () => {
  const { store, post, invoke, setAside, batches } = startMatcher();
  const orderId = new OrderIdFactory(() => Date.now() - 1_000).next('torn', 'torn');
  const torn = openOrder({ account: 'torn', clientOrderId: 'torn', orderId, quantity: 5 });
  await store.transact([{ write: 'insertOpenOrder', order: torn }], { token: torn.orderId });
  const buy = await post({ type: 'Buy', material: 'wheat', account: 'bob' });
  expect(await invoke(recordOf(buy, '1'))).toEqual({ batchItemFailures: [] });
  expect(setAside).toEqual([torn.orderId]);
  expect(batches).toMatchObject([{ matched: [{ setAside: [{ orderId: torn.orderId }] }] }]);
});

it('refuses a record whose partition key is not its material', async () => {
  const { post, invoke } = startMatcher();
  const order = await post({ type: 'Sell', material: 'wheat', account: 'ada' });
  const misplaced = { ...recordOf(order, '7') };
  misplaced.kinesis = { ...misplaced.kinesis, partitionKey: 'copper' };
  expect(await invoke(misplaced)).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
});

describe('two matchers on one material', () => {
  /** A matcher with a rival that gets ahead of it, by an order of its own, a number of times. */
  function startRace(losses: number) {
    let lost = 0;
    const started = startMatcher((inner) =>
      replacing(inner, {
        transact: async (writes, options) => {
          const isOfWheat = writes.some(
            (of) => of.write === 'putHead' && of.head.material === 'wheat',
          );
          if (isOfWheat && lost < losses) {
            lost += 1;
            const order = await started.post({ type: 'Sell', material: 'wheat', account: 'dan' });
            expect(await rival(order)).toEqual({ batchItemFailures: [] });
          }
          return inner.transact(writes, options);
        },
      }),
    );
    const { store } = started;
    const market = { store, rules: defaultMarketRules, now: Date.now };
    const matcher = createMatcher({ market, onFailure: ({ error }) => expect.fail(String(error)) });
    const rival = (order: Order) =>
      matcher({ Records: [recordOf(order, '1')] }, { getRemainingTimeInMillis: () => 30_000 });
    return started;
  }

  it('are both done within their invocations when one loses the fence', async () => {
    const { store, post, invoke, failures, batches, pauses } = startRace(2);
    const buy = await post({ type: 'Buy', material: 'wheat', account: 'bob', quantity: 20 });
    expect(await invoke(recordOf(buy, '7'))).toEqual({ batchItemFailures: [] });
    expect(failures).toEqual([]);
    expect(batches).toMatchObject([{ failed: [], lostFences: 2 }]);
    expect(await getOrder(store, buy.orderId)).toMatchObject({ status: 'FILLED' });
    // So that two that lose to each other do not do so in step.
    expect(pauses).toHaveLength(2);
    for (const pause of pauses) expect(pause).toBeGreaterThan(0);
    expect(await auditStore(store)).toMatchObject({ ok: true, orders: 3 });
  });

  it('do not hold up a lane: who loses three times gives the record back', async () => {
    const { store, post, invoke, failures, batches } = startRace(3);
    const buy = await post({ type: 'Buy', material: 'wheat', account: 'bob', quantity: 30 });
    const iron = await post({ type: 'Sell', material: 'iron', account: 'ada' });
    const records = [recordOf(buy, '7'), recordOf(iron, '8')];
    expect(await invoke(...records)).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
    expect(failures).toMatchObject([{ material: 'wheat', error: { name: 'FenceLostError' } }]);
    expect(batches).toMatchObject([{ lostFences: 3, matched: [{ material: 'iron' }] }]);
    expect(await invoke(...records)).toEqual({ batchItemFailures: [] });
    expect(await getOrder(store, buy.orderId)).toMatchObject({ status: 'FILLED' });
    expect(await auditStore(store)).toMatchObject({ ok: true });
  });
});
