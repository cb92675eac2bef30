import { Duplex } from 'node:stream';
import { PGlite } from '@electric-sql/pglite';
import postgres, { type Sql } from 'postgres';

/** PostgreSQL in this process. */
export interface EmbeddedPostgres {
  /** The driver that games use, on its one connection. */
  readonly db: Sql;
  stop(): Promise<void>;
}

/** Starts PostgreSQL in this process, with an empty database in memory. */
export async function startPostgres(): Promise<EmbeddedPostgres> {
  const server = await PGlite.create();
  const db = postgres({
    socket: () => new Connection(server),
    max: 1,
    user: 'postgres',
    database: 'postgres',
    onnotice: () => {},
  } as postgres.Options<Record<string, never>>);
  return {
    db,
    stop: async () => {
      await db.end();
      await server.close();
    },
  };
}

/** A connection that speaks PostgreSQL's protocol with a server in this process. */
class Connection extends Duplex {
  readonly #server: PGlite;
  /** The driver ends a socket only if it says that it is open. */
  readyState: 'open' | 'closed' = 'open';

  constructor(server: PGlite) {
    super();
    this.#server = server;
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _: string, done: (error?: Error | null) => void): void {
    this.#server.execProtocolRaw(chunk).then((answer) => {
      if (answer.length > 0) this.push(answer);
      done();
    }, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.readyState = 'closed';
    this.push(null);
    done();
  }
}
