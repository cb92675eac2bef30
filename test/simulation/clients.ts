import { acceptOrder } from '../../src/engine/accept.js';
import { amendOrder } from '../../src/engine/amend.js';
import { cancelOrder } from '../../src/engine/close.js';
import { collectDeliveries } from '../../src/engine/deliveries.js';
import { NotedMaterials } from '../../src/engine/noted-materials.js';
import { openOrderOf } from '../../src/engine/orders.js';
import { getOrder } from '../../src/engine/reads/get-order.js';
import { type SweepFailure, type SweepOptions, sweepMarket } from '../../src/engine/sweep.js';
import { isMarketError } from '../../src/model/errors.js';
import type { CollectionReceipt, Order } from '../../src/model/market.js';
import { acceptanceTimeOf, OrderIdFactory } from '../../src/model/order-id.js';
import type { AmendAttempt, CancelAttempt, PostedOrder } from './run.js';
import {
  type AmendStep,
  type CancelStep,
  type CollectStep,
  type LadderStep,
  materials,
  type PostStep,
  type Step,
  type TornStep,
} from './scenario.js';
import { canHeal, type World } from './world.js';

export const periodLength = 60 * 60 * 1000;

const lanes = [0, 1, 2];

/** Those who post, cancel and collect, through two intake processes; and the sweeper. */
export class Clients {
  readonly posted: PostedOrder[] = [];
  readonly cancelled: CancelAttempt[] = [];
  readonly amended: AmendAttempt[] = [];
  readonly receipts: CollectionReceipt[] = [];
  readonly #orderIds: readonly [OrderIdFactory, ...OrderIdFactory[]];
  /** What an intake process has noted; a process that dies forgets it. */
  #noted = new NotedMaterials();
  readonly #inBackground: Promise<void>[] = [];
  #postings = 0;
  #collections = 0;

  constructor(private readonly world: World) {
    const { now } = world.market;
    this.#orderIds = [new OrderIdFactory(now), new OrderIdFactory(now)];
  }

