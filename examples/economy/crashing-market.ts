import { type AuditReport, MarketClient, type Transport } from 'material-market';
import { TestMarket } from 'material-market/testing';
import type { ExampleMarket } from './market.js';

/** Thrown to a caller who is to believe that the world has ended. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A market in memory that ends a game at a call of the test's choice. */
export class CrashingMarket implements ExampleMarket {
  readonly client = new MarketClient({ transport: this.#transport() });
  /** Calls that were made, and the one that ends it all, before or after it took effect. */
  calls = 0;
  crash: { readonly atCall: number; readonly afterwards: boolean } | undefined;
  readonly #market = new TestMarket({ matching: 'whenSettled' });
  readonly #matchesOneByOne: boolean;

  /** Orders are matched one by one, or a round at a time. */
  constructor({ matchesOneByOne = false }: { readonly matchesOneByOne?: boolean } = {}) {
    this.#matchesOneByOne = matchesOneByOne;
  }

  settled(): Promise<void> {
    return this.#market.settled();
  }

  audit(): Promise<AuditReport> {
    return this.#market.audit();
  }

  #transport(): Transport {
    return {
      send: async (request, options) => {
        this.calls += 1;
        const { atCall = Number.POSITIVE_INFINITY, afterwards = false } = this.crash ?? {};
        const isLast = this.calls === atCall && afterwards;
        if (this.calls >= atCall && !isLast) throw new Crash();
        const response = await this.#market.transport.send(request, options);
        if (this.#matchesOneByOne) await this.settled();
        if (isLast) throw new Crash();
        return response;
      },
    };
  }
}
