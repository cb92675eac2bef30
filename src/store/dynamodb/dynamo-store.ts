import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient, Put } from '@aws-sdk/client-dynamodb';
import { marketTables, ordersTable, type TableNames } from '../../deployment/tables.js';
import type { OpenOrderKey } from '../../engine/entities.js';
import {
  type MarketStore,
  type MarketWrite,
  type ScannedItem,
  type ScanSegment,
  type StoredItem,
  type TransactionOptions,
  TransactionRejected,
} from '../../engine/store.js';
import type { MarketError } from '../../model/errors.js';
import type { Page, PageRequest } from '../../model/market.js';
import { KeyedStore } from '../keyed-store.js';
import { type ItemKey, type KeyRange, keyAttributes } from '../keys.js';
import { checkTransaction } from '../transaction.js';
import { type Attributes, attributes, stringOf } from './attributes.js';
import type { ItemOf } from './codec.js';
import { accountCursorAfter, accountPositionOf, cursorAfter, sortKeyOf } from './cursor.js';
import { DamagedItemError } from './damaged-item.js';
import { type DynamoStoreOptions, DynamoTables } from './dynamo-tables.js';
import { failedConditions, itemInTheWay } from './faults.js';
import { toOpenOrderKey } from './items/open-order.js';
import { decoded, decodeItem, toStoredItem, toTransactItem } from './stored-items.js';

/**
 * Notes that say all in their keys go out as plain writes when they are alone: at half the price of
 * a transaction, and many processes may put the same one at once, where transactions would conflict.
 */
const plainNotes: ReadonlySet<MarketWrite['write']> = new Set(['putMaterial', 'putActivityNote']);

const [accountOrders] = ordersTable.globalSecondaryIndexes;

/**
 * A market in two DynamoDB tables, those that {@link marketTables} describes.
 *
 * @example
 * ```ts
 * const store = new DynamoStore(new DynamoDBClient({}), { orders: 'Orders', ledger: 'Ledger' });
 * ```
 */
export class DynamoStore extends KeyedStore {
  readonly #tables: DynamoTables;
  readonly #onDamagedItem: DynamoStoreOptions['onDamagedItem'];
  /** The same store, whose calls the signal ends. */
  readonly abortable: (signal: AbortSignal) => MarketStore;
  readonly eventuallyConsistent: MarketStore | undefined;

  constructor(client: DynamoDBClient, tables: TableNames, options: DynamoStoreOptions = {}) {
    super();
    this.#onDamagedItem = options.onDamagedItem;
    this.#tables = new DynamoTables(client, tables, options);
    this.abortable = (signal) => new DynamoStore(client, tables, { ...options, signal });
    this.eventuallyConsistent = options.isEventuallyConsistent
      ? undefined
      : new DynamoStore(client, tables, { ...options, isEventuallyConsistent: true });
  }

