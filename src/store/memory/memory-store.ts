import { isDeepStrictEqual } from 'node:util';
import type { OpenOrder, OpenOrderKey } from '../../engine/entities.js';
import {
  type MarketWrite,
  type ScanSegment,
  type StoredItem,
  type TransactionOptions,
  TransactionRejected,
} from '../../engine/store.js';
import { MarketError } from '../../model/errors.js';
import { isListed } from '../../model/limits.js';
import type { Page, PageRequest } from '../../model/market.js';
import type { ItemOf } from '../dynamodb/codec.js';
import {
  accountCursorAfter,
  accountPositionOf,
  cursorAfter,
  sortKeyOf,
} from '../dynamodb/cursor.js';
import { KeyedStore } from '../keyed-store.js';
import { afterAll, type ItemKey, type KeyRange } from '../keys.js';
import { checkTransaction } from '../transaction.js';
import { frozen, frozenCopy } from './frozen.js';
import { outcomeOf } from './outcome.js';
import { SortedMap } from './sorted-map.js';

const tokenLifetime = 10 * 60 * 1000;
/** Bounds memory: a store that is in this process never loses an answer for long. */
const maxTokens = 1_000;

/** A market in memory, laid out like the tables, gone with the process. */
export class MemoryStore extends KeyedStore {
  readonly #now: () => number;
  readonly #partitions = {
    orders: new Map<string, SortedMap<StoredItem>>(),
    ledger: new Map<string, SortedMap<StoredItem>>(),
  };
  readonly #accountOrders = new Map<string, SortedMap<OpenOrder>>();
  #tokens = new Map<string, DoneTransaction>();
  #olderTokens = this.#tokens;

  constructor({ now = Date.now }: { now?: () => number } = {}) {
    super();
    this.#now = now;
  }

  async transact(writes: readonly MarketWrite[], options: TransactionOptions): Promise<void> {
    const keys = checkTransaction(writes, options);
    const copies = frozenCopy(writes);
    if (this.#isRepeated(copies, options)) return;
    const rejected: MarketWrite[] = [];
    const changes: Change[] = [];
    for (const [index, key] of keys.entries()) {
      const current = this.#at(key);
      const outcome = outcomeOf(copies[index] as MarketWrite, current);
      if (outcome === 'rejected') rejected.push(writes[index] as MarketWrite);
      else changes.push({ key, current, next: frozen(outcome.next) });
    }
    if (rejected.length > 0) throw new TransactionRejected(rejected);
    for (const change of changes) this.#apply(change);
    this.#remember(copies, options);
  }

  async listAccountOrders(account: string, page: PageRequest): Promise<Page<OpenOrderKey>> {
    const before = accountPositionOf(page.cursor)?.orderId;
    const orders = this.#accountOrders.get(account)?.descending('', before ?? afterAll) ?? [];
    const { found, more } = take(orders, page.limit, before);
    return {
      items: found.map(([, { material, type, pricePerUnit, orderId }]) => ({
        material,
        type,
        pricePerUnit,
        orderId,
      })),
      cursor: more ? accountCursorAfter(more[1]) : null,
    };
  }

  async *scan(part: ScanSegment = { segment: 0, segments: 1 }): AsyncGenerator<StoredItem> {
    const { segment, segments } = part;
    for (const partitions of Object.values(this.#partitions)) {
      // Copied, since the market may be written to between two items.
      for (const [name, partition] of [...partitions]) {
        if (segmentOf(name, segments) === segment) yield* [...partition.values()];
      }
    }
  }

  #at({ table, partition, sort }: ItemKey): StoredItem | undefined {
    return this.#partitions[table].get(partition)?.get(sort);
  }

  protected async readItem<Kind extends StoredItem['item']>(
    kind: Kind,
    key: ItemKey,
  ): Promise<ItemOf<Kind> | undefined> {
    const found = this.#at(key);
    return found && ofKind(kind, found);
  }

  protected async readPage<Kind extends StoredItem['item'], Entity>(
    kind: Kind,
    range: KeyRange,
    page: PageRequest,
    entityOf: (item: ItemOf<Kind>) => Entity,
  ): Promise<Page<Entity>> {
    const { from, to, descending } = range;
    const position = sortKeyOf(page.cursor, range);
    const partition = this.#partitions[range.table].get(range.partition);
    const entries = descending
      ? partition?.descending(from, position ?? to)
      : partition?.ascending(position ?? from, to);
    const { found, more } = take(entries ?? [], page.limit, position);
    return {
      items: found.map(([, item]) => entityOf(ofKind(kind, item))),
      cursor: more ? cursorAfter(more[0]) : null,
    };
  }

  #apply({ key, current, next }: Change): void {
    change(this.#partitions[key.table], key.partition, key.sort, next);
    const order = next ?? current;
    if (order?.item !== 'openOrder') return;
    const { account, orderId } = order.order;
    if (!isListed(account)) return;
    change(this.#accountOrders, account, orderId, next && order.order);
  }

  #isRepeated(writes: readonly MarketWrite[], { token }: TransactionOptions): boolean {
    const earlier = this.#tokens.get(token) ?? this.#olderTokens.get(token);
    if (earlier === undefined || earlier.expiresAt <= this.#now()) return false;
    if (isDeepStrictEqual(earlier.writes, writes)) return true;
    throw new MarketError('INTERNAL', `token "${token}" was used for another transaction`);
  }

  #remember(writes: readonly MarketWrite[], { token }: TransactionOptions): void {
    if (this.#tokens.size >= maxTokens) {
      this.#olderTokens = this.#tokens;
      this.#tokens = new Map();
    }
    this.#tokens.set(token, { writes, expiresAt: this.#now() + tokenLifetime });
  }
}

function segmentOf(partition: string, segments: number): number {
  let sum = 0;
  for (let index = 0; index < partition.length; index += 1) sum += partition.charCodeAt(index);
  return sum % segments;
}

interface DoneTransaction {
  readonly writes: readonly MarketWrite[];
  readonly expiresAt: number;
}

interface Change {
  readonly key: ItemKey;
  readonly current: StoredItem | undefined;
  readonly next: StoredItem | undefined;
}

function ofKind<Kind extends StoredItem['item']>(kind: Kind, item: StoredItem): ItemOf<Kind> {
  if (item.item !== kind) throw new Error(`found ${item.item} where ${kind} belongs`);
  return item as ItemOf<Kind>;
}

/** Up to `limit` entries beyond `position`, and the last of them if there are more. */
function take<Value>(
  entries: Iterable<[string, Value]>,
  limit = Number.POSITIVE_INFINITY,
  position?: string,
): { found: [string, Value][]; more: [string, Value] | undefined } {
  const found: [string, Value][] = [];
  for (const entry of entries) {
    if (entry[0] === position) continue;
    if (found.length === limit) return { found, more: found.at(-1) };
    found.push(entry);
  }
  return { found, more: undefined };
}

function change<Value>(
  partitions: Map<string, SortedMap<Value>>,
  partition: string,
  sort: string,
  value: Value | undefined,
): void {
  let items = partitions.get(partition);
  if (value === undefined) {
    items?.delete(sort);
    return;
  }
  if (items === undefined) {
    items = new SortedMap();
    partitions.set(partition, items);
  }
  items.set(sort, value);
}
