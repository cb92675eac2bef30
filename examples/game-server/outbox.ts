import { setTimeout as sleep } from 'node:timers/promises';
import { isMarketError, type MarketClient } from 'material-market';
import type { CancelIntent, CollectIntent, Database, Intent, OrderIntent } from './database.js';
import { credited, heldBy } from './inventory.js';

/** How many intents are carried out at the same time after a restart. */
const workers = 8;

export interface OutboxOptions {
  readonly database: Database;
  readonly market: MarketClient;
  /** Told why an intent is still open. */
  readonly onTrouble?: ((intent: Intent, error: unknown) => void) | undefined;
}

/**
 * Carries out intents: asks the market, and writes down the answer together with what it means for
 * the player. An intent is open until there is an answer, over any number of restarts. Asking again
 * is safe, since it is always done with the intent's key.
 */
export class Outbox {
  readonly #database: Database;
  readonly #market: MarketClient;
  readonly #onTrouble: (intent: Intent, error: unknown) => void;
  readonly #underWay = new Map<string, Promise<void>>();
  #isStopped = false;

  constructor({ database, market, onTrouble = () => {} }: OutboxOptions) {
    this.#database = database;
    this.#market = market;
    this.#onTrouble = onTrouble;
  }

  /** Works off what an earlier process left open, and then whatever found no answer at once. */
  async run(intervalMs = 1_000): Promise<void> {
    while (!this.#isStopped) {
      await this.workAll();
      await sleep(intervalMs, undefined, { ref: false });
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Tries every open intent once. */
  async workAll(): Promise<void> {
    const queue = this.#database.openIntents().values();
    const work = async () => {
      for (const intent of queue) {
        // A fault that befalls one intent must not hold up the others.
        await this.work(intent).catch((error) => this.#onTrouble(intent, error));
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
  }

  /** Tries an intent once; it stays open if the market gives no final answer. */
  work({ player, key }: Intent): Promise<void> {
    // One attempt at a time: a repeated request waits for the one that is under way.
    const id = `${player}/${key}`;
    const underWay =
      this.#underWay.get(id) ?? this.#attempt(player, key).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, underWay);
    return underWay;
  }

  async #attempt(player: string, key: string): Promise<void> {
    const intent = this.#database.intent(player, key);
    if (intent?.state !== 'OPEN') return;
    try {
      if (intent.kind === 'ORDER') await this.#place(intent);
      else if (intent.kind === 'CANCEL') await this.#cancel(intent);
      else await this.#collect(intent);
    } catch (error) {
      if (!isMarketError(error)) throw error;
      this.#onTrouble(intent, error);
    }
  }

  async #place(intent: OrderIntent): Promise<void> {
    const answer = await this.#market.placeOrder(intent.order).catch((error: unknown) => {
      if (isRefusal(error)) return error;
      throw error;
    });
    if ('orderId' in answer) {
      this.#database.commit({ intents: [{ ...intent, state: 'DONE', orderId: answer.orderId }] });
      return;
    }
    // The refund and the end of the intent are one transaction: it is paid once.
    this.#database.commit({
      players: [credited(this.#playerOf(intent), heldBy(intent.order))],
      intents: [{ ...intent, state: 'REFUSED', reason: answer.message }],
    });
  }

  async #cancel(intent: CancelIntent): Promise<void> {
    const { player, orderKey } = intent;
    const close = (end: Pick<CancelIntent, 'state' | 'reason'>) =>
      this.#database.commit({ intents: [{ ...intent, ...end }] });

    // An order without an answer may be in the book: it must be known before it can be cancelled.
    const placing = this.#database.intent(player, orderKey);
    if (placing) await this.work(placing);
    const placed = this.#database.intent(player, orderKey);
    if (placed?.kind !== 'ORDER' || placed.state === 'OPEN') return;
    if (!placed.orderId) return close({ state: 'REFUSED', reason: 'the order was refused' });

    const error = await this.#market.cancelOrder(placed.orderId).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (error === undefined) return close({ state: 'DONE' });
    if (!isMarketError(error) || error.code !== 'ORDER_NOT_OPEN') throw error;
    close({ state: 'REFUSED', reason: error.message });
  }

  async #collect(intent: CollectIntent): Promise<void> {
    const { coins, goods } = await this.#market.collect(intent.player, {
      collectionId: intent.key,
    });
    const received = { coins, goods };
    // The credit and the end of the intent are one transaction. If it does not come to that, the
    // market gives the same receipt again.
    this.#database.commit({
      players: [credited(this.#playerOf(intent), received)],
      intents: [{ ...intent, state: 'DONE', received }],
    });
  }

  #playerOf({ player }: Intent) {
    const row = this.#database.player(player);
    if (!row) throw new Error(`player ${player} has an intent, but is not there`);
    return row;
  }
}

/**
 * Whether the market said for certain that this order is not there and never will be. Time-outs, lost
 * answers, faults, and permissions that are missing today say nothing about earlier attempts.
 */
function isRefusal(error: unknown): error is Error {
  return isMarketError(error) && error.outcome === 'REFUSED';
}