  async transact(writes: readonly MarketWrite[], options: TransactionOptions): Promise<void> {
    const keys = checkTransaction(writes, options);
    const items = writes.map((write, index) =>
      toTransactItem(write, keys[index] as ItemKey, this.#tables.names),
    );
    const [first] = writes;
    const put = items[0]?.Put;
    if (writes.length === 1 && first && put) {
      if (first.write === 'putHead') return this.#putHead(first, put);
      if (plainNotes.has(first.write)) return this.#tables.putItem(put);
    }
    try {
      await this.#tables.transactWriteItems(items, options.token);
    } catch (fault) {
      const rejected = failedConditions(fault as MarketError);
      if (rejected.length === 0) throw fault;
      const refused = rejected.map((index) => writes[index] as MarketWrite);
      throw new TransactionRejected(refused, { cause: (fault as MarketError).cause });
    }
  }

  async listAccountOrders(account: string, page: PageRequest): Promise<Page<OpenOrderKey>> {
    const { partitionKey, indexName } = accountOrders;
    return this.#readableOnly(async (cursor) => {
      const position = accountPositionOf(cursor);
      const { items, lastKey } = await this.#tables.query('orders', {
        IndexName: indexName,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': partitionKey.name },
        ExpressionAttributeValues: attributes({ ':partition': account }),
        ExclusiveStartKey: position && attributes({ account, ...position }),
        ScanIndexForward: false,
        Limit: page.limit,
      });
      return {
        items: this.#read(items, (item) => decoded('orders', item, toOpenOrderKey)),
        cursor: lastKey ? accountCursorAfter(decoded('orders', lastKey, toOpenOrderKey)) : null,
      };
    }, page.cursor);
  }

  async *scan(segment?: ScanSegment): AsyncGenerator<ScannedItem> {
    for (const table of ['orders', 'ledger'] as const) {
      for await (const item of this.#tables.scan(table, segment)) {
        let scanned: ScannedItem;
        try {
          scanned = toStoredItem(table, item);
        } catch (error) {
          if (!(error instanceof DamagedItemError)) throw error;
          scanned = { item: 'damaged', ...error.damaged };
        }
        yield scanned;
      }
    }
  }

  /**
   * A head alone goes out as a plain write, at half the price of a transaction. It needs no token:
   * the version tells a repetition, and finding the very same head there means it is done.
   */
  async #putHead(write: MarketWrite & { write: 'putHead' }, put: Put): Promise<void> {
    try {
      await this.#tables.putItem(put);
    } catch (fault) {
      const found = itemInTheWay(fault as MarketError);
      if (found === undefined) throw fault;
      if (found.version && isDeepStrictEqual(decodeItem('head', found).head, write.head)) return;
      throw new TransactionRejected([write], { cause: (fault as MarketError).cause });
    }
  }

  protected async readItem<Kind extends StoredItem['item']>(
    kind: Kind,
    key: ItemKey,
  ): Promise<ItemOf<Kind> | undefined> {
    const item = await this.#tables.getItem(key);
    return item && decodeItem(kind, item);
  }

  protected async readPage<Kind extends StoredItem['item'], Entity>(
    kind: Kind,
    range: KeyRange,
    page: PageRequest,
    entityOf: (item: ItemOf<Kind>) => Entity,
    damaged: 'leave out' | 'throw' = 'leave out',
  ): Promise<Page<Entity>> {
    const { partitionKey, sortKey } = marketTables[range.table];
    const { table, partition } = range;
    return this.#readableOnly(async (cursor) => {
      const position = sortKeyOf(cursor, range);
      const { items, lastKey } = await this.#tables.query(table, {
        KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#partition': partitionKey.name, '#sort': sortKey.name },
        ExpressionAttributeValues: attributes({
          ':partition': partition,
          ':from': range.from,
          ':to': range.to,
        }),
        ExclusiveStartKey:
          position === undefined ? undefined : keyAttributes({ table, partition, sort: position }),
        ScanIndexForward: !range.descending,
        ConsistentRead: this.#tables.isConsistent,
        Limit: page.limit,
      });
      const decode = (item: Attributes) => entityOf(decodeItem(kind, item));
      return {
        items: damaged === 'throw' ? items.map(decode) : this.#read(items, decode),
        cursor: lastKey ? cursorAfter(stringOf(lastKey, sortKey.name)) : null,
      };
    }, page.cursor);
  }

  /** Pages from `start` on until one has items: readers take an empty page for the last. */
  async #readableOnly<Entity>(
    read: (cursor: string | null | undefined) => Promise<Page<Entity>>,
    start: string | null | undefined,
  ): Promise<Page<Entity>> {
    let page = await read(start);
    while (page.items.length === 0 && page.cursor !== null) page = await read(page.cursor);
    return page;
  }

  /** What can be read of the items; the others are reported. */
  #read<Entity>(items: readonly Attributes[], decode: (item: Attributes) => Entity): Entity[] {
    const entities: Entity[] = [];
    for (const item of items) {
      try {
        entities.push(decode(item));
      } catch (error) {
        if (!(error instanceof DamagedItemError)) throw error;
        this.#onDamagedItem?.(error.damaged);
      }
    }
    return entities;
  }
}
