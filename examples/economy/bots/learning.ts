import type { Bot } from './bot.js';
import type { Material } from './professions.js';

/** What the market paid for a material in a round, on average. */
export type RoundPrices = ReadonlyMap<Material, number>;

/** How far a belief moves towards the price that was paid. */
const trust = 0.35;
/** How far it moves when nobody took the bot's offer. */
const impatience = 0.02;

/**
 * Lets a bot learn from a round: from the prices at which others traded, and from its own orders.
 * What nobody bought was too dear, what nobody sold to it was too cheap.
 */
export function learn(bot: Bot, prices: RoundPrices): void {
  for (const [material, price] of prices) {
    const belief = bot.belief(material);
    bot.beliefs.set(material, belief + trust * (price - belief));
  }
  for (const order of bot.standing.values()) {
    const step = order.type === 'Sell' ? 1 - impatience : 1 + impatience;
    bot.beliefs.set(order.material, Math.max(1, bot.belief(order.material) * step));
  }
}
