import { escrowOf } from 'material-market';

/** Coins and goods: what a player owns, pays or is paid. */
export interface Amounts {
  readonly coins: number;
  readonly goods: Readonly<Record<string, number>>;
}

export interface Player extends Amounts {
  readonly name: string;
}

/** What can be owned in this game. */
export const materials = ['wheat', 'flour', 'copper'] as const;

/** What every new player begins with. */
export const startingGoods: Amounts = { coins: 1_000, goods: { wheat: 50, flour: 20, copper: 10 } };

/** What an order holds: a player gives it away when ordering, and the market owes it from then on. */
export function heldBy(order: {
  readonly type: 'Buy' | 'Sell';
  readonly material: string;
  readonly quantity: number;
  readonly pricePerUnit: number;
}): Amounts {
  const { coins, goods } = escrowOf(order);
  return { coins, goods: goods > 0 ? { [order.material]: goods } : {} };
}

/** The player with more. */
export function credited(player: Player, { coins, goods }: Amounts): Player {
  const sum: Record<string, number> = { ...player.goods };
  for (const [material, units] of Object.entries(goods)) {
    sum[material] = (sum[material] ?? 0) + units;
  }
  return { ...player, coins: player.coins + coins, goods: sum };
}

/** The player with less, or undefined if there is not enough. */
export function debited(player: Player, { coins, goods }: Amounts): Player | undefined {
  const taken = Object.entries(goods).map(([material, units]) => [material, -units] as const);
  const rest = credited(player, { coins: -coins, goods: Object.fromEntries(taken) });
  return rest.coins < 0 || Object.values(rest.goods).some((units) => units < 0) ? undefined : rest;
}
