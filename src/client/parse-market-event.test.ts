import { describe, expect, it } from 'vitest';
import { schemaExamples } from '../api/examples.js';
import { parseMarketEvent } from './parse-market-event.js';

const common = { version: 1, eventId: 'e1' };
const closed = { ...common, type: 'OrderClosed', order: schemaExamples.CancelledOrder };
const credited = {
  ...common,
  type: 'AccountCredited',
  account: 'ada',
  material: 'wheat',
  lines: [schemaExamples.StatementLine],
};

describe('parseMarketEvent', () => {
  it.each([
    closed,
    { ...closed, type: 'OrderAccepted', order: schemaExamples.Order },
    schemaExamples.MarketEvent,
    credited,
  ])('reads $type', (detail) => {
    expect(parseMarketEvent({ detail })).toEqual(detail);
  });

  it('reads what a later market adds to a version', () => {
    const order = { ...(closed.order as object), closeReason: 'HALTED', tier: 'gold' };
    const later = { ...closed, order, region: 'north' };
    expect(parseMarketEvent({ detail: later })).toEqual(later);
    const line = { ...(credited.lines[0] as object), line: 'LISTING_FEE' };
    const fee = { ...credited, lines: [line] };
    expect(parseMarketEvent({ detail: fee })).toEqual(fee);
  });

  it.each([
    ['nothing', undefined, 'detail', /is required/],
    ['another detail', { id: 1 }, 'detail.type', /is required/],
    [
      'a type that is not known',
      { ...closed, type: 'X' },
      'detail.type',
      /upgrade material-market/,
    ],
    ['a later version', { ...closed, version: 2 }, 'detail.version', /upgrade material-market/],
    ['an event without its id', { ...closed, eventId: undefined }, 'detail.eventId', /is required/],
    [
      'a quantity that is not exact',
      { ...closed, order: { ...(closed.order as object), quantity: 2 ** 53 } },
      'detail.order.quantity',
      /./,
    ],
  ])('refuses %s', (_, detail, path, message) => {
    expect(() => parseMarketEvent({ detail })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        message: expect.stringContaining('the source "material-market"'),
        issues: [{ path, message: expect.stringMatching(message) }],
      }),
    );
  });
});
