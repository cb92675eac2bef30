import type { Bill, idleBill } from './bill.js';

type Bills = Readonly<Record<'oneAtATime' | 'batched' | 'plain', Bill>>;

/** What `docs/figures/cost.json` holds: figures that are the same on every machine. */
export interface CostFigures {
  /** Makes them. */
  readonly command: string;
  /** When it was run. */
  readonly date: string;
  readonly prices: { readonly region: string; readonly lookedUp: string };
  readonly perMillionOrders: Readonly<Record<'low' | 'medium' | 'high', Bills>>;
  readonly idlePerMonth: ReturnType<typeof idleBill>;
  /** Landing and matching, with accounts; collections aside. */
  readonly writeUnitsPerOrder: { readonly saturated: number; readonly single: number };
  readonly writeUnitsByItem: Readonly<
    Record<'single' | 'saturated', Readonly<Record<string, number>>>
  >;
}
