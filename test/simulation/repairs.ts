import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acceptOrder } from '../../src/engine/accept.js';
import { auditStore } from '../../src/engine/audit.js';
import { closeOrder } from '../../src/engine/close.js';
import { type Amounts, addAmounts, noAmounts } from '../../src/engine/entities.js';
import type { Market } from '../../src/engine/market.js';
import { wakeMaterial } from '../../src/engine/matching/wake-material.js';
import { type RepairReport, repairStore } from '../../src/engine/repair/repair.js';
import type { MarketStore, MarketWrite, StoredItem } from '../../src/engine/store.js';
import { OrderIdFactory } from '../../src/model/order-id.js';
import { marketRulesSchema } from '../../src/model/rules.js';
import { orderRecordKey } from '../../src/store/dynamodb/items/order-record.js';
import { keyOfWrite } from '../../src/store/dynamodb/stored-items.js';
import type { ItemKey } from '../../src/store/keys.js';
import { MemoryStore } from '../../src/store/memory/memory-store.js';
import { SeededRandom } from './random.js';
import { CommitHistory, restore, restoredTo } from './restored-market.js';
import { type Scenario, scenarios } from './scenario.js';
import { simulate } from './simulation.js';

/** A market that traded, and what is to become of its tables. */
export interface RepairCase {
  readonly scenario: Scenario;
  /** Parts of all transactions, in thousandths, that each table is restored to. */
  readonly orders: number;
  readonly ledger: number;
  /** Of what is lost and torn. */
  readonly seed: number;
}

export const repairCases: fc.Arbitrary<RepairCase> = fc.record({
  scenario: scenarios,
  orders: fc.integer({ min: 0, max: 1_000 }),
  ledger: fc.integer({ min: 0, max: 1_000 }),
  seed: fc.nat(),
});

/** Only a market that was never torn before is known to be whole. */
function withoutTornSteps(drawn: RepairCase): RepairCase {
  const { scenario } = drawn;
  const periods = scenario.periods.map((steps) => steps.filter(({ step }) => step !== 'torn'));
  return { ...drawn, scenario: { ...scenario, periods } };
}

/** A scenario played to its end, and all that it committed. */
async function played({ scenario }: RepairCase) {
  const history = new CommitHistory();
  const run = await simulate(scenario, {
    storeAt: (now) => history.watch(new MemoryStore({ now })),
  });
  const { saleFeeBasisPoints } = scenario;
  const rules = marketRulesSchema.parse({ saleFeeBasisPoints });
  return { transactions: history.transactions, now: run.now + 1_000, rules };
}

/**
 * Both tables are restored, each to its own instant: then the market is that of the Ledger's instant,
 * with the orders that the Ledger does not know of added whole.
 */
export async function repairTornRestore(drawn: RepairCase): Promise<RepairReport> {
  const { transactions, now, rules } = await played(withoutTornSteps(drawn));
  const count = transactions.length;
  const orders = Math.round((drawn.orders * count) / 1_000);
  const ledger = Math.round((drawn.ledger * count) / 1_000);
  const torn = await restore(transactions, restoredTo({ orders, ledger }));
  const whole = await restore(transactions, restoredTo({ orders: ledger, ledger }));
  const owed = await owedIn(torn);
  const { added, expected } = await expectedItems(torn, whole);

  const report = await repaired({ store: torn, now: () => now });
  assert.deepEqual(await owedIn(torn), owed);
  const present = await itemsOf(torn);
  for (const [key, item] of expected) assert.deepEqual(present.get(key), item, key);
  const unexpected = [...present].filter(([key, { item }]) => !expected.has(key) && isOrder(item));
  assert.deepEqual(unexpected, []);

  await goOnTrading({ store: torn, rules, now: () => now }, added);
  return report;
}

/** Transactions of the Ledger are torn as well: single items of the last ones are missing. */
export async function repairTornLedger(drawn: RepairCase): Promise<RepairReport> {
  const { transactions, now, rules } = await played(drawn);
  const random = new SeededRandom(drawn.seed);
  const count = transactions.length;
  const torn = Math.round((drawn.ledger * count) / 1_000);
  const window = 1 + random.below(4);
  const missing = new Set<string>();
  const store = await restore(transactions, (_, key, transaction) => {
    const name = nameOf(key);
    if (transaction >= torn || missing.has(name)) return false;
    if (transaction < torn - window || !random.chance(0.3)) return true;
    // What follows on a state of the item that is missing is missing too.
    missing.add(name);
    return false;
  });
  return repairedUnlessLost({ store, rules, now: () => now }, missing);
}

