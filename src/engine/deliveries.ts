import { smallerAmount, toSafeInteger } from '../core/money.js';
import { MarketError } from '../model/errors.js';
import type { CollectionReceipt, Deliveries, Delivery } from '../model/market.js';
import { type Amounts, type DeliveryBox, isNothing, type ReceiptPart } from './entities.js';
import type { Market } from './market.js';
import { allPages, collectAll } from './reads/paging.js';
import { type MarketStore, type MarketWrite, maxTransactionWrites, tryTransact } from './store.js';

const boxesPerPart = maxTransactionWrites - 1;
const maxAttempts = 25;
const maxAmount = BigInt(Number.MAX_SAFE_INTEGER);

type Taken = ReceiptPart['taken'][number];

/** What waits for an account. Beyond 2^53 − 1 coins or units, as much as one collection takes. */
export async function getDeliveries(store: MarketStore, account: string): Promise<Deliveries> {
  const boxes = await boxesOf(store, account);
  return deliveriesOf(account, takeableFrom(boxes, []));
}

/**
 * Empties an account's delivery boxes, once per collection id: repeated with the same id, it returns
 * the same receipt and takes nothing more. Boxes that do not fit into one transaction are emptied in
 * several, and each adds a part to the receipt, so that the next call with the same id continues a
 * collection that was interrupted.
 */
export async function collectDeliveries(
  market: Market,
  account: string,
  collectionId: string,
): Promise<CollectionReceipt> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const parts = [...(await market.store.getReceipt(account, collectionId))];
    for (;;) {
      if (parts.at(-1)?.last) return receiptOf(account, collectionId, parts);
      const part = await collectNextPart(market, account, collectionId, parts);
      if (part === undefined) break;
      parts.push(part);
    }
  }
  throw new MarketError(
    'CONTENTION',
    `other collections of account ${account} got ahead of ${collectionId} ${maxAttempts} times`,
  );
}

/** Undefined when another collection got ahead. */
async function collectNextPart(
  market: Market,
  account: string,
  collectionId: string,
  earlier: readonly ReceiptPart[],
): Promise<ReceiptPart | undefined> {
  const boxes = await boxesOf(market.store, account);
  const takeable = takeableFrom(boxes, earlier);
  const taken = takeable.slice(0, boxesPerPart);
  const boxOf = new Map(boxes.map((box) => [box.material, box]));
  const part: ReceiptPart = {
    account,
    collectionId,
    part: earlier.length,
    last: takeable.length <= boxesPerPart,
    collectedAt: new Date(market.now()).toISOString(),
    taken,
  };
  const writes: MarketWrite[] = taken.map(({ material, amounts }) => ({
    write: 'debitBox',
    box: boxOf.get(material) as DeliveryBox,
    debit: amounts,
  }));
  const rejected = await tryTransact(market.store, [
    { write: 'insertReceiptPart', part },
    ...writes,
  ]);
  return rejected.length === 0 ? part : undefined;
}

function boxesOf(store: MarketStore, account: string): Promise<DeliveryBox[]> {
  return collectAll(allPages((page) => store.listBoxes(account, page)));
}

/**
 * What one collection may take so that its totals stay exact: a box that would bring coins or goods
 * above the safe range is left for the next collection, or taken in part.
 */
function takeableFrom(boxes: readonly DeliveryBox[], earlier: readonly ReceiptPart[]): Taken[] {
  const before = earlier.flatMap(({ taken }) => taken);
  // Boxes can fill up again meanwhile: continuing after the last one keeps a collection finite.
  const lastTaken = before.at(-1)?.material ?? '';
  const takeable: Taken[] = [];
  let room = before.reduce((left, { amounts }) => left - coinsOf(amounts), maxAmount);
  for (const { material, amounts } of boxes) {
    if (material <= lastTaken) continue;
    const [goodsBought, goodsReturned] = fill(maxAmount, [
      amounts.goodsBought,
      amounts.goodsReturned,
    ]);
    const [coinsEarned, coinsRefunded] = fill(room, [amounts.coinsEarned, amounts.coinsRefunded]);
    const [feesPaid] = fill(maxAmount, [amounts.feesPaid]);
    const taken = { goodsBought, goodsReturned, coinsEarned, coinsRefunded, feesPaid };
    if (isNothing(taken)) continue;
    room -= coinsOf(taken);
    takeable.push({ material, amounts: taken });
  }
  return takeable;
}

/** As much of each amount, in turn, as there is room for. */
function fill<Wanted extends readonly bigint[]>(room: bigint, wanted: readonly [...Wanted]) {
  let left = room;
  return wanted.map((amount) => {
    const taken = smallerAmount(amount, left);
    left -= taken;
    return taken;
  }) as unknown as { readonly [Index in keyof Wanted]: bigint };
}

function coinsOf(amounts: Amounts): bigint {
  return amounts.coinsEarned + amounts.coinsRefunded;
}

function receiptOf(
  account: string,
  collectionId: string,
  parts: readonly ReceiptPart[],
): CollectionReceipt {
  const taken = parts.flatMap((part) => part.taken);
  const collectedAt = (parts[0] as ReceiptPart).collectedAt;
  return { collectionId, collectedAt, ...deliveriesOf(account, taken) };
}

function deliveriesOf(account: string, taken: readonly Taken[]): Deliveries {
  const deliveries = taken.map(({ material, amounts }) => deliveryOf(material, amounts));
  return {
    account,
    coins: deliveries.reduce((sum, { coins }) => sum + coins, 0),
    goods: Object.fromEntries(
      deliveries.filter(({ goods }) => goods > 0).map(({ material, goods }) => [material, goods]),
    ),
    deliveries,
  };
}

function deliveryOf(material: string, amounts: Amounts): Delivery {
  const { goodsBought, goodsReturned, coinsEarned, coinsRefunded, feesPaid } = amounts;
  return {
    material,
    goods: toSafeInteger(goodsBought + goodsReturned),
    goodsBought: toSafeInteger(goodsBought),
    goodsReturned: toSafeInteger(goodsReturned),
    coins: toSafeInteger(coinsEarned + coinsRefunded),
    coinsEarned: toSafeInteger(coinsEarned),
    coinsRefunded: toSafeInteger(coinsRefunded),
    feesPaid: toSafeInteger(feesPaid),
  };
}
