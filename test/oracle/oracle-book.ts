/**
 * A sequential price-time order book for one material, written from the contract and nothing else:
 * slow, and as obvious as it can be. It shares no code with the market that it judges.
 */

export type Side = 'Buy' | 'Sell';

export interface OracleOrder {
  readonly id: string;
  readonly account: string;
  readonly type: Side;
  readonly quantity: number;
  readonly pricePerUnit: number;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
}

export interface OracleTrade {
  readonly buyOrderId: string;
  readonly sellOrderId: string;
  readonly takerType: Side;
  readonly quantity: number;
  readonly pricePerUnit: number;
  readonly fee: number;
}

/** What is known of an order, and what becomes of it. */
export interface OracleState {
  readonly order: OracleOrder;
  /** Place in the queue at its price. */
  readonly place: number | string;
  /** Units it is for: those ordered, until somebody wants fewer. */
  quantity: number;
  remaining: number;
  /** Of its trades so far. */
  value: bigint;
  fees: bigint;
  status: 'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELLED' | 'EXPIRED';
  reason:
    | 'FILLED'
    | 'CANCEL_REQUESTED'
    | 'EXPIRED'
    | 'IMMEDIATE_OR_CANCEL'
    | 'FILL_OR_KILL'
    | 'SELF_TRADE_PREVENTION'
    | null;
}

/** All that an account was ever owed here. */
export interface OracleBox {
  goodsBought: bigint;
  goodsReturned: bigint;
  coinsEarned: bigint;
  coinsRefunded: bigint;
  feesPaid: bigint;
}

/** What somebody did to an order before it was matched to its end. */
export interface Interruption {
  readonly stopAfter?: number | undefined;
  readonly reducedTo?: number | undefined;
}

export interface OracleOptions {
  readonly saleFeeBasisPoints?: number;
  /** Orders at one price queue in order of arrival, or in order of their ids. */
  readonly queue?: 'arrival' | 'id';
}

export class OracleBook {
  readonly states = new Map<string, OracleState>();
  readonly trades: OracleTrade[] = [];
  readonly boxes = new Map<string, OracleBox>();

  constructor(private readonly options: OracleOptions = {}) {}

  /** A copy that goes its own way. */
  clone(): OracleBook {
    const copy = new OracleBook(this.options);
    for (const [id, state] of this.states) copy.states.set(id, { ...state });
    copy.trades.push(...this.trades);
    for (const [account, box] of this.boxes) copy.boxes.set(account, { ...box });
    return copy;
  }

  /**
   * `stopAfter` is the quantity after which someone cancelled the order while it was trading,
   * `reducedTo` what it was amended to before it was through.
   */
  arrive(
    order: OracleOrder,
    now: number,
    { stopAfter = Number.POSITIVE_INFINITY, reducedTo = order.quantity }: Interruption = {},
  ): void {
    this.expire(now);
    const taker = this.enter(order);
    this.amend(order.id, reducedTo);
    const end = this.match(taker, now, stopAfter);
    if (end === 'CANCEL_REQUESTED') this.close(taker, 'CANCELLED', end);
    else if (end) this.close(taker, 'EXPIRED', end);
  }

  /** Whether there was something to cancel. */
  cancel(id: string): boolean {
    const state = this.states.get(id);
    if (!state || !isOpen(state)) return false;
    this.close(state, 'CANCELLED', 'CANCEL_REQUESTED');
    return true;
  }

  /**
   * Makes an order one for fewer units, which keeps its place; the difference goes back. Where as much
   * has been traded, the order is cancelled. One whose time is over may still be amended until
   * somebody closes it: all it held was given back here by then.
   */
  amend(id: string, quantity: number): void {
    const state = this.states.get(id);
    if (!state || quantity >= state.quantity) return;
    const isOver = state.reason === 'EXPIRED';
    if (!isOpen(state) && !isOver) return;
    const traded = state.quantity - state.remaining;
    if (quantity <= traded) {
      if (!isOver) this.close(state, 'CANCELLED', 'CANCEL_REQUESTED');
      return;
    }
    const fewer = state.quantity - quantity;
    state.quantity = quantity;
    state.remaining -= fewer;
    if (!isOver) this.giveBack(state, fewer);
  }

  /** Closes every order whose time is over. */
  expire(now: number): void {
    for (const state of this.states.values()) {
      if (isOpen(state) && isExpired(state.order, now)) this.close(state, 'EXPIRED', 'EXPIRED');
    }
  }

  /** Open orders of one side, first to be served first. */
  side(type: Side): OracleState[] {
    const open = [...this.states.values()].filter((s) => isOpen(s) && s.order.type === type);
    return open.sort((a, b) => {
      const byPrice = a.order.pricePerUnit - b.order.pricePerUnit;
      if (byPrice !== 0) return type === 'Sell' ? byPrice : -byPrice;
      return a.place < b.place ? -1 : 1;
    });
  }