/** One item of a market is lost, or an order in the book is altered. */
export async function repairDamage(drawn: RepairCase): Promise<RepairReport> {
  const { transactions, now, rules } = await played(drawn);
  const random = new SeededRandom(drawn.seed);
  const writes = transactions.flat().filter((write) => isRepairable(write));
  if (writes.length === 0) return repaired({ store: new MemoryStore(), now: () => now });
  const lost = nameOf(keyOfWrite(writes[random.below(writes.length)] as MarketWrite));
  const isWhole = random.chance(0.3);
  const store = await restore(transactions, (_, key) => isWhole || nameOf(key) !== lost);
  const books = [...(await itemsOf(store)).values()].flatMap((item) =>
    item.item === 'openOrder' ? item.order : [],
  );
  const expected = books[random.below(books.length)];
  if (isWhole && expected) {
    const order = { ...expected, remainingQuantity: 1 + random.below(20), feeCharged: 3n };
    await store.transact([{ write: 'updateOpenOrder', expected, order }], { token: 'damage' });
  }
  return repairedUnlessLost({ store, rules, now: () => now }, new Set([lost]));
}

/**
 * What a closed order was is only in its record, what a trade was only in its batch and on two
 * statements: where these are lost, that is reported.
 */
async function repairedUnlessLost(
  market: Market,
  lost: ReadonlySet<string>,
): Promise<RepairReport> {
  const { findings } = await repairStore(market, { apply: false });
  const reported = findings.filter(({ status }) => status === 'REPORTED');
  for (const { material, subject } of reported) {
    const isTradeLost = [...lost].some((name) => name.includes(`TRADES#${material} `));
    if (isTradeLost && reported.some((each) => each.subject.startsWith('trades '))) continue;
    const record = orderRecordKey(subject.slice('order '.length));
    assert.ok(lost.has(nameOf(record)), subject);
  }
  if (reported.length > 0) return repairStore(market, { apply: true });
  const { store, now } = market;
  const report = await repaired({ store, now });
  await goOnTrading(market, []);
  return report;
}

function isRepairable({ write }: MarketWrite): boolean {
  return [
    'insertOrderRecord',
    'insertOpenOrder',
    'putTrades',
    'putHead',
    'creditBox',
    'putStatement',
    'putExpiringOrder',
    'putMaterial',
  ].includes(write);
}

/** A dry run writes nothing; then all is put right, and a second run finds nothing. */
async function repaired(market: Omit<Market, 'rules'>): Promise<RepairReport> {
  const before = await itemsOf(market.store);
  const dryRun = await repairStore(market, { apply: false });
  assert.deepEqual(await itemsOf(market.store), before);
  const report = await repairStore(market, { apply: true });
  const text = JSON.stringify(report, null, 2);
  assert.deepEqual(
    report.findings.map(({ status, ...rest }) => rest),
    dryRun.findings.map(({ status, ...rest }) => rest),
  );
  assert.deepEqual(report.audit?.differences, [], text);
  assert.ok(report.ok, text);
  assert.deepEqual((await repairStore(market, { apply: false })).findings, [], text);
  return report;
}

/** The repaired market matches what crosses, takes orders and cancellations, and stays sound. */
async function goOnTrading(market: Market, added: readonly string[]): Promise<void> {
  const matched = await repairStore(market, { apply: true });
  assert.ok(matched.ok, JSON.stringify(matched, null, 2));
  const orderIds = new OrderIdFactory(market.now);
  for (const material of ['wheat', 'copper']) {
    for (const type of ['Buy', 'Sell'] as const) {
      const order = await acceptOrder(market, orderIds, {
        type,
        material,
        account: `later-${type}`,
        clientOrderId: `later-${material}`,
        quantity: 15,
        pricePerUnit: 11,
        timeInForce: 'GTC',
      });
      await wakeMaterial(market, { material, named: [order] });
    }
  }
  const open = [...(await itemsOf(market.store)).values()].flatMap((item) =>
    item.item === 'orderRecord' && !item.record.closure && !item.record.isRefused
      ? item.record
      : [],
  );
  for (const record of open) await closeOrder(market, record, 'CANCELLED', 'CANCEL_REQUESTED');
  assert.deepEqual((await auditStore(market.store)).differences, []);
  for (const orderId of added) {
    assert.ok((await market.store.getOrderRecord(orderId))?.closure);
  }
}

