import { tradeValue } from '../../core/money.js';
import type { Trade } from '../../model/market.js';
import type { Finding } from './finding.js';
import type { MaterialItems } from './market-items.js';

/** What an order has traded, by the Ledger's trades. */
export interface Progress {
  readonly quantity: bigint;
  readonly value: bigint;
  /** Charged to the seller. */
  readonly fee: bigint;
  /** When it traded last; ISO 8601. */
  readonly lastAt: string;
}

const noProgress: Progress = { quantity: 0n, value: 0n, fee: 0n, lastAt: '' };

/** Rows of one item: a batch is written whole, and an item has room for 400 KB. */
const batchSize = 500;

/** All trades of a material that the Ledger knows of, from the batches and from the statements. */
export class TradeHistory {
  /** In order of their sequence. */
  readonly trades: readonly Trade[];
  readonly findings: Finding[] = [];
  /** Whether no trade is missing between two others. */
  readonly isComplete: boolean;
  readonly #progress = new Map<string, Progress>();

  constructor({ material, trades, toldTrades }: MaterialItems) {
    const lost = [...toldTrades.values()].filter(({ sequence }) => !trades.has(sequence));
    this.trades = [...trades.values(), ...lost].sort((a, b) => a.sequence - b.sequence);
    for (const run of runsOf(lost.sort((a, b) => a.sequence - b.sequence))) {
      this.findings.push({
        material,
        subject: `trades ${spanOf(run)}`,
        problem: 'are on the statements of their accounts, and missing from the trades',
        fix: {
          action: 'put them back as the statements tell them',
          writes: [{ write: 'putTrades', batch: { material, trades: run } }],
        },
      });
    }
    const gaps = gapsOf(this.trades);
    this.isComplete = gaps.length === 0;
    for (const [from, to] of gaps) {
      this.findings.push({
        material,
        subject: `trades ${from} to ${to}`,
        problem:
          'are nowhere in the Ledger, while later trades are; so nobody can say what the orders and accounts of this material are due',
        fix: null,
      });
    }
    for (const trade of this.trades) this.#add(trade);
  }

  get last(): Trade | undefined {
    return this.trades.at(-1);
  }

  progressOf(orderId: string): Progress {
    return this.#progress.get(orderId) ?? noProgress;
  }

  /** Ids of all orders that traded. */
  get orderIds(): Iterable<string> {
    return this.#progress.keys();
  }

  #add({ buyOrderId, sellOrderId, quantity, pricePerUnit, fee, executedAt }: Trade): void {
    const value = BigInt(tradeValue(quantity, pricePerUnit));
    for (const [orderId, charged] of [
      [buyOrderId, 0],
      [sellOrderId, fee],
    ] as const) {
      const before = this.progressOf(orderId);
      this.#progress.set(orderId, {
        quantity: before.quantity + BigInt(quantity),
        value: before.value + value,
        fee: before.fee + BigInt(charged),
        lastAt: executedAt,
      });
    }
  }
}

/** Trades that follow each other, in batches. */
function runsOf(trades: readonly Trade[]): [Trade, ...Trade[]][] {
  const runs: [Trade, ...Trade[]][] = [];
  for (const trade of trades) {
    const run = runs.at(-1);
    const isNext = run?.at(-1)?.sequence === trade.sequence - 1 && run.length < batchSize;
    if (run && isNext) run.push(trade);
    else runs.push([trade]);
  }
  return runs;
}

function gapsOf(trades: readonly Trade[]): [from: number, to: number][] {
  const gaps: [number, number][] = [];
  let next = 1;
  for (const { sequence } of trades) {
    if (sequence > next) gaps.push([next, sequence - 1]);
    next = sequence + 1;
  }
  return gaps;
}

function spanOf(run: readonly Trade[]): string {
  const [first, last] = [run[0], run.at(-1)];
  return `${first?.sequence} to ${last?.sequence}`;
}
