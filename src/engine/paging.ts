import type { Page, PageRequest } from '../model/market.js';

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

export async function collectAll<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