async function expectedItems(torn: MarketStore, whole: MarketStore) {
  const expected = await itemsOf(whole);
  const known = [...expected.values()].flatMap((item) =>
    item.item === 'orderRecord' ? item.record.orderId : [],
  );
  const added: string[] = [];
  for (const [key, item] of await itemsOf(torn)) {
    if (item.item !== 'openOrder' || known.includes(item.order.orderId)) continue;
    const { remainingQuantity, tradedValue, feeCharged, ...accepted } = item.order;
    const record = { ...accepted, reducedQuantity: 0, closure: null };
    const order = {
      ...accepted,
      remainingQuantity: accepted.quantity,
      reducedQuantity: 0,
      tradedValue: 0n,
      feeCharged: 0n,
    };
    expected.set(key, { item: 'openOrder', order });
    expected.set(nameOf(keyOfWrite({ write: 'insertOrderRecord', order })), {
      item: 'orderRecord',
      record,
    });
    added.push(order.orderId);
  }
  return { added, expected };
}

function isOrder(item: StoredItem['item']): boolean {
  return ['openOrder', 'orderRecord', 'setAsideOrder', 'trades', 'box', 'statement'].includes(item);
}

/** All items there are, by names that are theirs alone. */
async function itemsOf(store: MarketStore): Promise<Map<string, StoredItem>> {
  const items = new Map<string, StoredItem>();
  for await (const item of store.scan()) {
    if (item.item !== 'damaged') items.set(nameOf(keyOfItem(item)), item);
  }
  return items;
}

function keyOfItem(item: StoredItem): ItemKey {
  switch (item.item) {
    case 'openOrder':
      return keyOfWrite({ write: 'insertOpenOrder', order: item.order });
    case 'orderRecord':
      return keyOfWrite({ write: 'insertOrderRecord', order: item.record });
    case 'setAsideOrder':
      return keyOfWrite({ write: 'putSetAsideOrder', setAside: item.setAside });
    case 'head':
      return keyOfWrite({ write: 'putHead', head: item.head });
    case 'trades':
      return keyOfWrite({ write: 'putTrades', batch: item.batch });
    case 'candle':
      return keyOfWrite({ write: 'putCandle', candle: item.candle });
    case 'box':
      return keyOfWrite({ write: 'creditBox', ...item.box, credit: noAmounts });
    case 'statement':
      return keyOfWrite({ write: 'putStatement', entry: item.entry });
    case 'receiptPart':
      return keyOfWrite({ write: 'insertReceiptPart', part: item.part });
    case 'expiringOrder':
      return keyOfWrite({ write: 'putExpiringOrder', expiring: item.expiring });
    case 'material':
      return keyOfWrite({ write: 'putMaterial', material: item.material });
    case 'activityNote':
      return keyOfWrite({ write: 'putActivityNote', note: item.note });
    case 'sweepProgress':
      return keyOfWrite({ write: 'putSweepProgress', progress: item.progress });
  }
}

function nameOf({ table, partition, sort }: ItemKey): string {
  return `${table} ${partition} ${sort}`;
}

/** What every account was ever owed: in boxes and collected. */
async function owedIn(store: MarketStore): Promise<Map<string, Amounts>> {
  const owed = new Map<string, Amounts>();
  const add = (account: string, material: string, amounts: Amounts) => {
    const key = `${material} to ${account}`;
    owed.set(key, addAmounts(owed.get(key) ?? noAmounts, amounts));
  };
  for await (const item of store.scan()) {
    if (item.item === 'box') add(item.box.account, item.box.material, item.box.amounts);
    if (item.item === 'receiptPart') {
      for (const { material, amounts } of item.part.taken)
        add(item.part.account, material, amounts);
    }
  }
  return owed;
}
