import type { CollectionReceipt, OrderType } from 'material-market';
import { Random } from '../random.js';
import { Holdings } from './holdings.js';
import {
  comfort,
  dailyNeeds,
  entries,
  firstPrices,
  type Material,
  materials,
  type Profession,
  professions,
} from './professions.js';

/** An order that a bot has decided on. */
export interface Intent {
  readonly type: OrderType;
  readonly material: Material;
  readonly quantity: number;
  readonly pricePerUnit: number;
  readonly timeInForce: 'GTC' | 'IOC';
}

/** An order of a bot's that is in the book, as far as the bot knows. */
export interface StandingOrder extends Intent {
  readonly orderId: string;
  /** Round that it was posted in. */
  readonly round: number;
  readonly remaining: number;
}

/** What a bot wants done at the market in one round. */
export interface Decision {
  readonly cancel: readonly StandingOrder[];
  readonly post: readonly Intent[];
}

/** A player of the game: what it does, has, believes, and waits for. */
export class Bot {
  readonly name: string;
  readonly profession: Profession;
  readonly holdings: Holdings;
  /** What a unit is worth, as far as this bot can tell. */
  readonly beliefs = new Map<Material, number>();
  /** By order id. */
  readonly standing = new Map<string, StandingOrder>();
  hungryRounds = 0;

  constructor(name: string, profession: Profession, coins: number) {
    this.name = name;
    this.profession = profession;
    this.holdings = new Holdings(coins);
  }

  belief(material: Material): number {
    return this.beliefs.get(material) ?? firstPrices[material];
  }

  standingOf(type: OrderType, material: Material): StandingOrder[] {
    return [...this.standing.values()].filter(
      (order) => order.type === type && order.material === material,
    );
  }

  /** Taken from the player before the order is posted: from then on the market owes it. */
  debit({ type, material, quantity, pricePerUnit }: Intent): void {
    if (type === 'Sell') this.holdings.add(material, -quantity);
    else this.holdings.addCoins(-quantity * pricePerUnit);
  }

  /** The one way in which a player is given anything by the market. */
  credit({ coins, goods }: CollectionReceipt): void {
    this.holdings.addCoins(coins);
    for (const [material, quantity] of Object.entries(goods)) {
      this.holdings.add(material as Material, quantity);
    }
  }
}

/** The players of a game, each with enough to begin with. */
export function createBots(seed: number, players: number): Bot[] {
  const count = new Map<string, number>();
  return Array.from({ length: players }, (_, index) => {
    const profession = professions[index % professions.length] as Profession;
    const number = (count.get(profession.name) ?? 0) + 1;
    count.set(profession.name, number);
    const name = `${profession.name}-${number}`;
    return equippedBot(name, profession, new Random(seed, 'birth', name));
  });
}

function equippedBot(name: string, profession: Profession, random: Random): Bot {
  const { inputs, outputs, batches, equipment, trades } = profession;
  const bot = new Bot(
    name,
    profession,
    Math.round(comfort * random.between(0.8, 1.2) * (trades ? 2 : 1)),
  );
  for (const material of materials) {
    bot.beliefs.set(material, firstPrices[material] * random.between(0.85, 1.15));
    if (trades) bot.holdings.add(material, random.whole(0, 6));
  }
  for (const [material, quantity] of entries(dailyNeeds)) bot.holdings.add(material, 2 * quantity);
  for (const [material, quantity] of entries(inputs)) {
    bot.holdings.add(material, batches * quantity);
  }
  for (const [material, quantity] of entries(outputs)) {
    bot.holdings.add(material, batches * quantity);
  }
  if (equipment) bot.holdings.add(equipment, 1);
  return bot;
}
