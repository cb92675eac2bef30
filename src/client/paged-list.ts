import type { Page } from '../model/market.js';

/**
 * A list that is read page by page: awaited, it is one page; iterated, it is all of them.
 *
 * @example
 * ```ts
 * const page = await market.listTrades({ material: 'wheat', limit: 20 });
 * for await (const trade of market.listTrades({ material: 'wheat' })) console.log(trade.tradeId);
 * ```
 */
export class PagedList<Item> implements PromiseLike<Page<Item>>, AsyncIterable<Item> {
  readonly #readPage: (cursor: string | null) => Promise<Page<Item>>;
  readonly #firstCursor: string | null;

  /** @internal */
  constructor(
    readPage: (cursor: string | null) => Promise<Page<Item>>,
    firstCursor: string | null = null,
  ) {
    this.#readPage = readPage;
    this.#firstCursor = firstCursor;
  }

  /**
   * Reads one page, so that a list can be awaited.
   *
   * @example
   * ```ts
   * const { items, cursor } = await market.listTrades({ material: 'wheat', limit: 20 });
   * ```
   */
  // biome-ignore lint/suspicious/noThenProperty: being awaitable is what this class is for
  then<Fulfilled = Page<Item>, Rejected = never>(
    onFulfilled?: ((page: Page<Item>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#readPage(this.#firstCursor).then(onFulfilled, onRejected);
  }

  /** All items from here on, reading page after page as they are asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let cursor = this.#firstCursor;
    do {
      const page: Page<Item> = await this.#readPage(cursor);
      yield* page.items;
      cursor = page.cursor;
    } while (cursor !== null);
  }
}
