import type { Random } from '../random.js';
import type { Bot, Decision, Intent, StandingOrder } from './bot.js';
import { costOfBatch, needsOf, worthOf } from './living.js';
import { comfort, entries, type Material, materials } from './professions.js';

/** Rounds that an order may wait before its owner thinks again. */
const patience = 2;

/**
 * What a bot does at the market this round. It knows what it has, what it has learned and which of
 * its orders are waiting, and nothing of the market as it is now: a run that is taken up again
 * after a crash sees an older round with a newer market, and has to decide as it did before.
 */
export function decide(bot: Bot, round: number, random: Random): Decision {
  const rules = bot.profession.trades ? tradeBetween : supplySelf;
  const cancel = [...bot.standing.values()].filter(
    (order) => round - order.round >= (bot.profession.trades ? 1 : patience),
  );
  const waiting = [...bot.standing.values()].filter((order) => !cancel.includes(order));
  const shopping = new Shopping(bot, waiting, random);
  rules(bot, shopping, random);
  return { cancel, post: shopping.intents };
}

/** Sells what it makes; buys what it needs to live and to work. */
function supplySelf(bot: Bot, shopping: Shopping, random: Random): void {
  const { inputs, outputs, batches, equipment } = bot.profession;
  // Asking less than the work costs would end in ruin; asking a little less only empties the barn.
  const least = (0.85 * costOfBatch(bot)) / Math.max(1, worthOf(bot, outputs));
  for (const [material, quantity] of entries(outputs)) {
    const stock = bot.holdings.of(material);
    const fullness = Math.min(1, stock / (3 * batches * quantity));
    const wish = random.between(1.02, 1.1) - 0.16 * fullness;
    shopping.sell(material, stock - (needsOf(bot)[material] ?? 0), Math.max(least, wish));
  }
  liveWell(bot, shopping);
  if (equipment) {
    const isBare = bot.holdings.of(equipment) === 0;
    shopping.stockUp(equipment, 2, { eagerness: 0.2, share: 0.5, now: isBare });
  }
  const margin = worthOf(bot, outputs) / Math.max(1, costOfBatch(bot));
  for (const [material, quantity] of entries(inputs)) {
    const wanted = Math.round(quantity * batches * (margin > 1 ? 2 : 1));
    const eagerness = Math.max(-0.1, Math.min(0.1, margin - 1));
    shopping.stockUp(material, wanted, { eagerness, share: 0.6 });
  }
  if (equipment !== 'kettles' && random.happens(0.15)) {
    shopping.stockUp('kettles', 1, { eagerness: 0, share: 0.2 });
  }
}

function liveWell(bot: Bot, shopping: Shopping): void {
  for (const [material, quantity] of entries(needsOf(bot))) {
    if (bot.profession.outputs[material] !== undefined) continue;
    const isBare = bot.holdings.of(material) < quantity;
    shopping.stockUp(material, 4 * quantity, { eagerness: 0.12, share: 0.4, now: isBare });
  }
}

/** Buys below what a thing is worth, a few materials at a time, and sells above that. */
function tradeBetween(bot: Bot, shopping: Shopping, random: Random): void {
  liveWell(bot, shopping);
  let lots = 3;
  for (const material of random.shuffled(materials)) {
    const stock = bot.holdings.of(material) - 4 * (needsOf(bot)[material] ?? 0);
    if (stock > 0) {
      shopping.sell(material, stock, random.between(0.99, 1.06));
    } else if (lots > 0) {
      lots -= 1;
      const lot = Math.floor((bot.holdings.coins * 0.12) / bot.belief(material));
      // A bargain that lies there now, or an offer that waits for someone in a hurry.
      if (random.happens(0.5)) shopping.buy(material, lot, 0.95, 'IOC');
      else shopping.buy(material, lot, random.between(0.88, 0.95));
    }
  }
}

/** The rich look less at the price. */
function easeOf(bot: Bot): number {
  return Math.max(-0.08, Math.min(0.08, 0.05 * (bot.holdings.coins / comfort - 1)));
}

/** Collects a bot's orders of a round, within its means. */
class Shopping {
  readonly intents: Intent[] = [];
  readonly #bot: Bot;
  readonly #waiting: readonly StandingOrder[];
  readonly #random: Random;
  #coins: number;

  constructor(bot: Bot, waiting: readonly StandingOrder[], random: Random) {
    this.#bot = bot;
    this.#waiting = waiting;
    this.#random = random;
    this.#coins = bot.holdings.coins;
  }

  sell(material: Material, quantity: number, factor: number): void {
    this.#add({
      type: 'Sell',
      material,
      quantity,
      pricePerUnit: this.#price(material, factor),
      timeInForce: 'GTC',
    });
  }

  buy(
    material: Material,
    quantity: number,
    factor: number,
    timeInForce: Intent['timeInForce'] = 'GTC',
  ): void {
    const pricePerUnit = this.#price(material, factor);
    const affordable = Math.min(quantity, Math.floor(this.#coins / pricePerUnit));
    this.#add({ type: 'Buy', material, quantity: affordable, pricePerUnit, timeInForce });
  }

  /** Buys what is missing from a stock; the emptier it is, the more is offered. */
  stockUp(
    material: Material,
    target: number,
    { eagerness, share, now = false }: { eagerness: number; share: number; now?: boolean },
  ): void {
    const waitingFor = this.#waiting
      .filter((order) => order.type === 'Buy' && order.material === material)
      .reduce((sum, { remaining }) => sum + remaining, 0);
    const missing = target - this.#bot.holdings.of(material) - waitingFor;
    // Small errands are not worth the way.
    if (missing < target / 2) return;
    const emptiness = missing / target;
    const factor =
      1 + eagerness * emptiness + easeOf(this.#bot) + this.#random.between(-0.03, 0.03);
    const budget = Math.floor((this.#coins * share) / this.#price(material, factor));
    if (now) this.buy(material, Math.min(missing, budget), factor + 0.15, 'IOC');
    else this.buy(material, Math.min(missing, budget), factor);
  }

  #price(material: Material, factor: number): number {
    return Math.max(1, Math.round(this.#bot.belief(material) * factor));
  }

  #add(intent: Intent): void {
    if (intent.quantity < 1 || this.#meetsOwn(intent)) return;
    if (intent.type === 'Buy') this.#coins -= intent.quantity * intent.pricePerUnit;
    this.intents.push(intent);
  }

  /** The market would close an order that meets one of the same account: nothing gained. */
  #meetsOwn({ type, material, pricePerUnit }: Intent): boolean {
    return [...this.#waiting, ...this.intents].some(
      (other) =>
        other.material === material &&
        other.type !== type &&
        (type === 'Buy' ? other.pricePerUnit <= pricePerUnit : other.pricePerUnit >= pricePerUnit),
    );
  }
}
