import { parseMarketEvent } from 'material-market';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { marketEvent } from '../../src/api/event-schemas.js';
import { marketEventTypes } from '../../src/deployment/events.js';
import { blocksOf, readPage } from './markdown.js';

const page = 'docs/guides/events.md';
const examples = blocksOf(readPage(page), page)
  .filter(({ info }) => info[1] === 'MarketEvent')
  .map(({ at, code }) => ({ at, event: JSON.parse(code) as { readonly type: string } }));

describe('the events in the guide', () => {
  it('are one of each type', () => {
    expect(examples.map(({ event }) => event.type)).toEqual(marketEventTypes);
  });

  it.each(examples)('are what is sent, and what is read: $at', ({ event }) => {
    expect(z.parse(marketEvent, event)).toEqual(event);
    expect(parseMarketEvent({ detail: event })).toEqual(event);
  });
});
