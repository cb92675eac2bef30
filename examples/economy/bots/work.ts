import { Random } from '../random.js';
import type { Bot } from './bot.js';
import { needsOf, worthOf } from './living.js';
import { entries, householdWear, type Material, wear } from './professions.js';

/** What was made and used up, by material: the only ways goods enter and leave the game. */
export class Workshop {
  readonly made = new Map<Material, number>();
  readonly used = new Map<Material, number>();

  make(bot: Bot, material: Material, quantity: number): void {
    bot.holdings.add(material, quantity);
    this.made.set(material, (this.made.get(material) ?? 0) + quantity);
  }

  use(bot: Bot, material: Material, quantity: number): void {
    bot.holdings.add(material, -quantity);
    this.used.set(material, (this.used.get(material) ?? 0) + quantity);
  }
}

/** How good the harvest is in a round, 1 being usual: good and bad rounds come in spells. */
export function weather(seed: number, round: number): number {
  const spells = [round, round + 1, round + 2, round + 3].map((day) =>
    new Random(seed, 'weather', day).between(0.3, 1.7),
  );
  return spells.reduce((sum, spell) => sum + spell, 0) / spells.length;
}

/** A round of a player's life: eat and drink, then work as much as that allows. */
export function live(bot: Bot, workshop: Workshop, sky: number, random: Random): void {
  const needs = needsOf(bot);
  const hungry = bot.holdings.of('bread') < (needs.bread ?? 0);
  if (hungry) bot.hungryRounds += 1;
  for (const [material, quantity] of entries(needs)) {
    workshop.use(bot, material, Math.min(quantity, bot.holdings.of(material)));
  }
  work(bot, workshop, sky, hungry);
  wearOut(bot, workshop, random);
}

function work(bot: Bot, workshop: Workshop, sky: number, hungry: boolean): void {
  const { inputs, outputs, batches, equipment, outdoors } = bot.profession;
  const isEquipped = equipment === undefined || bot.holdings.of(equipment) > 0;
  const ability = (isEquipped ? 1 : 0.5) * (hungry ? 0.7 : 1) * (outdoors ? sky : 1);
  // A full storehouse, or a price that does not pay the costs, is a reason to do less.
  const isFull = entries(outputs).every(
    ([material, quantity]) => bot.holdings.of(material) >= 3 * batches * quantity,
  );
  const will = isFull ? 0 : worthOf(bot, outputs) > worthOf(bot, inputs) ? 1 : 0.5;
  const supplied = entries(inputs).map(([material, quantity]) =>
    Math.floor(bot.holdings.of(material) / quantity),
  );
  const done = Math.min(Math.round(batches * ability * will), ...supplied);
  for (const [material, quantity] of entries(inputs)) workshop.use(bot, material, done * quantity);
  for (const [material, quantity] of entries(outputs))
    workshop.make(bot, material, done * quantity);
}

function wearOut(bot: Bot, workshop: Workshop, random: Random): void {
  const { equipment } = bot.profession;
  if (equipment && bot.holdings.of(equipment) > 0 && random.happens(wear)) {
    workshop.use(bot, equipment, 1);
  }
  if (equipment !== 'kettles' && bot.holdings.of('kettles') > 0 && random.happens(householdWear)) {
    workshop.use(bot, 'kettles', 1);
  }
}
