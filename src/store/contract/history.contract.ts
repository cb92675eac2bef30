import {
  initialHead,
  initialSweepProgress,
  type MaterialHead,
  type OpenOrder,
  type OrderRecord,
  type SetAsideOrder,
} from '../../engine/entities.js';
import type { MarketWrite, RepairWrite } from '../../engine/store.js';
import type { Trade } from '../../model/market.js';
import { OrderIdFactory } from '../../model/order-id.js';
import { amounts, closure, openOrder } from './samples.contract.js';

type WriteOf<Kind extends MarketWrite['write']> = Extract<MarketWrite, { write: Kind }>;

/** Samples of every kind of write, in an order in which each condition holds. */
type History = { readonly [Kind in MarketWrite['write']]: readonly WriteOf<Kind>[] };

const time = '2026-11-22T13:33:07.123Z';
const later = '2026-11-22T14:00:00.000Z';

/** Orders whose ids are the same in every run. */
function fixedOrders() {
  const ids = new OrderIdFactory(() => Date.parse(time));
  return (clientOrderId: string, given: Partial<OpenOrder>): OpenOrder => {
    const account = given.account ?? 'ada';
    const orderId = ids.next(account, clientOrderId);
    return openOrder({ ...given, account, clientOrderId, orderId });
  };
}

