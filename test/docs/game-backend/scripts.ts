import type { Guide } from './guide.js';
import type { World } from './world.js';

/** What a player asks of the game. */
export type Request = (game: Guide) => Promise<void>;

export const wheat = { material: 'wheat', quantity: 10_000, pricePerUnit: 1_000_000_000 } as const;
export const sell =
  (player: string, id: string): Request =>
  (game) =>
    game.requestOrder(player, id, { type: 'Sell', ...wheat });
export const buy =
  (player: string, id: string, quantity = 10_000): Request =>
  (game) =>
    game.requestOrder(player, id, { type: 'Buy', ...wheat, quantity, pricePerUnit: 1_100_000_000 });
export const cancel =
  (player: string, id: string, order: string): Request =>
  (game) =>
    game.requestCancel(player, id, order);
export const collect =
  (player: string, id: string): Request =>
  (game) =>
    game.requestCollect(player, id);
const expiring: Request = (game) =>
  game.requestOrder('ada', 'expiring', {
    ...{ type: 'Sell', material: 'copper', quantity: 7, pricePerUnit: 9 },
    expiresAt: '2026-01-01T00:01:00Z',
  });

export interface Script {
  /** Scripts without faults. */
  readonly before?: readonly Request[];
  /** Scripts with faults. */
  readonly requests: readonly Request[];
  readonly meanwhile?: (world: World) => void;
  /** The states in which the intents end. */
  readonly states: Readonly<Record<string, 'DONE' | 'REFUSED'>>;
}

export const scripts: Readonly<Record<string, Script>> = {
  sell: { requests: [sell('ada', 's')], states: { s: 'DONE' } },
  'buy from the book': {
    before: [sell('ada', 's')],
    requests: [buy('bob', 'b')],
    states: { s: 'DONE', b: 'DONE' },
  },
  'an order that the market refuses': {
    requests: [expiring],
    meanwhile: ({ market }) => market.clock.advance({ hours: 1 }),
    states: { expiring: 'REFUSED' },
  },
  'cancel an order': {
    before: [buy('bob', 'b')],
    requests: [cancel('bob', 'x', 'b'), collect('bob', 'c')],
    states: { b: 'DONE', x: 'DONE', c: 'DONE' },
  },
  'cancel the rest of an order': {
    before: [buy('bob', 'b', 12_000), sell('ada', 's')],
    requests: [cancel('bob', 'x', 'b'), collect('bob', 'c')],
    states: { b: 'DONE', s: 'DONE', x: 'DONE', c: 'DONE' },
  },
  'cancel too late': {
    before: [buy('bob', 'b'), sell('ada', 's')],
    requests: [cancel('ada', 'x', 's')],
    states: { b: 'DONE', s: 'DONE', x: 'REFUSED' },
  },
  'collect a trade': {
    before: [sell('ada', 's'), buy('cleo', 'b')],
    requests: [collect('ada', 'c'), collect('cleo', 'c')],
    states: { s: 'DONE', b: 'DONE', c: 'DONE' },
  },
};
