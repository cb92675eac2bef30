import { acceptOrder } from '../../src/engine/accept.js';
import { type AuditReport, auditStore } from '../../src/engine/audit.js';
import { cancelOrder } from '../../src/engine/close.js';
import type { Market } from '../../src/engine/market.js';
import { type WakeUpResult, wakeMaterial } from '../../src/engine/matching/wake-material.js';
import { NotedMaterials } from '../../src/engine/noted-materials.js';
import { getOrder } from '../../src/engine/reads/get-order.js';
import { listMaterialTrades } from '../../src/engine/reads/lists.js';
import { allPages, collectAll } from '../../src/engine/reads/paging.js';
import type { MarketStore } from '../../src/engine/store.js';
import type { CancelledOrder, Order, Trade } from '../../src/model/market.js';
import { OrderIdFactory } from '../../src/model/order-id.js';
import type { OrderRequest } from '../../src/model/request.js';
import { marketRulesSchema } from '../../src/model/rules.js';
import { MemoryStore } from '../../src/store/memory/memory-store.js';
import { OracleBook } from '../oracle/oracle-book.js';
import { differencesFrom } from './differences.js';
import { readState } from './market-state.js';
import { oracleOrder } from './sequential-oracle.js';

export const epoch = Date.parse('2026-11-01T00:00:00Z');

/** An order to post, in short. Accounts differ unless they are given. */
export type Posting = Pick<OrderRequest, 'type' | 'quantity' | 'pricePerUnit'> &
  Partial<Pick<OrderRequest, 'account' | 'material' | 'timeInForce' | 'expiresAt'>> & {
    /**
     * When the id was made, in milliseconds before the present: an order that took that long to
     * land.
     */
    readonly landedLateBy?: number;
  };

/** A market in memory whose time and wake-ups the test controls. */
export class SimulatedMarket {
  now = epoch;
  readonly store: MarketStore;
  readonly market: Market;
  readonly #posted: { readonly order: Order; readonly at: number }[] = [];
  readonly #orderIds = new OrderIdFactory(() => this.now);
  readonly #noted = new NotedMaterials();

  constructor(options: { store?: MarketStore; saleFeeBasisPoints?: number } = {}) {
    this.store = options.store ?? new MemoryStore({ now: () => this.now });
    this.market = this.marketOn(this.store, options.saleFeeBasisPoints ?? 0);
  }

  marketOn(store: MarketStore, saleFeeBasisPoints = this.market.rules.saleFeeBasisPoints): Market {
    return {
      store,
      rules: marketRulesSchema.parse({ saleFeeBasisPoints }),
      now: () => this.now,
    };
  }

  /** Posts an order at a moment of its own; nothing is matched by that. */
  async post({ landedLateBy, ...posting }: Posting, market = this.market): Promise<Order> {
    const number = this.#posted.length + 1;
    this.now += 1;
    const stampedAt = this.now - (landedLateBy ?? 0);
    const orderIds = landedLateBy ? new OrderIdFactory(() => stampedAt) : this.#orderIds;
    const request = {
      ...posting,
      account: posting.account ?? `account-${number}`,
      material: posting.material ?? 'wheat',
      timeInForce: posting.timeInForce ?? ('GTC' as const),
      clientOrderId: `order-${number}`,
    };
    // Who posts on another store is another process.
    const noted = market === this.market ? this.#noted : new NotedMaterials();
    const order = await acceptOrder(market, orderIds, request, noted);
    this.#posted.push({ order, at: this.now });
    return order;
  }

  sell(quantity: number, pricePerUnit: number, more: Partial<Posting> = {}): Promise<Order> {
    return this.post({ type: 'Sell', quantity, pricePerUnit, ...more });
  }

  buy(quantity: number, pricePerUnit: number, more: Partial<Posting> = {}): Promise<Order> {
    return this.post({ type: 'Buy', quantity, pricePerUnit, ...more });
  }

  /** A wake-up that names these orders. */
  wake(...named: readonly Order[]): Promise<WakeUpResult> {
    return this.wakeOn(this.store, ...named);
  }

  wakeOn(store: MarketStore, ...named: readonly Order[]): Promise<WakeUpResult> {
    this.now += 1;
    const market = { ...this.market, store };
    return wakeMaterial(market, { material: named[0]?.material ?? 'wheat', named });
  }

  cancel({ orderId }: Order): Promise<CancelledOrder> {
    this.now += 1;
    return cancelOrder(this.market, orderId);
  }

  get(order: Order): Promise<Order> {
    return getOrder(this.store, order.orderId);
  }

  /** In order of their sequence. */
  async trades(material = 'wheat'): Promise<Trade[]> {
    const trades = await collectAll(
      allPages((page) => listMaterialTrades(this.store, material, page)),
    );
    return trades.reverse();
  }

  /** Trades in short: who is the maker, who the taker, how much, at which price. */
  async tradesInShort(material = 'wheat'): Promise<string[]> {
    const trades = await this.trades(material);
    return trades.map(({ takerType, quantity, pricePerUnit, ...trade }) => {
      const [maker, taker] =
        takerType === 'Buy'
          ? [trade.sellerAccount, trade.buyerAccount]
          : [trade.buyerAccount, trade.sellerAccount];
      return `${taker} takes ${quantity} at ${pricePerUnit} from ${maker}`;
    });
  }

  /** How the market differs from a sequential book that was fed in order of acceptance. */
  async differences(): Promise<string[]> {
    const { saleFeeBasisPoints } = this.market.rules;
    const materials = [...new Set(this.#posted.map(({ order }) => order.material))];
    const orderIds = this.#posted.map(({ order }) => order.orderId);
    const state = await readState(this.store, { orderIds, materials });
    const differences = materials.flatMap((material) => {
      const oracle = new OracleBook({ saleFeeBasisPoints });
      for (const { order, at } of this.#posted) {
        if (order.material === material) oracle.arrive(oracleOrder(order), at);
      }
      return differencesFrom(oracle, state, material, this.now);
    });
    return [...differences, ...state.audit.differences.map((one) => JSON.stringify(one))];
  }

  audit(): Promise<AuditReport> {
    return auditStore(this.store);
  }
}