/** A market's writes with values that cover every attribute, both there and left out. */
export function history(): History {
  const order = fixedOrders();
  // Of ids of its own, so that those of the others stay.
  const anonymous = fixedOrders()('anonymous', { account: 'anonymous', pricePerUnit: 1 });
  const sell = order('sell', { material: 'wheat' });
  const sold = { ...sell, remainingQuantity: 40, tradedValue: 600n, feeCharged: 6n };
  const buy = order('buy', {
    type: 'Buy',
    account: 'ñ#日本語 😀',
    material: 'ore:iron.1_a-b',
    quantity: 1_000_000_000,
    pricePerUnit: 9_007_199,
    timeInForce: 'IOC',
    expiresAt: later,
  });
  const dearest = order('dearest', { type: 'Buy', quantity: 1, pricePerUnit: 999_999_999_999 });
  const refused = order('refused', { expiresAt: time, timeInForce: 'FOK' });
  const lost = order('lost', { ...sold, clientOrderId: 'lost' });
  const credit = amounts({ goodsBought: 2n ** 60n, coinsEarned: 3n });
  const everyAmount = {
    goodsBought: 1n,
    goodsReturned: 2n,
    coinsEarned: 3n,
    coinsRefunded: 4n,
    feesPaid: 5n,
  };
  const receiptPart = { account: 'ada', collectionId: 'a#b%c', collectedAt: time };
  const traded = tradesOf('wheat', 7, [sell, buy]);
  const note = { material: 'wheat', since: time };
  return {
    insertOrderRecord: [sell, buy, dearest].map((order) => ({ write: 'insertOrderRecord', order })),
    insertRefusal: [{ write: 'insertRefusal', order: refused }],
    insertOpenOrder: [sell, buy, dearest, anonymous].map((order) => ({
      write: 'insertOpenOrder',
      order,
    })),
    checkOpenOrder: [{ write: 'checkOpenOrder', expected: sell }],
    updateOpenOrder: [{ write: 'updateOpenOrder', expected: sell, order: sold }],
    deleteOpenOrder: [{ write: 'deleteOpenOrder', expected: dearest }],
    closeOrderRecord: [
      { write: 'closeOrderRecord', order: dearest, closure: closure({ feeCharged: 12n }) },
      {
        write: 'closeOrderRecord',
        order: buy,
        closure: closure({
          status: 'EXPIRED',
          closeReason: 'IMMEDIATE_OR_CANCEL',
          remainingQuantity: 1_000_000_000,
          tradedValue: 0n,
        }),
      },
    ],
    reduceOrderRecord: [
      {
        write: 'reduceOrderRecord',
        order: { ...sell, remainingQuantity: 90, reducedQuantity: 10 },
      },
    ],
    checkNoOpenRecord: [
      { write: 'checkNoOpenRecord', order: lost },
      { write: 'checkNoOpenRecord', order: dearest },
    ],
    putSetAsideOrder: [
      { write: 'putSetAsideOrder', setAside: { order: lost, setAsideAt: time } },
      { write: 'putSetAsideOrder', setAside: { order: buy, setAsideAt: later } },
      { write: 'putSetAsideOrder', setAside: { order: sell, setAsideAt: time } },
    ],
    putExpiringOrder: [sell, buy].map(({ orderId }) => ({
      write: 'putExpiringOrder',
      expiring: { orderId, expiresAt: later },
    })),
    deleteExpiringOrder: [
      { write: 'deleteExpiringOrder', expiring: { orderId: sell.orderId, expiresAt: later } },
    ],
    putMaterial: [
      { write: 'putMaterial', material: 'wheat' },
      { write: 'putMaterial', material: 'ore:iron.1_a-b' },
    ],
    putActivityNote: [note, { material: 'copper', since: later }].map((each) => ({
      write: 'putActivityNote',
      note: each,
    })),
    deleteActivityNote: [{ write: 'deleteActivityNote', note }],
    putSweepProgress: [
      { write: 'putSweepProgress', progress: { ...initialSweepProgress(time), version: 1 } },
      {
        write: 'putSweepProgress',
        progress: {
          version: 2,
          sweptUntil: later,
          unfinished: ['2026-11-22T11#0', '2026-11-22T12#3'],
          hasNotedMaterials: true,
          stoppedAt: { bucket: '2026-11-22T13#1', cursor: 'abc', material: 'wheat' },
        },
      },
    ],
    putHead: [
      { write: 'putHead', head: { ...initialHead('wheat'), version: 1 } },
      { write: 'putHead', head: fullHead('wheat', 2, sell.orderId) },
      { write: 'putHead', head: fullHead('ore:iron.1_a-b', 1, buy.orderId) },
    ],
    putTrades: [
      { write: 'putTrades', batch: { material: 'wheat', trades: traded } },
      {
        write: 'putTrades',
        batch: { material: 'wheat', trades: [tradeOf('wheat', 9, sell, buy)] },
      },
    ],
    putCandle: (['1m', '1h', '1d'] as const).map((interval, index) => ({
      write: 'putCandle',
      candle: {
        material: 'wheat',
        interval,
        candle: {
          openTime: index * 86_400_000,
          open: 2,
          high: 3,
          low: 1,
          close: 2,
          volume: 9,
          trades: 4,
        },
      },
    })),
    creditBox: [
      { write: 'creditBox', account: 'ada', material: 'wheat', credit },
      { write: 'creditBox', account: 'ada', material: 'wheat', credit },
      { write: 'creditBox', account: 'ñ#日本語 😀', material: 'wheat', credit: everyAmount },
      { write: 'creditBox', account: 'ada', material: 'copper', credit: amounts({}) },
    ],
    debitBox: [0, 1].map((version) => ({
      write: 'debitBox',
      box: { account: 'ada', material: 'wheat', version, amounts: credit },
      debit: version === 0 ? credit : amounts({ coinsEarned: 1n }),
    })),
    putStatement: [
      {
        write: 'putStatement',
        entry: {
          account: 'ada',
          material: 'wheat',
          entryId: `${time}#wheat#000000000002`,
          at: time,
          trades: traded.map((trade, index) => ({ trade, coinsRefunded: BigInt(index) * 25n })),
          closures: [
            closed(sell, { goodsReturned: 40n, coinsReturned: 0n }),
            closed(dearest, { goodsReturned: 0n, coinsReturned: 2n ** 60n }),
          ],
          reductions: [],
          credit: everyAmount,
        },
      },
      {
        write: 'putStatement',
        entry: {
          account: 'ñ#日本語 😀',
          material: 'wheat',
          entryId: `${time}#wheat#${sell.orderId}`,
          at: time,
          trades: [],
          closures: [],
          reductions: [],
          credit: amounts({}),
        },
      },
      {
        write: 'putStatement',
        entry: {
          account: 'ada',
          material: 'wheat',
          entryId: `${time}#wheat#${sell.orderId}-10`,
          at: time,
          trades: [],
          closures: [],
          reductions: [
            { orderId: sell.orderId, quantity: 10, goodsReturned: 10n, coinsReturned: 0n },
            { orderId: buy.orderId, quantity: 3, goodsReturned: 0n, coinsReturned: 2n ** 60n },
          ],
          credit: everyAmount,
        },
      },
    ],
    insertReceiptPart: [
      {
        write: 'insertReceiptPart',
        part: {
          ...receiptPart,
          part: 0,
          last: false,
          taken: [
            { material: 'copper', amounts: everyAmount },
            { material: 'wheat', amounts: credit },
          ],
        },
      },
      { write: 'insertReceiptPart', part: { ...receiptPart, part: 12, last: true, taken: [] } },
    ],
    ...repairHistory(order, { order: sell, setAsideAt: time }),
  };
}

