import * as z from 'zod/mini';
import { orderFields, statementFields, tradeFields } from '../api/answers.js';
import { type MarketEvent, marketEventVersion } from '../model/market-event.js';
import { issuesIn, validationError } from '../model/validation.js';

const text = z.string();

/** Reasons and kinds of lines may be added, so that any text will do. */
const order = z.looseObject({ ...orderFields, closeReason: z.nullable(text) });
const trade = z.looseObject(tradeFields);
const line = z.looseObject({ line: text, ...statementFields });

const common = {
  version: z.literal(marketEventVersion, 'is of a later version: upgrade material-market'),
  eventId: text,
};

/**
 * Fields that are not known are kept, for a market may be of a later version than what reads its
 * events.
 */
const eventSchema = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ type: z.literal('OrderAccepted'), ...common, order }),
    z.looseObject({ type: z.literal('OrderClosed'), ...common, order }),
    z.looseObject({
      type: z.literal('TradesExecuted'),
      ...common,
      material: text,
      trades: z.array(trade),
    }),
    z.looseObject({
      type: z.literal('AccountCredited'),
      ...common,
      account: text,
      material: text,
      lines: z.array(line),
    }),
  ],
  'is not known to this version: upgrade material-market',
);

const envelopeSchema = z.looseObject({ detail: eventSchema });

/**
 * Checks the event that EventBridge delivers for a market, one with the source `material-market`, and
 * gives back its `detail` with its type.
 *
 * @throws MarketError `VALIDATION_FAILED` when `detail` is not an event of a market, or has a `type`
 * or a `version` that this version of the package does not know.
 * @example
 * ```ts
 * export async function handler(event: { readonly detail: unknown }) {
 *   const marketEvent = parseMarketEvent(event);
 *   if (marketEvent.type !== 'AccountCredited') return;
 *   console.log(`${marketEvent.account} has something to collect`, marketEvent.lines);
 * }
 * ```
 */
export function parseMarketEvent(event: { readonly detail: unknown }): MarketEvent {
  const issues = issuesIn(envelopeSchema, event);
  if (issues.length > 0)
    throw validationError('the event (choose those with the source "material-market")', issues);
  return event.detail as MarketEvent;
}
