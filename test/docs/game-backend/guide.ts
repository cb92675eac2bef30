import type { MarketClient, OrderRequest } from 'material-market';
import * as main from 'material-market';
import type { Sql } from 'postgres';
import { blocksOf, moduleOfPage, readPage } from '../markdown.js';
import { evaluate } from '../snippets.js';

const page = 'docs/guides/game-backend.md';

/** The guide's code, as one process of a game runs it. */
export interface Guide {
  requestOrder(player: string, id: string, terms: OrderRequest): Promise<void>;
  requestCancel(player: string, id: string, orderIntent: string): Promise<void>;
  requestCollect(player: string, id: string): Promise<void>;
  carryOutOpen(): Promise<void>;
}

/** The guide's tables. */
export const schema = blocksOf(readPage(page), page)
  .filter(({ info: [language] }) => language === 'sql')
  .map(({ code }) => code)
  .join('\n');

const { code } = moduleOfPage(page);

/** Runs the guide's module on this database and this client. */
export async function guide(db: Sql, market: MarketClient): Promise<Guide> {
  const exports: unknown = await evaluate(code, { 'material-market': main }, { db, market });
  return exports as Guide;
}
