import { isMarketError } from 'material-market';
import pLimit from 'p-limit';
import { type Bot, createBots, type Decision, type Intent } from './bots/bot.js';
import { decide } from './bots/decide.js';
import { learn } from './bots/learning.js';
import { type Material, materials } from './bots/professions.js';
import { live, Workshop, weather } from './bots/work.js';
import type { ExampleMarket, RunOptions, TapedTrade } from './market.js';
import { Random } from './random.js';
import { TradeTape } from './trade-tape.js';

export interface EconomyOptions extends RunOptions {
  readonly seed: number;
  readonly players: number;
  readonly rounds: number;
}

/** An order that was posted, and by whom. */
export interface PostedOrder {
  readonly bot: Bot;
  readonly clientOrderId: string;
  readonly round: number;
}

/** How the game went. */
export interface EconomyOutcome {
  readonly bots: readonly Bot[];
  readonly workshop: Workshop;
  readonly coinsAtStart: number;
  readonly orders: ReadonlyMap<string, PostedOrder>;
  readonly cancelled: number;
  readonly trades: readonly TapedTrade[];
}

interface Post {
  readonly bot: Bot;
  readonly intent: Intent;
  readonly clientOrderId: string;
}

/** Calls that are under way at once, where their order does not matter. */
const concurrency = 16;

/**
 * Plays the game. It keeps no record of its own: what bots do follows from the seed and from
 * answers that the market gives again when it is asked again (orders and collections by their
 * idempotency keys, cancels, trades). Run again on the same market after a crash, it goes the same
 * way up to where it was stopped, changing nothing, and on from there.
 */
export class Economy {
  readonly #market: ExampleMarket;
  readonly #options: EconomyOptions;
  /** Two games in one market have nothing in common but the book. */
  readonly #game: string;
  readonly #bots: readonly Bot[];
  readonly #workshop = new Workshop();
  readonly #orders = new Map<string, PostedOrder>();
  readonly #trades: TapedTrade[] = [];
  readonly #tape: TradeTape;
  #cancelled = 0;

  constructor(market: ExampleMarket, options: EconomyOptions) {
    this.#market = market;
    this.#options = options;
    this.#game = `${options.seed}-${options.players}`;
    this.#bots = createBots(options.seed, options.players);
    this.#tape = new TradeTape(market.client);
  }

  async play(): Promise<EconomyOutcome> {
    const coinsAtStart = this.#bots.reduce((sum, { holdings }) => sum + holdings.coins, 0);
    this.#showProgress(0);
    for (let round = 1; round <= this.#options.rounds; round += 1) {
      await this.#playRound(round);
      this.#showProgress(round);
    }
    return {
      bots: this.#bots,
      workshop: this.#workshop,
      coinsAtStart,
      orders: this.#orders,
      cancelled: this.#cancelled,
      trades: this.#trades,
    };
  }

  /** Each step is over before the next begins, so a crash leaves at most one of them half done. */
  async #playRound(round: number): Promise<void> {
    const { seed, signal } = this.#options;
    const sky = weather(seed, round);
    const decisions = new Map<Bot, Decision>();
    for (const bot of this.#bots) {
      live(bot, this.#workshop, sky, new Random(seed, 'life', round, bot.name));
      decisions.set(bot, decide(bot, round, new Random(seed, 'decision', round, bot.name)));
    }
    await this.#cancelAll([...decisions.values()]);
    await this.#postAll(decisions, round);
    await this.#market.settled();
    signal.throwIfAborted();
    const trades = await this.#readTape();
    await this.#collectAll(this.#expecting(decisions, trades), round);
    this.#learnFrom(trades);
  }

