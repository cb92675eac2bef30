import type { OrderType } from '../../model/market.js';
import { amountNames, type DeliveryBox, type ReceiptPart, type TradeBatch } from '../entities.js';
import type { ScannedItem } from '../store.js';
import { hashOf } from './order-balance.js';

/** Where coins, or the goods of a material, are. */
export class Sum {
  accepted = 0n;
  inOpenOrders = 0n;
  inBoxes = 0n;
  collected = 0n;
  fees = 0n;

  get accountedFor(): bigint {
    return this.inOpenOrders + this.inBoxes + this.collected + this.fees;
  }

  add(other: Sum): void {
    this.accepted += other.accepted;
    this.inOpenOrders += other.inOpenOrders;
    this.inBoxes += other.inBoxes;
    this.collected += other.collected;
    this.fees += other.fees;
  }
}

/** What one material's items add up to. */
export class MaterialSums {
  readonly coins = new Sum();
  readonly goods = new Sum();
  /** Orders that were taken out of the book for want of an open record. */
  readonly setAside: string[] = [];
  /** Accounts that collected more than they were owed. */
  readonly overdrawn: string[] = [];
  orders = 0;
  openOrders = 0;
  trades = 0;
  /** What the head has counted. */
  sequence = 0;
  lastSequence = 0;
  bestBid: number | undefined;
  bestAsk: number | undefined;
  #chain = 0n;

  /** Whether the batches follow one another without a gap, from the first trade to the last. */
  get isUnbroken(): boolean {
    return this.#chain === BigInt.asUintN(64, link(1) - link(this.lastSequence + 1));
  }

  get isCrossed(): boolean {
    const { bestBid, bestAsk } = this;
    return bestBid !== undefined && bestAsk !== undefined && bestBid >= bestAsk;
  }

  addAccepted(type: OrderType, quantity: number, pricePerUnit: number): void {
    this.orders += 1;
    if (type === 'Sell') this.goods.accepted += BigInt(quantity);
    else this.coins.accepted += BigInt(quantity) * BigInt(pricePerUnit);
  }

  addOpen(type: OrderType, quantity: number, price: number): void {
    this.openOrders += 1;
    if (type === 'Sell') {
      this.goods.inOpenOrders += BigInt(quantity);
      this.bestAsk = Math.min(this.bestAsk ?? price, price);
    } else {
      this.coins.inOpenOrders += BigInt(quantity) * BigInt(price);
      this.bestBid = Math.max(this.bestBid ?? price, price);
    }
  }

  addTrades({ trades }: TradeBatch): void {
    for (const { fee } of trades) this.coins.fees += BigInt(fee);
    this.trades += trades.length;
    const first = trades[0].sequence;
    const next = first + trades.length;
    this.lastSequence = Math.max(this.lastSequence, next - 1);
    // What lies between two batches cancels out, if the one ends where the other begins.
    this.#chain = BigInt.asUintN(64, this.#chain + link(first) - link(next));
  }

  addBox({ account, amounts }: DeliveryBox): void {
    if (amountNames.some((name) => amounts[name] < 0n)) this.overdrawn.push(account);
    this.goods.inBoxes += amounts.goodsBought + amounts.goodsReturned;
    this.coins.inBoxes += amounts.coinsEarned + amounts.coinsRefunded;
  }

  addCollected({ amounts }: ReceiptPart['taken'][number]): void {
    this.goods.collected += amounts.goodsBought + amounts.goodsReturned;
    this.coins.collected += amounts.coinsEarned + amounts.coinsRefunded;
  }
}

/** 64 bits that stand for the border before a trade. */
function link(sequence: number): bigint {
  const [high, low] = hashOf(String(sequence), 0);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Adds an item to the sums of its material, or of its materials. */
export function addToSums(sumsOf: (material: string) => MaterialSums, item: ScannedItem): void {
  if (item.item === 'openOrder') {
    const { material, type, pricePerUnit, remainingQuantity } = item.order;
    sumsOf(material).addOpen(type, remainingQuantity, pricePerUnit);
  } else if (item.item === 'orderRecord') {
    const { material, type, quantity, pricePerUnit, isRefused } = item.record;
    if (!isRefused) sumsOf(material).addAccepted(type, quantity, pricePerUnit);
  } else if (item.item === 'setAsideOrder') {
    const { material, orderId } = item.setAside.order;
    sumsOf(material).setAside.push(orderId);
  } else if (item.item === 'head') {
    sumsOf(item.head.material).sequence = item.head.sequence;
  } else if (item.item === 'trades') {
    sumsOf(item.batch.material).addTrades(item.batch);
  } else if (item.item === 'box') {
    sumsOf(item.box.material).addBox(item.box);
  } else if (item.item === 'receiptPart') {
    for (const taken of item.part.taken) sumsOf(taken.material).addCollected(taken);
  }
}
