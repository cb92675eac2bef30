import { createHash } from 'node:crypto';

const maxCounter = 0xfff;

/**
 * Makes order ids: UUIDs of version 7 (RFC 9562, 5.7), ascending within a process.
 *
 * The 12 bits after the millisecond count ids of that millisecond (RFC 9562, 6.2, method 1). The
 * last 62 bits are a hash of account and client order id, so that the id and the idempotency key
 * lead to one and the same record, and landing an order needs no third item to connect them.
 */
export class OrderIdFactory {
  readonly #now: () => number;
  #millisecond = 0;
  #counter = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** `probe` counts up from 0 when another idempotency key turns out to have the same hash. */
  next(account: string, clientOrderId: string, probe = 0): string {
    const now = this.#now();
    if (now > this.#millisecond) {
      this.#millisecond = now;
      this.#counter = 0;
    } else if (this.#counter < maxCounter) {
      this.#counter += 1;
    } else {
      this.#millisecond += 1;
      this.#counter = 0;
    }
    const time = this.#millisecond.toString(16).padStart(12, '0');
    const counter = this.#counter.toString(16).padStart(3, '0');
    const key = hashKey(account, clientOrderId, probe);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${key.slice(0, 4)}-${key.slice(4)}`;
  }
}

/** When the order was accepted: the millisecond its id begins with. */
export function acceptanceTimeOf(orderId: string): number {
  return Number.parseInt(orderId.slice(0, 8) + orderId.slice(9, 13), 16);
}

/** An id that sorts after those of all orders accepted before a time, and before all others. */
export function lastOrderIdBefore(time: number): string {
  const digits = (time - 1).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7fff-bfff-ffffffffffff`;
}

/** The part of an order id that says which idempotency key it came from. */
export function idempotencyHashOf(orderId: string): string {
  return orderId.slice(19, 23) + orderId.slice(24);
}

/** The id of the order that was accepted later; the empty string is before all. */
export function laterOrderId(a: string, b: string): string {
  return a < b ? b : a;
}

export function isOrderId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
}

/** 16 hexadecimal digits, the first two bits set to the variant of RFC 9562. */
function hashKey(account: string, clientOrderId: string, probe: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([account, clientOrderId, probe]))
    .digest()
    .subarray(0, 8);
  digest[0] = ((digest[0] as number) & 0x3f) | 0x80;
  return digest.toString('hex');
}