  async #cancelAll(decisions: readonly Decision[]): Promise<void> {
    const limit = pLimit(concurrency);
    const orders = decisions.flatMap(({ cancel }) => cancel);
    await Promise.all(orders.map((order) => limit(() => this.#cancel(order.orderId))));
  }

  async #cancel(orderId: string): Promise<void> {
    const { client } = this.#market;
    try {
      await client.cancelOrder(orderId, { signal: this.#options.signal });
      this.#cancelled += 1;
    } catch (error) {
      // Another game in this market may have traded with it since. Its delivery tells the rest.
      if (!isMarketError(error) || error.code !== 'ORDER_NOT_OPEN') throw error;
    }
    this.#orders.get(orderId)?.bot.standing.delete(orderId);
  }

  async #postAll(decisions: ReadonlyMap<Bot, Decision>, round: number): Promise<void> {
    const posts = [...decisions].flatMap(([bot, { post }]) =>
      post.map((intent, index) => ({
        bot,
        intent,
        clientOrderId: `${this.#game}/r${round}/${bot.name}/${index}`,
      })),
    );
    for (const { bot, intent } of posts) bot.debit(intent);
    const orderIds = new Map<string, string>();
    await Promise.all(
      materials.map(async (material) => {
        // One after the other, since who comes first is served first; in a fair order.
        const random = new Random(this.#options.seed, 'queue', round, material);
        const queue = random.shuffled(posts.filter(({ intent }) => intent.material === material));
        for (const post of queue) orderIds.set(post.clientOrderId, await this.#post(post));
      }),
    );
    for (const { bot, intent, clientOrderId } of posts) {
      const orderId = orderIds.get(clientOrderId) as string;
      this.#orders.set(orderId, { bot, clientOrderId, round });
      bot.standing.set(orderId, { ...intent, orderId, round, remaining: intent.quantity });
    }
  }

  /** Answers with nothing but the id: how the order stands by now, a repeated post tells anew. */
  async #post({ bot, intent, clientOrderId }: Post): Promise<string> {
    const { orderId } = await this.#market.client.placeOrder(
      { ...intent, account: this.#accountOf(bot), clientOrderId },
      { signal: this.#options.signal },
    );
    return orderId;
  }

  async #readTape(): Promise<TapedTrade[]> {
    const postedAt = (orderId: string) => this.#orders.get(orderId)?.round;
    const read = await Promise.all(
      materials.map((material) => this.#tape.read(material, postedAt, this.#options.signal)),
    );
    return read.flat();
  }

  /** Who may have something waiting: traders, and owners of orders that were closed. */
  #expecting(decisions: ReadonlyMap<Bot, Decision>, trades: readonly TapedTrade[]): Set<Bot> {
    const expecting = new Set<Bot>();
    for (const [bot, { cancel, post }] of decisions) {
      const hasClosed = cancel.length > 0 || post.some(({ timeInForce }) => timeInForce !== 'GTC');
      if (hasClosed) expecting.add(bot);
    }
    for (const { buyOrderId, sellOrderId } of trades) {
      for (const orderId of [buyOrderId, sellOrderId]) {
        const bot = this.#orders.get(orderId)?.bot;
        if (bot) expecting.add(bot);
      }
    }
    return expecting;
  }

  async #collectAll(bots: ReadonlySet<Bot>, round: number): Promise<void> {
    const limit = pLimit(concurrency);
    const collect = async (bot: Bot) => {
      const collectionId = `${this.#game}/r${round}`;
      const { signal } = this.#options;
      bot.credit(await this.#market.client.collect(this.#accountOf(bot), { collectionId, signal }));
    };
    await Promise.all([...bots].map((bot) => limit(() => collect(bot))));
  }

  #learnFrom(trades: readonly TapedTrade[]): void {
    this.#trades.push(...trades);
    const paid = new Map<Material, { coins: number; units: number }>();
    for (const { material, quantity, pricePerUnit, buyOrderId, sellOrderId } of trades) {
      const sum = paid.get(material as Material) ?? { coins: 0, units: 0 };
      paid.set(material as Material, {
        coins: sum.coins + quantity * pricePerUnit,
        units: sum.units + quantity,
      });
      for (const orderId of [buyOrderId, sellOrderId]) this.#fill(orderId, quantity);
    }
    const prices = new Map(
      [...paid].map(([material, { coins, units }]) => [material, coins / units]),
    );
    for (const bot of this.#bots) {
      learn(bot, prices);
      for (const order of bot.standing.values()) {
        if (order.timeInForce !== 'GTC') bot.standing.delete(order.orderId);
      }
    }
  }

  #fill(orderId: string, quantity: number): void {
    const bot = this.#orders.get(orderId)?.bot;
    const order = bot?.standing.get(orderId);
    if (!bot || !order) return;
    const remaining = order.remaining - quantity;
    if (remaining === 0) bot.standing.delete(orderId);
    else bot.standing.set(orderId, { ...order, remaining });
  }

  #showProgress(done: number): void {
    const { onProgress, rounds: of } = this.#options;
    onProgress({ unit: 'round', done, of, orders: this.#orders.size, trades: this.#trades.length });
  }

  #accountOf(bot: Bot): string {
    return `${this.#game}/${bot.name}`;
  }
}
