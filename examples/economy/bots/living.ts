import type { Bot } from './bot.js';
import { type Amounts, comfort, dailyNeeds, entries, wear } from './professions.js';

/** What a bot uses up in a round: who is rich drinks more. */
export function needsOf(bot: Bot): Amounts {
  const luxury = Math.min(3, Math.floor(bot.holdings.coins / comfort));
  return { ...dailyNeeds, ale: (dailyNeeds.ale ?? 0) + luxury };
}

/** What goods are worth to a bot. */
export function worthOf(bot: Bot, amounts: Amounts): number {
  return entries(amounts).reduce(
    (sum, [material, quantity]) => sum + quantity * bot.belief(material),
    0,
  );
}

/** What a batch of work costs a bot: what goes into it, and its share of the day's living. */
export function costOfBatch(bot: Bot): number {
  const { inputs, batches, equipment } = bot.profession;
  const living = worthOf(bot, dailyNeeds) + (equipment ? wear * bot.belief(equipment) : 0);
  return worthOf(bot, inputs) + living / Math.max(1, batches);
}
