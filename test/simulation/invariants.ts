import type { AuditDifference } from '../../src/engine/audit.js';
import { isNothing, noAmounts } from '../../src/engine/entities.js';
import { returnOf } from '../../src/engine/orders.js';
import type { Order, Trade } from '../../src/model/market.js';
import { type MarketState, owedKey } from './market-state.js';
import type { Run } from './run.js';

/** Every breach of what holds for any order of acceptance. */
export function checkInvariants(run: Run, state: MarketState): string[] {
  const problems: string[] = [];
  for (const [key, amounts] of state.boxes) {
    const isNegative = Object.values(amounts).some((amount) => amount < 0n);
    if (isNegative) problems.push(`more was collected of ${key} than was there`);
  }
  const isOwn = (material: string) => run.materials.includes(material);
  const differences = state.audit.differences.filter(({ material }) => isOwn(material));
  problems.push(...checkAudit(run, differences, state.stillTorn));
  for (const material of run.materials) {
    const trades = state.trades.get(material) ?? [];
    const orders = [...state.orders.values()].filter((order) => order.material === material);
    const check = new MaterialCheck(orders, trades, run);
    problems.push(...check.problems.map((problem) => `${material}: ${problem}`));
  }
  problems.push(...checkStatements(state), ...checkAnswers(run, state));
  return problems;
}

class MaterialCheck {
  readonly problems: string[] = [];
  readonly #orders: ReadonlyMap<string, Order>;

  constructor(
    orders: readonly Order[],
    private readonly trades: readonly Trade[],
    private readonly run: Run,
  ) {
    this.#orders = new Map(orders.map((order) => [order.orderId, order]));
    this.#checkSequence();
    for (const trade of trades) this.#checkTrade(trade);
    for (const order of orders) this.#checkOrder(order);
    this.#checkNotCrossed(orders);
  }

  #expect(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }

  #checkSequence(): void {
    const numbers = this.trades.map(({ sequence }) => sequence);
    const expected = numbers.map((_, index) => index + 1);
    this.#expect(String(numbers) === String(expected), `trade sequences ${numbers}`);
    const times = this.trades.map(({ executedAt }) => executedAt);
    this.#expect(String([...times].sort()) === String(times), `times of trades ${times}`);
  }

  #checkTrade(trade: Trade): void {
    const { tradeId, pricePerUnit, executedAt, buyerAccount, sellerAccount, takerType } = trade;
    const buy = this.#orders.get(trade.buyOrderId);
    const sell = this.#orders.get(trade.sellOrderId);
    if (!buy || !sell) {
      this.problems.push(`${tradeId} is between unknown orders`);
      return;
    }
    const maker = takerType === 'Buy' ? sell : buy;
    this.#expect(pricePerUnit === maker.pricePerUnit, `${tradeId} is not at the resting price`);
    this.#expect(buy.pricePerUnit >= sell.pricePerUnit, `${tradeId} is beyond a limit`);
    this.#expect(
      buy.account === buyerAccount && sell.account === sellerAccount,
      `${tradeId} has other accounts than its orders`,
    );
    const isSelfTrade = buyerAccount === sellerAccount && buyerAccount !== 'anonymous';
    this.#expect(!isSelfTrade, `${tradeId} is a self-trade`);
    for (const { expiresAt, orderId } of [buy, sell]) {
      const isInTime = expiresAt === null || executedAt < expiresAt;
      this.#expect(isInTime, `${tradeId} of ${executedAt} is after the end of ${orderId}`);
    }
  }

  #checkOrder(order: Order): void {
    const { orderId, quantity, remainingQuantity, timeInForce, status, closeReason } = order;
    const own = this.trades.filter((one) => [one.buyOrderId, one.sellOrderId].includes(orderId));
    const traded = own.reduce((sum, trade) => sum + trade.quantity, 0);
    this.#expect(quantity - remainingQuantity === traded, `${orderId} traded ${traded}`);
    this.#expect((remainingQuantity === 0) === (status === 'FILLED'), `${orderId} is ${status}`);
    if (closeReason === null) {
      const expected = traded === 0 ? 'OPEN' : 'PARTIALLY_FILLED';
      this.#expect(status === expected, `${orderId} is ${status}`);
      this.#expect(timeInForce === 'GTC', `${orderId} rests in the book, being ${timeInForce}`);
    }
    if (timeInForce === 'FOK') {
      this.#expect(traded === 0 || traded === quantity, `${orderId} is filled in part, being FOK`);
    }
    if (order.type === 'Sell') {
      const value = own.reduce((sum, trade) => sum + trade.quantity * trade.pricePerUnit, 0);
      const fees = own.reduce((sum, { fee }) => sum + fee, 0);
      const due = Math.floor((value * this.run.scenario.saleFeeBasisPoints) / 10_000);
      this.#expect(fees === due, `${orderId} was charged ${fees}, ${due} are due`);
    }
  }

  /** Everything was delivered: nothing will come to wake the material up. */
  #checkNotCrossed(orders: readonly Order[]): void {
    const open = orders.filter(
      ({ closeReason, expiresAt }) =>
        closeReason === null && (expiresAt === null || Date.parse(expiresAt) > this.run.now),
    );
    const prices = (type: Order['type']) =>
      open.filter((order) => order.type === type).map(({ pricePerUnit }) => pricePerUnit);
    const [bid, ask] = [Math.max(...prices('Buy')), Math.min(...prices('Sell'))];
    this.#expect(bid < ask, `crossed at ${bid} and ${ask}`);
  }
}

