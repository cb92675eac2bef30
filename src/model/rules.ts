import * as z from 'zod';

/** The rules of a market: data, validated in one place, used by the handlers and the construct. */
export const marketRulesSchema = z.strictObject({
  saleFeeBasisPoints: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe("Sale fee in hundredths of a percent, taken from the seller's proceeds."),
  selfTradePrevention: z
    .enum(['EXPIRE_TAKER'])
    .default('EXPIRE_TAKER')
    .describe('What happens when an order meets one of the same account.'),
});

export type MarketRules = z.output<typeof marketRulesSchema>;

/** Rules as they are written down: what is left out has its default. */
export type MarketRulesInput = z.input<typeof marketRulesSchema>;

export const defaultMarketRules: MarketRules = marketRulesSchema.parse({});
