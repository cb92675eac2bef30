import { expect, it } from 'vitest';
import { metricsLine } from '../deployment/metrics.js';
import { OrderIdFactory } from '../model/order-id.js';
import { openOrder } from '../store/contract/samples.contract.js';
import { metricsObserver } from './metrics.js';

it('writes trades, failures, orders set aside and one latency per order, at most 100 a line', () => {
  const lines: string[] = [];
  const observer = metricsObserver({
    log: (metrics, time) => lines.push(metricsLine('matcher', time, metrics)),
    now: () => 1_800_000_000_250,
  });
  const orderIds = new OrderIdFactory(() => 1_800_000_000_000);
  const named = Array.from({ length: 130 }, (_, index) => ({
    orderId: orderIds.next('ada', String(index)),
    type: 'Sell' as const,
    pricePerUnit: 1,
    timeInForce: 'GTC' as const,
  }));
  observer.onBatch({
    matched: [
      { material: 'wheat', named, trades: 7, setAside: [] },
      { material: 'iron', named: [], trades: 2, setAside: [openOrder()] },
    ],
    failed: [{ material: 'gold', sequenceNumber: '1', error: new Error('no') }],
    lostFences: 3,
  });
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(lines).toHaveLength(2);
  expect(first).toEqual({
    _aws: {
      Timestamp: 1_800_000_000_250,
      CloudWatchMetrics: [
        {
          Namespace: 'MaterialMarket',
          Dimensions: [['FunctionName']],
          Metrics: [
            { Name: 'Trades', Unit: 'Count' },
            { Name: 'FailedWakeUps', Unit: 'Count' },
            { Name: 'LostFences', Unit: 'Count' },
            { Name: 'OrdersSetAside', Unit: 'Count' },
            { Name: 'MatchLatency', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    FunctionName: 'matcher',
    Trades: 9,
    FailedWakeUps: 1,
    LostFences: 3,
    OrdersSetAside: 1,
    MatchLatency: Array(100).fill(250),
  });
  expect(second.MatchLatency).toEqual(Array(30).fill(250));
  expect(second).not.toHaveProperty('Trades');
});