/** The audit names each order without a record, with what it holds, and nothing else. */
function checkAudit(
  { torn, materials }: Run,
  found: readonly AuditDifference[],
  stillTorn: ReadonlySet<string>,
): string[] {
  const short = ({ material, subject, expected, found }: AuditDifference) =>
    ['goods', 'coins'].includes(subject)
      ? `${material}: ${BigInt(found) - BigInt(expected)} ${subject} too many`
      : `${material}: ${subject} is ${found}, not ${expected}`;
  const ofOrders = torn.map(({ material, orderId }) =>
    stillTorn.has(orderId)
      ? `${material}: order ${orderId} is none, not a record`
      : `${material}: order ${orderId} is set aside, not in the book`,
  );
  const ofHoldings = materials.flatMap((material) => {
    const own = torn.filter((order) => order.material === material && stillTorn.has(order.orderId));
    const held = { goods: 0n, coins: 0n };
    for (const order of own) {
      const { goodsReturned, coinsReturned } = returnOf(order);
      held.goods += goodsReturned;
      held.coins += coinsReturned;
    }
    return (['goods', 'coins'] as const).flatMap((what) =>
      held[what] === 0n ? [] : `${material}: ${held[what]} ${what} too many`,
    );
  });
  const expected = new Set([...ofOrders, ...ofHoldings]);
  const wrong = found.map(short).filter((difference) => !expected.delete(difference));
  return [
    ...wrong.map((difference) => `audit: ${difference}`),
    ...[...expected].map((difference) => `the audit does not say: ${difference}`),
  ];
}

/** An account's lists and statement contain everything that happened to it, once. */
function checkStatements(state: MarketState): string[] {
  const problems: string[] = [];
  const same = (what: string, expected: readonly unknown[], found: readonly unknown[]) => {
    const [a, b] = [expected, found].map((all) => all.map((one) => JSON.stringify(one)).sort());
    if (String(a) !== String(b)) problems.push(`${what}: expected ${a}, found ${b}`);
  };
  const trades = [...state.trades.values()].flat();
  const orders = [...state.orders.values()];
  for (const [account, statement] of state.statements) {
    const bought = trades.filter((trade) => trade.buyerAccount === account);
    const sold = trades.filter((trade) => trade.sellerAccount === account);
    const ids = [...bought, ...sold].map(({ tradeId }) => tradeId);
    same(`trades of ${account}`, [...new Set(ids)], statement.trades);
    same(`statement of ${account}`, ids, statement.tradeLines);
    const closed = orders.filter((order) => order.account === account && order.closedAt !== null);
    same(`closed orders of ${account}`, closed, statement.closedOrders);
    const credits = [...statement.credits].map(([material, credit]) => ({
      [owedKey(material, account)]: `${credit.goods} and ${credit.coins}`,
    }));
    same(`credits on the statement of ${account}`, owedTo(account, state), credits);
  }
  return problems;
}

function owedTo(account: string, { owed, trades }: MarketState): unknown[] {
  return [...trades.keys()].flatMap((material) => {
    const key = owedKey(material, account);
    const amounts = owed.get(key);
    if (amounts === undefined) return [];
    const goods = amounts.goodsBought + amounts.goodsReturned;
    const coins = amounts.coinsEarned + amounts.coinsRefunded;
    return [{ [key]: `${goods} and ${coins}` }];
  });
}

/** Answers given on the way agree with how it ended. */
function checkAnswers(run: Run, state: MarketState): string[] {
  const problems: string[] = [];
  for (const { orderId, answer } of run.cancelled) {
    const order = state.orders.get(orderId);
    if (order === undefined) continue;
    const { returned, ...answered } = answer ?? { returned: undefined };
    if ((order.status === 'CANCELLED') !== (answer !== undefined)) {
      problems.push(`cancel of ${orderId} was answered wrongly: it is ${order.status}`);
    }
    if (answer === undefined || returned === undefined) continue;
    const rest = order.remainingQuantity;
    const due =
      order.type === 'Sell'
        ? { goods: rest, coins: 0 }
        : { goods: 0, coins: rest * order.pricePerUnit };
    if (JSON.stringify([answered, returned]) !== JSON.stringify([order, due])) {
      problems.push(`cancel of ${orderId} was answered ${JSON.stringify(answer)}`);
    }
  }
  for (const { orderId, quantity, answer } of run.amended) {
    const order = state.orders.get(orderId);
    if (order === undefined || answer === undefined) continue;
    const isKept = order.quantity <= quantity || order.status === 'CANCELLED';
    const units = answer.returned.goods || answer.returned.coins / order.pricePerUnit;
    const isFewer = answer.quantity <= quantity || answer.status === 'CANCELLED';
    if (!isKept || !isFewer || !Number.isInteger(units)) {
      problems.push(`amendment of ${orderId} was answered ${JSON.stringify(answer)}`);
    }
  }
  const first = new Map<string, string>();
  for (const receipt of run.receipts) {
    const text = JSON.stringify(receipt);
    if ((first.get(receipt.collectionId) ?? text) !== text) {
      problems.push(`${receipt.collectionId} has two receipts: ${text}`);
    }
    first.set(receipt.collectionId, text);
    for (const { material } of receipt.deliveries) {
      const owed = state.owed.get(owedKey(material, receipt.account)) ?? noAmounts;
      const isForeign = !run.materials.includes(material);
      if (!isForeign && isNothing(owed)) problems.push(`${text} has more than is owed`);
    }
  }
  return problems;
}
