/** Starts the game: `PORT` (default 3000), `DATA` (default `game.journal`), and where the market is. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { isMarketError, MarketClient } from 'material-market';
import { Database, FileJournal } from './database.js';
import { Game } from './game.js';
import { Outbox } from './outbox.js';
import { createServer } from './server.js';

const { PORT = '3000', DATA = 'game.journal' } = process.env;

// `npx material-market dev`, unless the environment says otherwise, as the construct's `connect`
// makes it. Players wait for the answer, so give up early: the outbox asks again.
const market = MarketClient.fromEnvironment({
  environment: { MATERIAL_MARKET_URL: 'http://127.0.0.1:4000', ...process.env },
  timeout: 3_000,
  maxAttempts: 2,
});

// The port first: a second game on it by mistake ends here, and leaves the journal alone.
const http = createHttpServer();
http.listen(Number(PORT), '127.0.0.1');
await once(http, 'listening');

const database = new Database(new FileJournal(DATA));
const outbox = new Outbox({
  database,
  market,
  onTrouble: ({ player, key }, error) => {
    const why = isMarketError(error) ? `${error.code}: ${error.message}` : error;
    console.error(`still open: ${player}/${key}:`, why);
  },
});
const app = createServer(new Game({ database, outbox }), market);
http.on('request', getRequestListener(app.fetch));
void outbox.run();

const { port } = http.address() as AddressInfo;
console.log(`game on http://127.0.0.1:${port}, data in ${DATA}, process ${process.pid}`);
