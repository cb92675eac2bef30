import * as z from 'zod/mini';
import { strictFields } from './validation.js';

/** The rules of a market: data, validated in one place, used by the handlers and the construct. */
export const marketRulesSchema = strictFields(
  {
    /**
     * Sale fee in hundredths of a percent, taken from the seller's proceeds: 250 is 2.5 %.
     * @default 0
     */
    saleFeeBasisPoints: z._default(
      z
        .int('must be a whole number')
        .check(
          z.gte(0, 'must be at least 0'),
          z.lte(10_000, 'must be at most 10000'),
          z.describe("Sale fee in hundredths of a percent, taken from the seller's proceeds."),
        ),
      0,
    ),
  },
  'must be an object',
);

/**
 * The rules of a market, complete.
 * @useDeclaredType
 */
export type MarketRules = z.output<typeof marketRulesSchema>;

/**
 * Rules as they are written down: what is left out has its default.
 * @useDeclaredType
 */
export type MarketRulesInput = z.input<typeof marketRulesSchema>;

export const defaultMarketRules: MarketRules = marketRulesSchema.parse({});