  /** Whom an order could trade with, best price first, at one price the longest waiting first. */
  private counterparts(taker: OracleState): OracleState[] {
    const limit = taker.order.pricePerUnit;
    return taker.order.type === 'Buy'
      ? this.side('Sell').filter(({ order }) => order.pricePerUnit <= limit)
      : this.side('Buy').filter(({ order }) => order.pricePerUnit >= limit);
  }

  private enter(order: OracleOrder): OracleState {
    const state: OracleState = {
      order,
      place: this.options.queue === 'id' ? order.id : this.states.size,
      quantity: order.quantity,
      remaining: order.quantity,
      value: 0n,
      fees: 0n,
      status: 'OPEN',
      reason: null,
    };
    this.states.set(order.id, state);
    return state;
  }

  /** Trades as far as can be; says why the rest must not stay in the book, if so. */
  private match(taker: OracleState, now: number, stopAfter: number): OracleState['reason'] {
    const { order } = taker;
    if (stopAfter === 0) return 'CANCEL_REQUESTED';
    if (isExpired(order, now)) return 'EXPIRED';
    if (order.timeInForce === 'FOK') {
      const obstacle = this.obstacleToFillWhole(taker);
      if (obstacle) return obstacle;
    }
    let traded = 0;
    for (const maker of this.counterparts(taker)) {
      if (taker.remaining === 0 || traded === stopAfter) break;
      if (isOwn(maker, taker)) return 'SELF_TRADE_PREVENTION';
      const quantity = Math.min(maker.remaining, taker.remaining, stopAfter - traded);
      this.trade(maker, taker, quantity);
      traded += quantity;
    }
    if (traded === stopAfter) return 'CANCEL_REQUESTED';
    return taker.remaining > 0 && order.timeInForce !== 'GTC' ? 'IMMEDIATE_OR_CANCEL' : null;
  }

  private obstacleToFillWhole(
    taker: OracleState,
  ): 'FILL_OR_KILL' | 'SELF_TRADE_PREVENTION' | undefined {
    let missing = taker.remaining;
    for (const maker of this.counterparts(taker)) {
      if (isOwn(maker, taker)) return 'SELF_TRADE_PREVENTION';
      missing -= maker.remaining;
      if (missing <= 0) return undefined;
    }
    return 'FILL_OR_KILL';
  }

  private trade(maker: OracleState, taker: OracleState, quantity: number): void {
    const [buy, sell] = maker.order.type === 'Buy' ? [maker, taker] : [taker, maker];
    const { pricePerUnit } = maker.order;
    const value = BigInt(quantity) * BigInt(pricePerUnit);
    for (const state of [maker, taker]) {
      state.remaining -= quantity;
      state.value += value;
      state.status = state.remaining === 0 ? 'FILLED' : 'PARTIALLY_FILLED';
      state.reason = state.remaining === 0 ? 'FILLED' : null;
    }
    const basisPoints = BigInt(this.options.saleFeeBasisPoints ?? 0);
    const fee = (sell.value * basisPoints) / 10_000n - sell.fees;
    sell.fees += fee;
    this.trades.push({
      buyOrderId: buy.order.id,
      sellOrderId: sell.order.id,
      takerType: taker.order.type,
      quantity,
      pricePerUnit,
      fee: Number(fee),
    });
    const buyerBox = this.boxOf(buy.order.account);
    buyerBox.goodsBought += BigInt(quantity);
    buyerBox.coinsRefunded += BigInt(quantity) * BigInt(buy.order.pricePerUnit) - value;
    const sellerBox = this.boxOf(sell.order.account);
    sellerBox.coinsEarned += value - fee;
    sellerBox.feesPaid += fee;
  }

  private close(
    state: OracleState,
    status: 'CANCELLED' | 'EXPIRED',
    reason: OracleState['reason'],
  ): void {
    state.status = status;
    state.reason = reason;
    this.giveBack(state, state.remaining);
  }

  private giveBack({ order: { account, type, pricePerUnit } }: OracleState, units: number): void {
    const rest = BigInt(units);
    if (type === 'Sell') this.boxOf(account).goodsReturned += rest;
    else this.boxOf(account).coinsRefunded += rest * BigInt(pricePerUnit);
  }

  private boxOf(account: string): OracleBox {
    const box = this.boxes.get(account) ?? {
      goodsBought: 0n,
      goodsReturned: 0n,
      coinsEarned: 0n,
      coinsRefunded: 0n,
      feesPaid: 0n,
    };
    this.boxes.set(account, box);
    return box;
  }
}

function isOpen({ status }: OracleState): boolean {
  return status === 'OPEN' || status === 'PARTIALLY_FILLED';
}

function isExpired(order: OracleOrder, now: number): boolean {
  return order.expiresAt !== undefined && now >= order.expiresAt;
}

function isOwn(maker: OracleState, taker: OracleState): boolean {
  const { account } = taker.order;
  return maker.order.account === account && account !== 'anonymous';
}
