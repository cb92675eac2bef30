import type { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { createMarket } from '../test/construct/market-stack.js';
import type { MaterialMarketProps } from './index.js';

/** As from JavaScript, where nothing checks the names. */
const given = (props: object) => () => createMarket(props as MaterialMarketProps);

describe('props that there are not', () => {
  it.each([
    ['of the market', { shards: 2 }, 'props of MaterialMarket is not valid: shards: '],
    ['of the alarms', { alarms: { topics: [] } }, 'alarms is not valid: topics: '],
  ])('%s are refused by name', (_, props, message) => {
    expect(given(props)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        message: expect.stringContaining(`${message}is not a known field; known fields: `),
      }),
    );
  });

  it('of the events are refused by name', () => {
    const withEvents = (stack: Stack) =>
      ({
        events: { bus: new EventBus(stack, 'Bus'), type: ['OrderClosed'] },
      }) as MaterialMarketProps;
    expect(() => createMarket(withEvents)).toThrow('events is not valid: type: is not a known');
  });

  it('all of them are named at once', () => {
    expect(given({ shard: 1, alarm: true })).toThrow(/shard: .*alarm: /);
  });
});