function repairHistory(
  order: ReturnType<typeof fixedOrders>,
  setAside: SetAsideOrder,
): Pick<History, RepairWrite['write']> {
  const restored = order('restored', { remainingQuantity: 40, tradedValue: 600n });
  const { remainingQuantity, tradedValue, feeCharged, ...accepted } = restored;
  const open: OrderRecord = { ...accepted, closure: null };
  const filled: OrderRecord = { ...accepted, closure: closure({ feeCharged: 12n }) };
  const box = { account: 'ada', material: 'repaired', version: 0, amounts: amounts({}) };
  const held = amounts({ goodsBought: 2n ** 60n });
  return {
    restoreOpenOrder: [{ write: 'restoreOpenOrder', order: restored }],
    replaceOrderRecord: [
      { write: 'replaceOrderRecord', expected: null, record: open },
      { write: 'replaceOrderRecord', expected: open, record: filled },
      { write: 'replaceOrderRecord', expected: filled, record: { ...open, isRefused: true } },
    ],
    checkOrderRecord: [{ write: 'checkOrderRecord', expected: { ...open, isRefused: true } }],
    deleteSetAsideOrder: [{ write: 'deleteSetAsideOrder', expected: setAside }],
    replaceBox: [
      { write: 'replaceBox', expected: box, amounts: held },
      { write: 'replaceBox', expected: { ...box, version: 1, amounts: held }, amounts: held },
    ],
    checkHead: [
      { write: 'checkHead', material: 'repaired', version: 0 },
      { write: 'checkHead', material: 'wheat', version: 2 },
    ],
  };
}

function closed(
  { orderId }: OpenOrder,
  returned: { readonly goodsReturned: bigint; readonly coinsReturned: bigint },
) {
  return { orderId, status: 'CANCELLED', closeReason: 'CANCEL_REQUESTED', ...returned } as const;
}

function fullHead(material: string, version: number, watermark: string): MaterialHead {
  const candle = { open: 9, high: 999_999_999_999, low: 1, close: 10, volume: 2 ** 53 - 1 };
  return {
    material,
    version,
    watermark,
    sequence: 1_234_567,
    bestBid: 9,
    bestAsk: 11,
    movedAt: later,
    lastPrice: 10,
    lastTradeAt: time,
    candles: {
      '1m': { openTime: 1_795_354_380_000, ...candle, trades: 12 },
      '1d': { openTime: 1_795_305_600_000, ...candle, trades: 123_456 },
    },
  };
}

function tradesOf(
  material: string,
  sequence: number,
  [sell, buy]: readonly [OpenOrder, OpenOrder],
): [Trade, ...Trade[]] {
  const second = { ...tradeOf(material, sequence + 1, sell, buy), fee: 3, quantity: 12 };
  return [tradeOf(material, sequence, sell, buy), second];
}

function tradeOf(material: string, sequence: number, sell: OpenOrder, buy: OpenOrder): Trade {
  return {
    tradeId: `${material}:${sequence}`,
    material,
    sequence,
    quantity: 10,
    pricePerUnit: 1200,
    buyOrderId: buy.orderId,
    sellOrderId: sell.orderId,
    buyerAccount: buy.account,
    sellerAccount: sell.account,
    takerType: 'Buy',
    fee: 0,
    executedAt: time,
  };
}
