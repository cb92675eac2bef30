import { dueTimeOf } from '../../model/expiry.js';
import type { OpenOrder, OrderClosure, OrderRecord, SetAsideOrder } from '../entities.js';
import type { MarketWrite } from '../store.js';
import type { Finding, Fix } from './finding.js';
import type { MarketItems, MaterialItems } from './market-items.js';
import { Contradiction, type OrderTarget, recordOf, targetOf } from './order-target.js';
import type { TradeHistory } from './trade-history.js';

/** How all orders of a material should stand, and what is not so. */
export class OrderPlan {
  readonly findings: Finding[] = [];
  /** By order id; those that nobody can tell are left out. */
  readonly targets = new Map<string, OrderTarget>();
  /** Accounts with an order that nobody can tell the state of. */
  readonly uncertain = new Set<string>();
  readonly #items: MaterialItems;

  constructor(
    private readonly market: MarketItems,
    material: MaterialItems,
    private readonly history: TradeHistory,
    /** When the sweeper looks next, at the earliest; ISO 8601. */
    private readonly sweptUntil: string,
  ) {
    this.#items = material;
    const { records, openOrders, setAside } = material;
    const ids = new Set([...records.keys(), ...openOrders.keys(), ...setAside.keys()]);
    for (const orderId of [...ids].sort()) this.#plan(orderId);
    const { toldClosures } = material;
    for (const orderId of new Set([...history.orderIds, ...toldClosures.keys()])) {
      if (ids.has(orderId)) continue;
      const told = toldClosures.get(orderId);
      if (told) this.uncertain.add(told.account);
      this.#report(orderId, 'has trades or is closed, and its record is lost');
    }
  }

  #plan(orderId: string): void {
    const record = this.#items.records.get(orderId);
    const open = this.#items.openOrders.get(orderId);
    const setAside = this.#items.setAside.get(orderId);
    const accepted = record ?? open ?? setAside?.order;
    if (accepted === undefined) return;
    const isThere = { record, open, setAside };
    if (record?.isRefused) {
      this.#remove(
        orderId,
        isThere,
        'was refused, and is in the book',
        'its game was told that it never lands, and has taken back what it holds',
      );
      return;
    }
    const other = this.market.otherRecords.get(orderId);
    if (other && other.account === accepted.account && isSameKey(other, accepted)) {
      this.#remove(
        orderId,
        isThere,
        `is in the book, while its client order id is that of order ${other.orderId}`,
        'one client order id is one order, and its account was debited for one',
      );
      return;
    }
    if (other) {
      this.uncertain.add(accepted.account);
      this.#report(orderId, `has no record, and its place is taken by order ${other.orderId}`);
      return;
    }
    const told = this.#items.toldClosures.get(orderId);
    const progress = this.history.progressOf(orderId);
    // Each of the two may be the older one, and none was written without a credit.
    const toldReduction = this.#items.toldReductions.get(orderId) ?? 0;
    const reduced = Math.max(record?.reducedQuantity ?? 0, toldReduction);
    const target = targetOf(accepted, record?.closure ?? null, told, progress, reduced);
    if (target instanceof Contradiction) {
      this.uncertain.add(accepted.account);
      this.#report(orderId, target.problem);
      return;
    }
    this.targets.set(orderId, target);
    const isCertain = this.history.isComplete || (!record && progress.quantity === 0n);
    const difference = this.#difference(target, isThere);
    if (difference === undefined) return;
    const { problem, fix } = difference;
    if (isCertain) this.#found(orderId, problem, fix);
    else this.#report(orderId, `${problem}; which is right depends on the missing trades`);
  }

  #difference(
    target: OrderTarget,
    { record, open, setAside }: Present,
  ): { problem: string; fix: Fix } | undefined {
    const { order, closure } = target;
    const needsRecord =
      record === undefined ||
      record.reducedQuantity !== order.reducedQuantity ||
      !isSameClosure(record.closure, closure);
    const inBook = closure === null;
    const needsBook = inBook ? !open || !isSameProgress(open, order) : open !== undefined;
    const note = this.#missingNote(target);
    if (!needsRecord && !needsBook && !setAside && note === undefined) return undefined;
    const writes: MarketWrite[] = [
      needsRecord
        ? { write: 'replaceOrderRecord', expected: record ?? null, record: recordOf(target) }
        : { write: 'checkOrderRecord', expected: record },
    ];
    if (inBook && !open) writes.push({ write: 'restoreOpenOrder', order });
    else if (inBook && open && needsBook)
      writes.push({ write: 'updateOpenOrder', expected: open, order });
    else if (open) {
      writes.push({ write: inBook ? 'checkOpenOrder' : 'deleteOpenOrder', expected: open });
    }
    if (setAside) writes.push({ write: 'deleteSetAsideOrder', expected: setAside });
    if (note) writes.push(note);
    return {
      problem: problemOf(target, { record, open, setAside }),
      fix: {
        action: actionOf(target, { record, open, setAside }),
        writes,
        ...(inBook && needsBook && { toMatch: order }),
      },
    };
  }

  /** The sweeper must not miss an order that is due. */
  #missingNote({ order, closure }: OrderTarget): MarketWrite | undefined {
    const due = closure ? null : dueTimeOf(order);
    const { orderId } = order;
    if (due === null || this.market.noted.has(orderId)) return undefined;
    const [, expiresAt = due] = [due, this.sweptUntil].sort();
    return { write: 'putExpiringOrder', expiring: { orderId, expiresAt } };
  }

  #remove(orderId: string, { open, setAside }: Present, problem: string, why: string): void {
    const writes: MarketWrite[] = [];
    if (open) writes.push({ write: 'deleteOpenOrder', expected: open });
    if (setAside) writes.push({ write: 'deleteSetAsideOrder', expected: setAside });
    if (writes.length === 0) return;
    const action = `take it out and credit nobody: ${why}`;
    this.#found(orderId, problem, { action, writes });
  }

  #report(orderId: string, problem: string): void {
    this.#found(orderId, problem, null);
  }

  #found(orderId: string, problem: string, fix: Fix | null): void {
    const { material } = this.#items;
    this.findings.push({ material, subject: `order ${orderId}`, problem, fix });
  }
}

