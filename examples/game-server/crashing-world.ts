import { MarketClient, MarketError, type MarketErrorCode, type Transport } from 'material-market';
import { TestMarket } from 'material-market/testing';
import { Database, type Journal } from './database.js';
import { Game } from './game.js';
import { Outbox } from './outbox.js';

/** Thrown in a game that is to believe that its process was killed. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/** What becomes of one call to the market, other than being carried out and answered. */
export interface CallFault {
  readonly code: MarketErrorCode;
  /** Whether the market did what was asked, and only the answer was lost. */
  readonly isDone: boolean;
}

/** One process of the game. Once it has crashed it neither writes nor asks anything any more. */
export interface Life {
  readonly game: Game;
  readonly outbox: Outbox;
  readonly database: Database;
  /** Where it could have crashed up to now. */
  readonly points: readonly string[];
  readonly hasCrashed: boolean;
}

/** A market and a disk that outlive the processes of the game. */
export class CrashingWorld {
  readonly market = new TestMarket({ rules: { saleFeeBasisPoints: 250 } });
  /** By the number of the call, from 0; over all lives. */
  readonly faults = new Map<number, CallFault>();
  calls = 0;
  /** Called before each call to the market. */
  beforeCall = () => {};
  #disk = '';

  /** Starts the game from what is on the disk; it crashes at its nth point, counted from 0. */
  start(crashAt?: number): Life {
    const points: string[] = [];
    let hasCrashed = false;
    const isLast = (point: string) => {
      if (hasCrashed) throw new Crash('this process is no more');
      points.push(point);
      hasCrashed = points.length - 1 === crashAt;
      return hasCrashed;
    };
    const pass = (point: string) => {
      if (isLast(point)) throw new Crash(point);
    };

    const journal: Journal = {
      read: () => this.#disk,
      truncate: (bytes) => {
        this.#disk = Buffer.from(this.#disk).subarray(0, bytes).toString();
      },
      append: (text) => {
        pass('before a commit');
        if (isLast('in the middle of a commit')) {
          this.#disk += text.slice(0, text.length / 2);
          throw new Crash();
        }
        this.#disk += text;
        pass('after a commit');
      },
    };
    const transport: Transport = {
      send: async (request, options) => {
        pass(`before ${request.operation}`);
        this.beforeCall();
        const fault = this.faults.get(this.calls++);
        if (fault?.isDone === false) throw new MarketError(fault.code, 'the request was lost');
        const answer = await this.market.transport.send(request, options);
        pass(`after ${request.operation}`);
        if (fault) throw new MarketError(fault.code, 'the answer was lost');
        return answer;
      },
    };

    const { now } = this.market.clock;
    const database = new Database(journal);
    // One attempt, so that it is the outbox that asks again.
    const client = new MarketClient({ transport, maxAttempts: 1 });
    const outbox = new Outbox({ database, market: client });
    const game = new Game({ database, outbox, now });
    return {
      game,
      outbox,
      database,
      points,
      get hasCrashed() {
        return hasCrashed;
      },
    };
  }
}
