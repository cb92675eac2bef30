import * as z from 'zod/mini';
import { type MarketEvent, marketEventVersion } from '../model/market-event.js';
import { order, statementLine, trade } from './answers.js';

/** The events on an EventBridge bus as schemas: what their description is made of. */

const text = z.string();

const common = {
  version: z.int().check(z.describe('Version of the form: 1.')),
  eventId: text.check(
    z.describe('Opaque; the same in every delivery of one event. Events may come twice.'),
  ),
};

const orderFields = { order };
const tradesFields = { material: text, trades: z.array(trade) };
const creditFields = { account: text, material: text, lines: z.array(statementLine) };

const eachCommon = { ...common, version: z.literal(marketEventVersion) };

const eachEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('OrderAccepted'), ...eachCommon, ...orderFields }),
  z.strictObject({ type: z.literal('OrderClosed'), ...eachCommon, ...orderFields }),
  z.strictObject({ type: z.literal('TradesExecuted'), ...eachCommon, ...tradesFields }),
  z.strictObject({ type: z.literal('AccountCredited'), ...eachCommon, ...creditFields }),
]);

export const marketEventType = z.enum([
  'OrderAccepted',
  'OrderClosed',
  'TradesExecuted',
  'AccountCredited',
]);

/** One object for all events: clients that choose by schema fail for one that is added later. */
export const marketEvent = z
  .strictObject({
    type: marketEventType,
    ...common,
    order: z.optional(order),
    ...z.partial(z.object({ ...tradesFields, ...creditFields })).shape,
  })
  .check(
    z.describe(
      'The `detail` of an event on an EventBridge bus. An `OrderAccepted` and an `OrderClosed` have `order`; a `TradesExecuted` has `material` and `trades`; an `AccountCredited` has `account`, `material` and `lines`.',
    ),
    z.refine((event) => z.safeParse(eachEvent, event).success),
  ) as unknown as z.ZodMiniType<MarketEvent>;
