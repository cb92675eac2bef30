import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient, Put } from '@aws-sdk/client-dynamodb';
import type { CandleInterval } from '../../core/candle.js';
import { marketTables, ordersTable, type TableNames } from '../../deployment/tables.js';
import type {
  ClosedCandle,
  DeliveryBox,
  ExpiringOrder,
  MaterialHead,
  OpenOrder,
  OpenOrderKey,
  OrderRecord,
  ReceiptPart,
  StatementEntry,
  SweepProgress,
  TradeBatch,
} from '../../engine/entities.js';
import {
  type MarketStore,
  type MarketWrite,
  type StoredItem,
  type TransactionOptions,
  TransactionRejected,
} from '../../engine/store.js';
import type { ActivityNote } from '../../model/activity.js';
import type { MarketError } from '../../model/errors.js';
import type { OrderType, Page, PageRequest } from '../../model/market.js';
import {
  activityRange,
  boxesRange,
  candlesRange,
  expiringRange,
  headKey,
  type ItemKey,
  type KeyRange,
  keyAttributes,
  materialsRange,
  openOrderKey,
  orderRecordKey,
  receiptRange,
  sideRange,
  statementRange,
  sweepProgressKey,
  tradesRange,
} from '../keys.js';
import { checkTransaction } from '../transaction.js';
import { type Attributes, attributes, stringOf } from './attributes.js';
import { accountCursorAfter, accountPositionOf, cursorAfter, sortKeyOf } from './cursor.js';
import { type DynamoStoreOptions, DynamoTables } from './dynamo-tables.js';
import { failedConditions, itemInTheWay } from './faults.js';
import { toBox, toReceiptPart, toStatementEntry } from './items/account-items.js';
import {
  toActivityNote,
  toExpiringOrder,
  toMaterial,
  toSweepProgress,
} from './items/market-items.js';
import { toBatch, toClosedCandle, toHead } from './items/material-items.js';
import { toOpenOrder, toOpenOrderKey, toOrderRecord } from './items/order-items.js';
import { toStoredItem } from './items/stored-item.js';
import { toTransactItem } from './writes.js';

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
export class DynamoStore implements MarketStore {
  readonly #tables: DynamoTables;
  /** The same store, whose calls the signal ends. */
  readonly abortable: (signal: AbortSignal) => MarketStore;

  constructor(client: DynamoDBClient, tables: TableNames, options: DynamoStoreOptions = {}) {
    this.#tables = new DynamoTables(client, tables, options);
    this.abortable = (signal) => new DynamoStore(client, tables, { ...options, signal });
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

  async getHead(material: string): Promise<MaterialHead | undefined> {
    return this.#get(headKey(material), toHead);
  }

  async getOrderRecord(orderId: string): Promise<OrderRecord | undefined> {
    return this.#get(orderRecordKey(orderId), toOrderRecord);
  }

  async getOpenOrder(order: OpenOrderKey): Promise<OpenOrder | undefined> {
    return this.#get(openOrderKey(order), toOpenOrder);
  }

  async listSide(material: string, type: OrderType, page: PageRequest): Promise<Page<OpenOrder>> {
    return this.#list(sideRange(material, type), page, toOpenOrder);
  }

  async listAccountOrders(account: string, page: PageRequest): Promise<Page<OpenOrderKey>> {
    const { partitionKey, indexName } = accountOrders;
    const position = accountPositionOf(page.cursor);
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
      items: items.map(toOpenOrderKey),
      cursor: lastKey ? accountCursorAfter(toOpenOrderKey(lastKey)) : null,
    };
  }

  async listExpiringOrders(
    bucket: string,
    until: string,
    page: PageRequest,
  ): Promise<Page<ExpiringOrder>> {
    return this.#list(expiringRange(bucket, until), page, toExpiringOrder);
  }

  async listMaterials(page: PageRequest): Promise<Page<string>> {
    return this.#list(materialsRange(), page, toMaterial);
  }

  async listActivityNotes(shard: number, page: PageRequest): Promise<Page<ActivityNote>> {
    return this.#list(activityRange(shard), page, toActivityNote);
  }

  async getSweepProgress(): Promise<SweepProgress | undefined> {
    return this.#get(sweepProgressKey(), toSweepProgress);
  }

  async listBoxes(account: string, page: PageRequest): Promise<Page<DeliveryBox>> {
    return this.#list(boxesRange(account), page, toBox);
  }

  async getReceipt(account: string, collectionId: string): Promise<readonly ReceiptPart[]> {
    const range = receiptRange(account, collectionId);
    const parts: ReceiptPart[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<ReceiptPart> = await this.#list(range, { cursor }, toReceiptPart);
      parts.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== null);
    return parts;
  }

  async listStatement(
    account: string,
    page: PageRequest,
    bound?: { readonly upTo?: string | undefined },
  ): Promise<Page<StatementEntry>> {
    return this.#list(statementRange(account, bound), page, toStatementEntry);
  }

  async listTrades(
    material: string,
    page: PageRequest,
    bound?: { readonly before?: number | undefined },
  ): Promise<Page<TradeBatch>> {
    return this.#list(tradesRange(material, bound), page, toBatch);
  }

  async listCandles(
    material: string,
    interval: CandleInterval,
    range: { readonly from: number; readonly to: number },
    page: PageRequest,
  ): Promise<Page<ClosedCandle>> {
    const candles = candlesRange(material, interval, range);
    if (candles === undefined) return { items: [], cursor: null };
    return this.#list(candles, page, toClosedCandle);
  }

  async *scan(): AsyncGenerator<StoredItem> {
    for await (const item of this.#tables.scan('orders')) {
      yield { item: 'openOrder', order: toOpenOrder(item) };
    }
    for await (const item of this.#tables.scan('ledger')) yield toStoredItem(item);
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
      if (found.version && isDeepStrictEqual(toHead(found), write.head)) return;
      throw new TransactionRejected([write], { cause: (fault as MarketError).cause });
    }
  }

  async #get<Entity>(key: ItemKey, toEntity: (item: Attributes) => Entity) {
    const item = await this.#tables.getItem(key);
    return item && toEntity(item);
  }

  async #list<Entity>(
    range: KeyRange,
    page: PageRequest,
    toEntity: (item: Attributes) => Entity,
  ): Promise<Page<Entity>> {
    const { partitionKey, sortKey } = marketTables[range.table];
    const { table, partition } = range;
    const position = sortKeyOf(page.cursor, range);
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
      ConsistentRead: true,
      Limit: page.limit,
    });
    return {
      items: items.map(toEntity),
      cursor: lastKey ? cursorAfter(stringOf(lastKey, sortKey.name)) : null,
    };
  }
}
