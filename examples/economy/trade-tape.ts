import type { MarketClient, Trade } from 'material-market';
import type { TapedTrade } from './market.js';

/**
 * Reads the trades of a market as they happen, told by the orders that brought them about.
 *
 * A run that is taken up again finds trades of rounds that it has not come to yet. A trade happens
 * when its later order arrives, so it belongs to the round in which that order was posted: until
 * that round comes, the tape keeps it back, and so answers each round as it did the first time.
 */
export class TradeTape {
  readonly #client: MarketClient;
  readonly #lastRead = new Map<string, number>();
  readonly #keptBack = new Map<string, Trade[]>();

  constructor(client: MarketClient) {
    this.#client = client;
  }

  /**
   * The trades of a material, in the order in which they happened, that were not told before.
   * `postedAt` says when an order of this run was posted, and nothing of others.
   */
  async read(
    material: string,
    postedAt: (orderId: string) => number | undefined,
    signal: AbortSignal,
  ): Promise<TapedTrade[]> {
    const unseen = [
      ...(this.#keptBack.get(material) ?? []),
      ...(await this.#readOn(material, signal)),
    ];
    const told: TapedTrade[] = [];
    const keptBack: Trade[] = [];
    for (const trade of unseen) {
      const { sequence, quantity, pricePerUnit, buyOrderId, sellOrderId, takerType } = trade;
      const at = postedAt(takerType === 'Buy' ? buyOrderId : sellOrderId);
      if (at === undefined) keptBack.push(trade);
      else {
        const figures = { material, sequence, quantity, pricePerUnit };
        told.push({ ...figures, buyOrderId, sellOrderId, takerType, at });
      }
    }
    this.#keptBack.set(material, keptBack);
    return told;
  }

  /** The list has the latest trade first: read back to where the tape ended. */
  async #readOn(material: string, signal: AbortSignal): Promise<Trade[]> {
    const lastRead = this.#lastRead.get(material) ?? 0;
    const trades: Trade[] = [];
    for await (const trade of this.#client.listTrades({ material, limit: 100 }, { signal })) {
      if (trade.sequence <= lastRead) break;
      trades.push(trade);
    }
    const latest = trades[0]?.sequence;
    if (latest !== undefined) this.#lastRead.set(material, latest);
    return trades.reverse();
  }
}
