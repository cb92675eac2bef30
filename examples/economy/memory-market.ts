import { type AuditReport, auditMarket, MarketClient, type Order } from 'material-market';
import type { ApiRequest, Transport } from '../../src/client/transport.js';
import { wakeMaterial } from '../../src/engine/wake.js';
import { createApi } from '../../src/intake/api.js';
import { OrderIdFactory } from '../../src/model/order-id.js';
import { defaultMarketRules } from '../../src/model/rules.js';
import { MemoryStore } from '../../src/store/memory.js';
import type { ExampleMarket } from './market.js';

/** Thrown to a caller who is to believe that the world has ended. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * The market without tables, streams and processes, so that tests can play many games, and end
 * each at a call of their choice.
 */
export class MemoryMarket implements ExampleMarket {
  readonly client: MarketClient;
  /** Calls that were made, and the one that ends it all, before or after it took effect. */
  calls = 0;
  crash: { readonly atCall: number; readonly afterwards: boolean } | undefined;
  readonly #market = { store: new MemoryStore(), rules: defaultMarketRules, now: Date.now };
  readonly #matchesAtOnce: boolean;
  #unmatched: Order[] = [];

  constructor({ matchesAtOnce = false }: { readonly matchesAtOnce?: boolean } = {}) {
    this.#matchesAtOnce = matchesAtOnce;
    this.client = new MarketClient({ transport: this.#transport() });
  }

  async settled(): Promise<void> {
    const byMaterial = new Map<string, Order[]>();
    for (const order of this.#unmatched.splice(0)) {
      byMaterial.set(order.material, [...(byMaterial.get(order.material) ?? []), order]);
    }
    for (const [material, named] of byMaterial) {
      await wakeMaterial(this.#market, { material, named });
    }
  }

  audit(): Promise<AuditReport> {
    return auditMarket(this.#market.store);
  }

  #transport(): Transport {
    const api = createApi({
      market: this.#market,
      orderIds: new OrderIdFactory(),
      onFault: (error) => {
        throw error;
      },
    });
    const answer = async ({ method, path, query, body }: ApiRequest) => {
      const response = await api.request(`${path}?${new URLSearchParams(query)}`, {
        method,
        ...(body && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      });
      return { status: response.status, body: await response.text() };
    };
    return {
      send: async (request) => {
        this.calls += 1;
        const { atCall = Number.POSITIVE_INFINITY, afterwards = false } = this.crash ?? {};
        const isLast = this.calls === atCall && afterwards;
        if (this.calls >= atCall && !isLast) throw new Crash();
        const response = await answer(request);
        if (request.path === '/orders' && response.status === 201) {
          this.#unmatched.push(JSON.parse(response.body));
          if (this.#matchesAtOnce) await this.settled();
        }
        if (isLast) throw new Crash();
        return response;
      },
    };
  }
}
