import { type OrderRequest, parseOrderRequest } from 'material-market';
import type { CancelIntent, CollectIntent, Database, Intent, OrderIntent } from './database.js';
import { debited, heldBy, materials, type Player, startingGoods } from './inventory.js';
import type { Outbox } from './outbox.js';

/** A request that the game turns down. */
export class GameError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a player says of an order. */
export type OrderTerms = Omit<OrderRequest, 'type' | 'account' | 'clientOrderId'>;

export interface GameOptions {
  readonly database: Database;
  readonly outbox: Outbox;
  /** @default Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * What players can do. Whatever needs the market is written down as an intent before the market is
 * asked, together with what it costs the player; the outbox does the rest.
 */
export class Game {
  readonly #database: Database;
  readonly #outbox: Outbox;
  readonly #now: () => number;

  constructor({ database, outbox, now = Date.now }: GameOptions) {
    this.#database = database;
    this.#outbox = outbox;
    this.#now = now;
  }

  /** Lets a player in; a new one is given starting goods. */
  enter(name: string): Player {
    const known = this.#database.player(name);
    if (known) return known;
    // The orders of `anonymous` may trade with each other, which is nothing for a player.
    if (!/^[a-z0-9-]{1,32}$/.test(name) || name === 'anonymous') {
      throw new GameError(400, 'INVALID_NAME', 'a name has 1 to 32 of a-z, 0-9 and "-"');
    }
    const player = { name, ...startingGoods };
    this.#database.commit({ players: [player] });
    return player;
  }

  player(name: string): Player {
    const player = this.#database.player(name);
    if (!player) throw new GameError(404, 'PLAYER_NOT_FOUND', `there is no player ${name}`);
    return player;
  }

  /** Takes what the order holds from the player, and places it. */
  order(name: string, key: string, type: 'Buy' | 'Sell', terms: OrderTerms): Promise<OrderIntent> {
    // Checked before anything is taken, so that a refusal by the market is the exception.
    const order = parseOrderRequest({ ...terms, type, account: name, clientOrderId: key });
    return this.#carryOut({ kind: 'ORDER', player: name, key, state: 'OPEN', order }, () => {
      if (!materials.some((material) => material === order.material)) {
        throw new GameError(400, 'NO_SUCH_MATERIAL', `materials are ${materials.join(', ')}`);
      }
      if (order.expiresAt && Date.parse(order.expiresAt) <= this.#now()) {
        throw new GameError(400, 'ALREADY_EXPIRED', 'expiresAt must be in the future');
      }
      const player = debited(this.player(name), heldBy(order));
      if (!player) throw new GameError(409, 'NOT_ENOUGH', `${name} does not own that much`);
      return [player];
    });
  }

  /** What the order still holds goes to the player's delivery box. */
  cancel(name: string, orderKey: string): Promise<CancelIntent> {
    // A player's own keys have no colon. An order is cancelled once, so that its key will do.
    const key = `cancel:${orderKey}`;
    return this.#carryOut({ kind: 'CANCEL', player: name, key, state: 'OPEN', orderKey }, () => {
      if (this.#database.intent(name, orderKey)?.kind !== 'ORDER') {
        throw new GameError(404, 'ORDER_NOT_FOUND', `${name} has no order ${orderKey}`);
      }
      return [];
    });
  }

  /** Gives the player what waits at the market. */
  collect(name: string, key: string): Promise<CollectIntent> {
    return this.#carryOut({ kind: 'COLLECT', player: name, key, state: 'OPEN' }, () => []);
  }

  /**
   * Writes an intent down, in one transaction with its price, and gives it a first try. A repeated
   * request finds the intent of the first one, and is told how that went.
   */
  async #carryOut<Kind extends Intent>(
    intent: Kind,
    payers: () => readonly Player[],
  ): Promise<Kind> {
    const { player, key } = intent;
    this.player(player);
    const known = this.#database.intent(player, key);
    if (!known) this.#database.commit({ players: payers(), intents: [intent] });
    else if (askedFor(known) !== askedFor(intent)) {
      throw new GameError(409, 'KEY_IN_USE', `${player} used the key ${key} for something else`);
    }
    await this.#outbox.work(intent);
    return this.#database.intent(player, key) as Kind;
  }
}

/** What stays the same of an intent while it is carried out. */
function askedFor(intent: Intent): string {
  const { kind } = intent;
  if (kind === 'ORDER') return JSON.stringify([kind, intent.order]);
  return JSON.stringify(kind === 'CANCEL' ? [kind, intent.orderKey] : [kind]);
}
