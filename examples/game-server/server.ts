import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isMarketError, type MarketClient, type Quote } from 'material-market';
import type { Intent } from './database.js';
import { type Game, GameError, type OrderTerms } from './game.js';

/**
 * The game's HTTP routes. A real game knows its players by their login; here, whoever gives a name
 * is that player.
 */
export function createServer(game: Game, market: MarketClient): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 4 * 1024 }));

  app.put('/players/:player', (c) => c.json(game.enter(c.req.param('player'))));
  app.get('/players/:player', (c) => c.json(game.player(c.req.param('player'))));

  app.post('/players/:player/sell', async (c) =>
    answer(c, await game.order(c.req.param('player'), keyOf(c), 'Sell', await termsOf(c))),
  );
  app.post('/players/:player/buy', async (c) =>
    answer(c, await game.order(c.req.param('player'), keyOf(c), 'Buy', await termsOf(c))),
  );
  app.delete('/players/:player/orders/:key', async (c) =>
    answer(c, await game.cancel(c.req.param('player'), c.req.param('key'))),
  );
  app.post('/players/:player/collect', async (c) =>
    answer(c, await game.collect(c.req.param('player'), keyOf(c))),
  );

  // What the market knows is asked there, and kept nowhere else.
  app.get('/players/:player/orders', async (c) => {
    const { name } = game.player(c.req.param('player'));
    return c.json(await market.listOrders({ account: name, limit: 100 }));
  });
  app.get('/players/:player/deliveries', async (c) =>
    c.json(await market.getDeliveries(game.player(c.req.param('player')).name)),
  );
  app.get('/market/:material/book', async (c) =>
    c.json(await market.getOrderBook(c.req.param('material'))),
  );
  app.get('/market/:material/quote', async (c) => {
    // The market says what is wrong with an invalid type or quantity.
    const type = c.req.query('type') as Quote['type'];
    const quantity = Number(c.req.query('quantity'));
    return c.json(await market.getQuote({ material: c.req.param('material'), type, quantity }));
  });

  app.onError((error, c) => {
    if (error instanceof GameError) {
      return c.json({ error: { code: error.code, message: error.message } }, error.status);
    }
    if (isMarketError(error)) {
      const { code, message, issues } = error;
      return c.json({ error: { code, message, issues } }, error.status as ContentfulStatusCode);
    }
    console.error(error);
    return c.json({ error: { code: 'INTERNAL', message: 'see the log of the game' } }, 500);
  });
  return app;
}

const statusOf = { OPEN: 202, DONE: 200, REFUSED: 422 } as const;

/** 202 says: it will be done, and asking again with the same key tells when it was. */
function answer(c: Context, intent: Intent): Response {
  return c.json(intent, statusOf[intent.state]);
}

/** The key that makes a repeated request the same request. */
function keyOf(c: Context): string {
  const key = c.req.header('idempotency-key') ?? '';
  if (/^[\w-]{1,64}$/.test(key)) return key;
  throw new GameError(400, 'KEY_REQUIRED', 'the header idempotency-key has 1 to 64 of \\w and "-"');
}

async function termsOf(c: Context): Promise<OrderTerms> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null) return body as OrderTerms;
  throw new GameError(400, 'MALFORMED_JSON', 'the body must be a JSON object');
}