  /** Takes the steps of a period, to the last answer. */
  async take(steps: readonly Step[], periodStart: number): Promise<void> {
    if (this.world.scenario.posting === 'sequential') {
      await this.#takeInOrder(steps, periodStart);
    } else {
      const laneOf = (step: Step, index: number) => (step.step === 'post' ? step.lane : index % 3);
      await Promise.all(
        lanes.map((lane) =>
          this.#takeInOrder(
            steps.filter((step, index) => laneOf(step, index) === lane),
            periodStart,
          ),
        ),
      );
    }
    await this.untilAnswered();
  }

  /** Until all that goes on in the background is answered. */
  async untilAnswered(): Promise<void> {
    while (this.#inBackground.length > 0) await this.#inBackground.pop();
  }

  /** Sweeps until nothing is left; every failure on the way must be a retryable fault. */
  async sweep(options: SweepOptions): Promise<void> {
    const onFailure = (failure: SweepFailure) => {
      if (!canHeal(failure.error)) this.world.surprises.push(failure);
    };
    for (;;) {
      const { failed, isComplete } = await this.world.untilAnswered((market) =>
        sweepMarket(market, { ...options, onFailure }),
      );
      if (!isComplete) this.world.surprises.push('a sweep without a limit ran out of time');
      if (failed === 0) return;
    }
  }

  async #takeInOrder(steps: readonly Step[], periodStart: number): Promise<void> {
    for (const step of steps) {
      if (step.step === 'post') {
        await this.#post(step, this.world.accountOf(step.account), periodStart);
      } else if (step.step === 'ladder') await this.#postLadder(step, periodStart);
      else if (step.step === 'cancel') this.#begin(step, () => this.#cancel(step));
      else if (step.step === 'amend') this.#begin(step, () => this.#amend(step));
      else if (step.step === 'poison')
        this.world.stream.poison(this.world.materialOf(step.material));
      else if (step.step === 'torn') this.#inBackground.push(this.#tear(step));
      else if (step.step === 'collect') this.#inBackground.push(this.#collect(step));
      else if (step.step === 'sweep') this.#inBackground.push(this.sweep(step));
      else this.world.scheduler.now += step.periods * periodLength;
    }
  }

  async #postLadder(step: LadderStep, periodStart: number): Promise<void> {
    const { type, material, rungs, pricePerUnit } = step;
    for (let rung = 0; rung < rungs; rung += 1) {
      const one = { type, material, pricePerUnit, quantity: 1, timeInForce: 'GTC' } as const;
      const account = `rung-${rung}${this.world.suffix}`;
      await this.#post({ ...one, outlives: null }, account, periodStart);
    }
  }

  async #post(
    step: Omit<PostStep, 'step' | 'lane' | 'account'>,
    account: string,
    periodStart: number,
  ): Promise<void> {
    const { random, scheduler, suffix } = this.world;
    this.#postings += 1;
    // An answer and the next order of another process never fall into the same millisecond.
    scheduler.now += 1;
    const { type, quantity, pricePerUnit, timeInForce, outlives } = step;
    const started = this.world.scenario.posting === 'restless' ? scheduler.now : periodStart;
    const end = started + (1 + (outlives ?? 0)) * periodLength;
    const request = {
      type,
      quantity,
      pricePerUnit,
      timeInForce,
      account,
      material: this.world.materialOf(step.material),
      clientOrderId: `order-${this.#postings}${suffix}`,
      ...(outlives !== null && { expiresAt: new Date(end).toISOString() }),
    };
    const post = () =>
      this.world.untilAnswered(async (market) => {
        const noted = this.#noted;
        this.#noted = new NotedMaterials();
        const landed = await acceptOrder(market, random.pick(this.#orderIds), request, noted);
        this.#noted = noted;
        return landed;
      });
    const from = scheduler.steps;
    const order = await post().catch((error: unknown) => {
      const isOver = outlives !== null && scheduler.now >= end;
      if (isOver && isMarketError(error) && error.code === 'VALIDATION_FAILED') return undefined;
      throw error;
    });
    if (order === undefined) return;
    this.posted.push({ order, periodStart, span: { from, to: scheduler.steps } });
    if (random.chance(0.1)) this.#inBackground.push(this.#lookAgain(order, post));
  }

  /** An accepted order is found by id and by key, whatever happens to it meanwhile. */
  async #lookAgain(order: Order, postAgain: () => Promise<Order>): Promise<void> {
    const found = await this.world.untilAnswered((market) => getOrder(market.store, order.orderId));
    const repeated = await postAgain();
    for (const again of [found, repeated]) {
      if (again.orderId !== order.orderId || again.remainingQuantity > order.remainingQuantity) {
        this.world.surprises.push({ order, again });
      }
    }
  }

  #begin(step: CancelStep | AmendStep, act: () => Promise<void>): void {
    const begin = () => {
      this.#inBackground.push(act());
    };
    if (step.whilePlanning) this.world.whenPlanning(begin);
    else begin();
  }

  /** One of the orders that were answered, if there is any. */
  #chosenOrder(step: Omit<CancelStep, 'step'>): string | undefined {
    const one = <Item>(items: readonly Item[]) => items[step.order % items.length];
    if (step.of === 'all') return one(this.posted)?.order.orderId;
    if (step.of === 'latest') return one(this.posted.slice(-2))?.order.orderId;
    const { log } = this.world;
    if (step.of === 'own') {
      const latest = this.posted.at(-1)?.order;
      if (latest === undefined) return undefined;
      const opposite = latest.type === 'Buy' ? 'Sell' : 'Buy';
      const own = log.openOrders(latest.material, opposite);
      return own.find(({ account }) => account === latest.account)?.orderId;
    }
    const best = materials.flatMap((_, index) =>
      (['Buy', 'Sell'] as const).flatMap((type) =>
        log.openOrders(this.world.materialOf(index), type).slice(0, 1),
      ),
    );
    const known = new Set(this.posted.map(({ order }) => order.orderId));
    return one(best.filter(({ orderId }) => known.has(orderId)))?.orderId;
  }

  async #cancel(step: CancelStep): Promise<void> {
    const { scheduler } = this.world;
    const orderId = this.#chosenOrder(step);
    if (orderId === undefined) return;
    const from = scheduler.steps;
    const answer = await this.world
      .untilAnswered((market) => cancelOrder(market, orderId))
      .catch((error: unknown) => {
        if (isMarketError(error) && error.code === 'ORDER_NOT_OPEN') return undefined;
        throw error;
      });
    this.cancelled.push({ orderId, answer, span: { from, to: scheduler.steps } });
  }

  async #amend(step: AmendStep): Promise<void> {
    const { scheduler } = this.world;
    const orderId = this.#chosenOrder(step);
    const posted = this.posted.find(({ order }) => order.orderId === orderId);
    if (orderId === undefined || posted === undefined) return;
    const quantity = Math.max(1, Math.floor((posted.order.quantity * step.eighths) / 8));
    const from = scheduler.steps;
    const answer = await this.world
      .untilAnswered((market) => amendOrder(market, orderId, quantity))
      .catch((error: unknown) => {
        const refusals = ['ORDER_NOT_OPEN', 'VALIDATION_FAILED'];
        if (isMarketError(error) && refusals.includes(error.code)) return undefined;
        throw error;
      });
    this.amended.push({ orderId, quantity, answer, span: { from, to: scheduler.steps } });
  }

  /** Of one unit, so that no trade leaves a part of it: such a trade would not need its record. */
  async #tear({ type, material, pricePerUnit }: TornStep): Promise<void> {
    const { world } = this;
    this.#postings += 1;
    world.scheduler.now += 1;
    const [account, clientOrderId] = [`torn${world.suffix}`, `order-${this.#postings}`];
    const orderId = world.random.pick(this.#orderIds).next(account, clientOrderId);
    const order = openOrderOf({
      ...{ orderId, account, clientOrderId, type, pricePerUnit },
      material: world.materialOf(material),
      quantity: 1,
      timeInForce: 'GTC',
      expiresAt: null,
      acceptedAt: new Date(acceptanceTimeOf(orderId)).toISOString(),
    });
    world.torn.push(order);
    await world.scheduler.perform(() =>
      world.store.transact([{ write: 'insertOpenOrder', order }], { token: orderId }),
    );
  }

  async #collect({ account, twice }: CollectStep): Promise<void> {
    this.#collections += 1;
    const id = `collection-${this.#collections}${this.world.suffix}`;
    const collect = () =>
      this.world.untilAnswered((market) =>
        collectDeliveries(market, this.world.accountOf(account), id),
      );
    this.receipts.push(...(await Promise.all(twice ? [collect(), collect()] : [collect()])));
  }
}