interface Present {
  readonly record: OrderRecord | undefined;
  readonly open: OpenOrder | undefined;
  readonly setAside: SetAsideOrder | undefined;
}

function problemOf({ order, closure }: OrderTarget, { record, open, setAside }: Present): string {
  if (record === undefined) {
    return open ? 'is in the book, and has no record' : 'was set aside, having no record';
  }
  if (closure) {
    if (record.closure === null) {
      return `is open, while ${closure.status === 'FILLED' ? 'its trades fill it' : `its account's statement says ${closure.status}`}`;
    }
    if (open) return `is ${closure.status}, and still in the book`;
    return setAside && isSameClosure(record.closure, closure)
      ? `is ${closure.status}, and still set aside`
      : `is ${closure.status} with ${record.closure.remainingQuantity} left, while its trades leave ${closure.remainingQuantity}`;
  }
  if (record.reducedQuantity !== order.reducedQuantity) {
    return `is reduced by ${record.reducedQuantity}, while its account's statement says ${order.reducedQuantity}`;
  }
  if (record.closure) {
    return `is FILLED, while its trades leave ${order.remainingQuantity}`;
  }
  if (open === undefined)
    return setAside ? 'is open, and set aside' : 'is open, and not in the book';
  if (open.reducedQuantity !== order.reducedQuantity) {
    return `is reduced by ${open.reducedQuantity} in the book, and by ${order.reducedQuantity} in its record`;
  }
  if (open.remainingQuantity !== order.remainingQuantity) {
    return `offers ${open.remainingQuantity}, while its trades leave ${order.remainingQuantity}`;
  }
  if (!isSameProgress(open, order)) {
    return `has a value of ${open.tradedValue} and a fee of ${open.feeCharged} for its trades, which say ${order.tradedValue} and ${order.feeCharged}`;
  }
  return setAside ? 'is in the book, and set aside' : 'is due one day, and the sweeper has no note';
}

function actionOf({ order, closure }: OrderTarget, { record, open }: Present): string {
  const left = `${order.remainingQuantity} of ${order.quantity - order.reducedQuantity} left`;
  if (closure) {
    const end = record?.closure ? 'leave it closed' : `close it as ${closure.status}`;
    return `${end} with ${left}, as the Ledger says${open ? ', and take it out of the book' : ''}`;
  }
  if (record === undefined) {
    return `add its record, and offer ${left}: the Ledger knows of no more trades of it`;
  }
  if (record.closure) {
    return `open it again with ${left}: the trades that filled it are nowhere in the Ledger`;
  }
  if (open && isSameProgress(open, order)) return 'note it';
  return `${open ? 'set it' : 'put it back into the book'} with ${left}, as its trades say`;
}

function isSameKey(a: { clientOrderId: string }, b: { clientOrderId: string }): boolean {
  return a.clientOrderId === b.clientOrderId;
}

function isSameProgress(a: Progressed, b: Progressed): boolean {
  return (
    a.remainingQuantity === b.remainingQuantity &&
    a.reducedQuantity === b.reducedQuantity &&
    a.tradedValue === b.tradedValue &&
    a.feeCharged === b.feeCharged
  );
}

type Progressed = Pick<OrderClosure, 'remainingQuantity' | 'tradedValue' | 'feeCharged'> & {
  readonly reducedQuantity?: number;
};

function isSameClosure(a: OrderClosure | null, b: OrderClosure | null): boolean {
  if (a === null || b === null) return a === b;
  return a.status === b.status && a.closedAt === b.closedAt && isSameProgress(a, b);
}
