import { auditStore } from '../../src/engine/audit.js';
import type { AcceptedOrder, OrderClosure } from '../../src/engine/entities.js';
import type { MarketStore, ScannedItem } from '../../src/engine/store.js';
import type { Trade } from '../../src/model/market.js';
import { MemoryStore } from '../../src/store/memory/memory-store.js';
import { replacing } from './decorated-stores.js';

/** Audits a market of so many filled orders, which exists only as far as it is being read. */
export function auditOfLargeMarket(orders: number) {
  const pairs = orders / 2;
  return auditStore(storeOf(pairs));
}

function storeOf(pairs: number): MarketStore {
  async function* scan(): AsyncGenerator<ScannedItem> {
    for (let pair = 1; pair <= pairs; pair += 1) yield* itemsOf(pair);
    const amounts = { goodsReturned: 0n, coinsRefunded: 0n, feesPaid: 0n };
    const traded = { goodsBought: BigInt(10 * pairs), coinsEarned: BigInt(50 * pairs) };
    const box = { account: 'ada', material, version: 0, amounts: { ...amounts, ...traded } };
    yield { item: 'box', box };
    yield { item: 'head', head: { ...emptyHead, sequence: pairs } };
  }
  return replacing(new MemoryStore(), { scan });
}

const material = 'wheat';
const time = '2026-11-22T13:33:07.123Z';
const emptyHead = {
  material,
  version: 1,
  watermark: '',
  bestBid: null,
  bestAsk: null,
  movedAt: null,
  lastPrice: null,
  lastTradeAt: null,
  candles: {},
};

/** Two orders that fill each other. */
function itemsOf(pair: number): ScannedItem[] {
  const closure: OrderClosure = {
    status: 'FILLED',
    closeReason: 'FILLED',
    closedAt: time,
    remainingQuantity: 0,
    tradedValue: 50n,
    feeCharged: 0n,
  };
  const order = (type: AcceptedOrder['type']): AcceptedOrder => ({
    orderId: `${type}-${pair}-of-a-length-as-an-order-id-has-it`,
    account: 'ada',
    clientOrderId: `${pair}`,
    type,
    material,
    quantity: 10,
    pricePerUnit: 5,
    timeInForce: 'GTC',
    expiresAt: null,
    acceptedAt: time,
  });
  const [buy, sell] = [order('Buy'), order('Sell')];
  const trade: Trade = {
    tradeId: `wheat:${pair}`,
    material,
    sequence: pair,
    quantity: 10,
    pricePerUnit: 5,
    buyOrderId: buy.orderId,
    sellOrderId: sell.orderId,
    buyerAccount: 'ada',
    sellerAccount: 'ada',
    takerType: 'Buy',
    fee: 0,
    executedAt: time,
  };
  return [
    { item: 'orderRecord', record: { ...buy, reducedQuantity: 0, closure } },
    { item: 'orderRecord', record: { ...sell, reducedQuantity: 0, closure } },
    { item: 'trades', batch: { material, trades: [trade] } },
  ];
}
