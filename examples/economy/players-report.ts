import type { AuditReport } from 'material-market';
import type { Bot } from './bots/bot.js';
import { firstPrices, type Material, materials } from './bots/professions.js';
import type { EconomyOutcome } from './economy.js';
import { averagePrice } from './report.js';
import type { Style } from './style.js';
import { alignColumns, count, things } from './text.js';

const richest = 5;

/** Who made a fortune, and what became of everyone. */
export function playersTable({ bots, trades, workshop }: EconomyOutcome, style: Style): string {
  const prices = new Map(
    materials.map((material) => {
      const own = trades.filter((trade) => trade.material === material);
      return [material, own.length > 0 ? averagePrice(own) : firstPrices[material]] as const;
    }),
  );
  const rows = bots
    .map((bot) => ({ bot, ...wealthOf(bot, prices) }))
    .sort((a, b) => b.total - a.total || (a.bot.name < b.bot.name ? -1 : 1))
    .slice(0, richest)
    .map(({ bot, coins, goods, market, total }) => [
      bot.name,
      ...[coins, goods, market, total].map(count),
    ]);
  const header = ['Richest players', 'Coins', 'Goods worth', 'In the market', 'Together'];
  const [heading = '', ...lines] = alignColumns(
    [header, ...rows],
    ['left', 'right', 'right', 'right', 'right'],
  );
  const used = (material: Material) => count(workshop.used.get(material) ?? 0);
  const hungry = bots.reduce((sum, { hungryRounds }) => sum + hungryRounds, 0);
  return [
    style.bold(heading),
    ...lines,
    `All ate ${used('bread')} bread, drank ${used('ale')} ale, wore out ${used('tools')} tools and ` +
      `went hungry ${things(hungry, 'time')}.`,
  ].join('\n');
}

/** Compares the coins of the game with those at its start; it makes none and spends none. */
export function coinProblems(outcome: EconomyOutcome, audit: AuditReport): string[] {
  const { bots, coinsAtStart, orders } = outcome;
  // With another game's orders in the same market, whose coins are where is not to be told.
  if (audit.orders !== orders.size) return [];
  const atHand = bots.reduce((sum, { holdings }) => sum + BigInt(holdings.coins), 0n);
  const { inOpenOrders, inBoxes, fees } = audit.coins;
  const now = [inOpenOrders, inBoxes, fees].reduce((sum, coins) => sum + BigInt(coins), atHand);
  if (now === BigInt(coinsAtStart)) return [];
  return [`The game began with ${count(coinsAtStart)} coins and has ${count(now)} now.`];
}

function wealthOf(bot: Bot, prices: ReadonlyMap<Material, number>) {
  const worth = (material: Material) => prices.get(material) ?? 0;
  const coins = bot.holdings.coins;
  const goods = Math.round(
    materials.reduce((sum, material) => sum + bot.holdings.of(material) * worth(material), 0),
  );
  const market = Math.round(
    [...bot.standing.values()].reduce(
      (sum, { type, material, remaining, pricePerUnit }) =>
        sum + remaining * (type === 'Buy' ? pricePerUnit : worth(material)),
      0,
    ),
  );
  return { coins, goods, market, total: coins + goods + market };
}
