import type { CandleInterval } from '../core/candle.js';
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
} from '../engine/entities.js';
import type {
  MarketStore,
  MarketWrite,
  ScannedItem,
  ScanSegment,
  StoredItem,
  TransactionOptions,
} from '../engine/store.js';
import type { ActivityNote } from '../model/activity.js';
import type { OrderType, Page, PageRequest } from '../model/market.js';
import type { ItemOf } from './dynamodb/codec.js';
import { activityRange } from './dynamodb/items/activity-note.js';
import { boxesRange } from './dynamodb/items/box.js';
import { candlesRange } from './dynamodb/items/candle.js';
import { expiringRange } from './dynamodb/items/expiring-order.js';
import { headKey } from './dynamodb/items/head.js';
import { materialsRange } from './dynamodb/items/material.js';
import { openOrderKey, sideRange } from './dynamodb/items/open-order.js';
import { orderRecordKey } from './dynamodb/items/order-record.js';
import { receiptRange } from './dynamodb/items/receipt-part.js';
import { statementRange } from './dynamodb/items/statement.js';
import { sweepProgressKey } from './dynamodb/items/sweep-progress.js';
import { tradesRange } from './dynamodb/items/trades.js';
import type { ItemKey, KeyRange } from './keys.js';

/** A store that finds items by their keys: what each read asks for, by key or by range of keys. */
export abstract class KeyedStore implements MarketStore {
  abstract transact(writes: readonly MarketWrite[], options: TransactionOptions): Promise<void>;
  abstract listAccountOrders(account: string, page: PageRequest): Promise<Page<OpenOrderKey>>;
  abstract scan(segment?: ScanSegment): AsyncIterable<ScannedItem>;

  protected abstract readItem<Kind extends StoredItem['item']>(
    kind: Kind,
    key: ItemKey,
  ): Promise<ItemOf<Kind> | undefined>;

  protected abstract readPage<Kind extends StoredItem['item'], Entity>(
    kind: Kind,
    range: KeyRange,
    page: PageRequest,
    entityOf: (item: ItemOf<Kind>) => Entity,
    damaged?: 'leave out' | 'throw',
  ): Promise<Page<Entity>>;

  async getHead(material: string): Promise<MaterialHead | undefined> {
    return (await this.readItem('head', headKey(material)))?.head;
  }

  async getOrderRecord(orderId: string): Promise<OrderRecord | undefined> {
    return (await this.readItem('orderRecord', orderRecordKey(orderId)))?.record;
  }

  async getOpenOrder(order: OpenOrderKey): Promise<OpenOrder | undefined> {
    return (await this.readItem('openOrder', openOrderKey(order)))?.order;
  }

  listSide(material: string, type: OrderType, page: PageRequest): Promise<Page<OpenOrder>> {
    return this.readPage('openOrder', sideRange(material, type), page, ({ order }) => order);
  }

  listExpiringOrders(
    bucket: string,
    until: string,
    page: PageRequest,
  ): Promise<Page<ExpiringOrder>> {
    const range = expiringRange(bucket, until);
    return this.readPage('expiringOrder', range, page, ({ expiring }) => expiring);
  }

  listMaterials(page: PageRequest): Promise<Page<string>> {
    return this.readPage('material', materialsRange(), page, ({ material }) => material);
  }

  listActivityNotes(shard: number, page: PageRequest): Promise<Page<ActivityNote>> {
    return this.readPage('activityNote', activityRange(shard), page, ({ note }) => note);
  }

  async getSweepProgress(): Promise<SweepProgress | undefined> {
    return (await this.readItem('sweepProgress', sweepProgressKey()))?.progress;
  }

  listBoxes(account: string, page: PageRequest): Promise<Page<DeliveryBox>> {
    return this.readPage('box', boxesRange(account), page, ({ box }) => box);
  }

  async getReceipt(account: string, collectionId: string): Promise<readonly ReceiptPart[]> {
    const range = receiptRange(account, collectionId);
    const parts: ReceiptPart[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<ReceiptPart> = await this.readPage(
        'receiptPart',
        range,
        { cursor },
        ({ part }) => part,
        // A receipt without one of its parts would be another receipt.
        'throw',
      );
      parts.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== null);
    return parts;
  }

  listStatement(
    account: string,
    page: PageRequest,
    bound?: { readonly upTo?: string | undefined },
  ): Promise<Page<StatementEntry>> {
    return this.readPage('statement', statementRange(account, bound), page, ({ entry }) => entry);
  }

  listTrades(
    material: string,
    page: PageRequest,
    bound?: { readonly before?: number | undefined },
  ): Promise<Page<TradeBatch>> {
    return this.readPage('trades', tradesRange(material, bound), page, ({ batch }) => batch);
  }

  async listCandles(
    material: string,
    interval: CandleInterval,
    range: { readonly from: number; readonly to: number },
    page: PageRequest,
  ): Promise<Page<ClosedCandle>> {
    const candles = candlesRange(material, interval, range);
    if (candles === undefined) return { items: [], cursor: null };
    return this.readPage('candle', candles, page, ({ candle }) => candle);
  }
}
