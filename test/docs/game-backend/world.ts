import {
  type ApiRequest,
  MarketClient,
  MarketError,
  type MarketErrorCode,
  type Transport,
} from 'material-market';
import { TestMarket } from 'material-market/testing';
import type { Sql, TransactionSql } from 'postgres';
import { type Guide, guide } from './guide.js';

/** Thrown in a game to simulate that its process was killed. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/** A fault of one call to the market. */
export interface CallFault {
  readonly code: MarketErrorCode;
  /** Whether the market did what was asked, and only the answer was lost. */
  readonly isDone: boolean;
}

/** One process of the game. Once it has crashed, it neither writes nor sends anything. */
export interface Life {
  readonly game: Guide;
  /** The points so far at which it could have crashed. */
  readonly points: readonly string[];
  readonly hasCrashed: boolean;
}

/** A database and a market that outlive the processes of the game. */
export class World {
  readonly market = new TestMarket({ rules: { saleFeeBasisPoints: 250 } });
  readonly db: Sql;
  /** By the number of the call, from 0; over all lives. */
  readonly faults = new Map<number, CallFault>();
  calls = 0;
  /** Called before each call to the market. */
  beforeCall: (request: ApiRequest) => void = () => {};

  constructor(db: Sql) {
    this.db = db;
  }

  /** Starts the game; it crashes at its nth point, counted from 0. */
  async start(crashAt?: number): Promise<Life> {
    const points: string[] = [];
    let hasCrashed = false;
    const pass = (point: string) => {
      if (hasCrashed) throw new Crash('this process is no more');
      points.push(point);
      hasCrashed = points.length - 1 === crashAt;
      if (hasCrashed) throw new Crash(point);
    };
    const transport: Transport = {
      send: async (request, options) => {
        pass(`before ${request.operation}`);
        this.beforeCall(request);
        const fault = this.faults.get(this.calls++);
        if (fault?.isDone === false) throw new MarketError(fault.code, 'the request was lost');
        const answer = await this.market.transport.send(request, options);
        pass(`after ${request.operation}`);
        if (fault) throw new MarketError(fault.code, 'the answer was lost');
        return answer;
      },
    };
    // One attempt, so that only the loop repeats a call.
    const client = new MarketClient({ transport, maxAttempts: 1 });
    const game = await guide(crashing(this.db, pass), client);
    return {
      game,
      points,
      get hasCrashed() {
        return hasCrashed;
      },
    };
  }
}

/**
 * A database that may end the process before and after each commit. Within a transaction there is
 * nothing to tell apart: PostgreSQL takes back whatever was not committed.
 */
function crashing(db: Sql, pass: (point: string) => void): Sql {
  const commit = async <Result>(work: (beforeCommit: () => void) => Promise<Result>) => {
    const result = await work(() => pass('before a commit'));
    pass('after a commit');
    return result;
  };
  const begin = (work: (sql: TransactionSql) => Promise<unknown>) =>
    commit((beforeCommit) =>
      db.begin(async (sql) => {
        const result = await work(sql);
        beforeCommit();
        return result;
      }),
    );
  return new Proxy(db, {
    get: (target, name) => (name === 'begin' ? begin : Reflect.get(target, name)),
    apply: (target, self, args) =>
      commit((beforeCommit) => {
        beforeCommit();
        return Reflect.apply(target, self, args) as Promise<unknown>;
      }),
  });
}
