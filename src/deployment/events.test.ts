import { describe, expect, it } from 'vitest';
import { initialSweepProgress, noAmounts } from '../engine/entities.js';
import type { MarketWrite } from '../engine/store.js';
import { matchesEventPattern } from '../local/wake-up/event-pattern.js';
import {
  amounts,
  closure,
  headOf,
  openOrder,
  statementEntry,
  trades,
} from '../store/contract/samples.contract.js';
import { keyOfWrite } from '../store/dynamodb/stored-items.js';
import { keyAttributes } from '../store/keys.js';
import {
  closedAtAttribute,
  eventFilterPattern,
  marketEventTypes,
  refusedAttribute,
} from './events.js';

const order = openOrder();
const account = 'ada';
const material = 'wheat';
const box = { account, material, version: 0, amounts: amounts({ coinsEarned: 5n }) };
const { orderId } = order;
const note = { material, since: '2026-11-22T13:00:00.000Z' };
const expiring = { orderId, expiresAt: '2026-11-22T13:00:00.000Z' };

/** Every write on the Ledger, and the event of the change that it makes there. */
const writes: readonly (readonly [MarketWrite, change: string, event: string | undefined])[] = [
  [{ write: 'insertOrderRecord', order }, 'INSERT', 'OrderAccepted'],
  [{ write: 'insertRefusal', order }, 'INSERT', undefined],
  [{ write: 'closeOrderRecord', order, closure: closure() }, 'MODIFY', 'OrderClosed'],
  [{ write: 'reduceOrderRecord', order }, 'MODIFY', undefined],
  [
    { write: 'putTrades', batch: { material, trades: trades(material, 1, 3) } },
    'INSERT',
    'TradesExecuted',
  ],
  [{ write: 'putStatement', entry: statementEntry() }, 'INSERT', 'AccountCredited'],
  [{ write: 'putHead', head: headOf(material, 1) }, 'INSERT', undefined],
  [{ write: 'putHead', head: headOf(material, 2) }, 'MODIFY', undefined],
  [{ write: 'putMaterial', material }, 'INSERT', undefined],
  [{ write: 'putExpiringOrder', expiring }, 'INSERT', undefined],
  [{ write: 'deleteExpiringOrder', expiring }, 'REMOVE', undefined],
  [{ write: 'putSweepProgress', progress: initialSweepProgress('2026') }, 'MODIFY', undefined],
  [{ write: 'putActivityNote', note }, 'INSERT', undefined],
  [{ write: 'deleteActivityNote', note }, 'REMOVE', undefined],
  [{ write: 'creditBox', account, material, credit: noAmounts }, 'INSERT', undefined],
  [{ write: 'creditBox', account, material, credit: noAmounts }, 'MODIFY', undefined],
  [{ write: 'debitBox', box, debit: box.amounts }, 'MODIFY', undefined],
  [
    {
      write: 'insertReceiptPart',
      part: { account, collectionId: 'c', part: 0, last: true, collectedAt: '2026', taken: [] },
    },
    'INSERT',
    undefined,
  ],
];

describe.each(writes)('$1 by $0.write', (write, change, event) => {
  const Keys = keyAttributes(keyOfWrite(write));
  const marks = {
    ...(write.write === 'insertRefusal' && { [refusedAttribute]: { BOOL: true } }),
    ...(write.write === 'closeOrderRecord' && { [closedAtAttribute]: { S: order.acceptedAt } }),
  };

  it(`${event ? `goes through the pipe as ${event}` : 'stays with the market'}`, () => {
    const record = { eventName: change, dynamodb: { Keys, NewImage: { ...Keys, ...marks } } };
    const passed = marketEventTypes.filter((type) =>
      matchesEventPattern(eventFilterPattern(type), record),
    );
    expect(passed).toEqual(event ? [event] : []);
  });
});
