import type { Page, PageRequest } from '../../model/market.js';

/** Items on a page by default. */
export const defaultPageSize = 50;

/** All items of a list, page by page. */
export async function* allPages<Item>(
  list: (page: PageRequest) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await list({ cursor });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== null);
}

/**
 * The first items of a list, at most `total`, in pages that double in size: how many items will be
 * needed is not known in advance.
 */
export async function* growingPages<Item>(
  list: (page: PageRequest) => Promise<Page<Item>>,
  sizes: {
    readonly first: number;
    readonly max: number;
    readonly total?: number | undefined;
  },
): AsyncGenerator<Item, void, undefined> {
  let { total: left = Number.POSITIVE_INFINITY } = sizes;
  let limit = sizes.first;
  let cursor: string | null = null;
  do {
    limit = Math.min(limit, sizes.max, left);
    const page: Page<Item> = await list({ limit, cursor });
    yield* page.items;
    left -= page.items.length;
    limit *= 2;
    cursor = page.cursor;
  } while (cursor !== null && left > 0);
}

export async function collectAll<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Maximum number of concurrent calls for one answer. */
const parallelCalls = 16;

/** The results of a call for each item, in order, with a bounded number of concurrent calls. */
export async function callForEach<Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += parallelCalls) {
    results.push(...(await Promise.all(items.slice(start, start + parallelCalls).map(call))));
  }
  return results;
}
