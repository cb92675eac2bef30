import type { AuditReport } from 'material-market';
import { materials } from './bots/professions.js';
import { Economy, type EconomyOptions } from './economy.js';
import type { ExampleMarket, RunOptions } from './market.js';
import type { OrdersFile } from './orders-file.js';
import { coinProblems, playersTable } from './players-report.js';
import { type ReplayOutcome, replay } from './replay.js';
import { fingerprint, materialsTable } from './report.js';
import type { Style } from './style.js';
import { writeTapeFile } from './tape-file.js';
import { count, things } from './text.js';

/** What there is to tell of a run, beside its audit. */
export interface Story {
  /** Orders that the market said it accepted. */
  readonly ordersAccepted: number;
  readonly sections: readonly string[];
  /** What only those who posted the orders can know to be wrong. */
  readonly problems: (audit: AuditReport) => readonly string[];
}

export async function playGame(
  market: ExampleMarket,
  options: EconomyOptions,
  style: Style,
): Promise<Story> {
  const outcome = await new Economy(market, options).play();
  const { orders, trades, cancelled } = outcome;
  const nameOf = (orderId: string) => orders.get(orderId)?.clientOrderId ?? orderId;
  return {
    ordersAccepted: orders.size,
    sections: [
      materialsTable(materials, trades, style),
      playersTable(outcome, style),
      `${things(orders.size, 'order')} posted, ${count(cancelled)} cancelled, ` +
        `${things(trades.length, 'trade')} (fingerprint ${fingerprint(trades, nameOf)}).`,
    ],
    problems: (audit) => coinProblems(outcome, audit),
  };
}

export async function postFile(
  market: ExampleMarket,
  file: OrdersFile,
  { tape, ...options }: RunOptions & { readonly tape: string | undefined },
  style: Style,
): Promise<Story> {
  const { orders, materials, trades, changes } = await replay(market, file, options);
  const nameOf = (orderId: string) => String(orders.get(orderId)?.line ?? orderId);
  if (tape !== undefined) {
    await writeTapeFile(tape, trades, (orderId) => orders.get(orderId)?.ref ?? orderId);
  }
  return {
    ordersAccepted: orders.size,
    sections: [
      materialsTable([...materials].sort(), trades, style),
      `${things(orders.size, 'order')} posted, ${changesInWords(changes)}` +
        `${things(trades.length, 'trade')} (fingerprint ${fingerprint(trades, nameOf)}).`,
    ],
    problems: () => [],
  };
}

function changesInWords({ made, late }: ReplayOutcome['changes']): string {
  if (made + late === 0) return '';
  return `${things(made, 'change')} of them, ${count(late)} too late, `;
}
