import { activityNoteOf } from '../../model/activity.js';
import { MarketError } from '../../model/errors.js';
import { type AuditReport, auditStore } from '../audit.js';
import type { Market } from '../market.js';
import { wakeMaterial } from '../matching/wake-material.js';
import { type DamagedItem, type MarketStore, type MarketWrite, tryTransact } from '../store.js';
import type { Finding, Fix } from './finding.js';
import { readMarketItems } from './market-items.js';
import { type MaterialPlan, planRepair } from './plan.js';

/** One thing that is not as the rest of the market says, and what became of it. */
export interface RepairFinding {
  /** Of which material; empty for an item that cannot be read. */
  readonly material: string;
  /** What is wrong, such as `order 019a…`, `box of ada`, `head`. */
  readonly subject: string;
  /** What is wrong with it. */
  readonly problem: string;
  /** What puts it right, and why; null where only a person can decide. */
  readonly action: string | null;
  /**
   * - `PLANNED`: a dry run found it.
   * - `DONE`: it was put right.
   * - `CHANGED`: not put right, since the market was written to meanwhile; run again.
   * - `FAILED`: not put right; `error` says why.
   * - `REPORTED`: only a person can decide.
   */
  readonly status: 'PLANNED' | 'DONE' | 'CHANGED' | 'FAILED' | 'REPORTED';
  /** Why it failed. */
  readonly error?: string;
}

/** A material whose orders had to be matched after the repair. */
export interface RepairedMatching {
  /** Of which material. */
  readonly material: string;
  /**
   * `LEFT`: to the matcher or the sweeper, since no rules were given or nothing was to be applied.
   */
  readonly status: 'DONE' | 'FAILED' | 'LEFT';
  /** Trades that came of it. */
  readonly trades: number;
  /** Why it failed. */
  readonly error?: string;
}

/** What a repair found and did. */
export interface RepairReport {
  /** Whether there is nothing left to put right. */
  readonly ok: boolean;
  /** False for a dry run: nothing was written. */
  readonly applied: boolean;
  /** What was found, in the order in which it is dealt with. */
  readonly findings: readonly RepairFinding[];
  /** Materials with orders that were put back, or whose best prices cross. */
  readonly matching: readonly RepairedMatching[];
  /** The audit after the repair; null for a dry run. */
  readonly audit: AuditReport | null;
}

/** The market to repair; without rules, its orders are not matched afterwards. */
export type MarketToRepair = Omit<Market, 'rules'> & Partial<Pick<Market, 'rules'>>;

/**
 * Finds what a restore of the two tables to different instants, or a lost item, leaves behind, and
 * puts it right. The market must be held: no intake, matcher and sweeper at work.
 */
export async function repairStore(
  market: MarketToRepair,
  { apply }: { readonly apply: boolean },
): Promise<RepairReport> {
  const now = market.now();
  const items = await readMarketItems(market.store);
  const plans = planRepair(items, now);
  const damaged = items.damaged.map(damagedFinding);
  if (!apply) {
    const planned = plans.flatMap((plan) => plan.findings.map((each) => told(each, 'PLANNED')));
    const findings = [...damaged, ...planned];
    const matching = plans.filter(needsMatching).map(({ material }) => left(material));
    return { ok: findings.length === 0, applied: false, findings, matching, audit: null };
  }
  const [unreadable] = items.damaged;
  if (unreadable) throw notRepairable(unreadable);
  const certain = await readAgain(market.store, plans, now);
  const findings: RepairFinding[] = [];
  const matching: RepairedMatching[] = [];
  for (const [index, plan] of plans.entries()) {
    findings.push(...(await applyPlan(market.store, plan, certain[index])));
    if (needsMatching(plan)) matching.push(await match(market, plan));
  }
  const audit = await auditStore(market.store);
  const ok =
    audit.ok &&
    findings.every(({ status }) => status === 'DONE') &&
    matching.every(({ status }) => status !== 'FAILED');
  return { ok, applied: true, findings, matching, audit };
}

/** A plan made without what the item says might pay out what lies in a damaged box once more. */
function notRepairable(item: DamagedItem): MarketError {
  const { subject, problem } = damagedFinding(item);
  return new MarketError(
    'DAMAGED_ITEM',
    `${subject} ${problem}. Nothing was repaired. Put the item back as it was in a backup; an open order or an order record you can also delete, and a repair rebuilds it from the other of the two`,
  );
}

function damagedFinding({ table, key, reason }: DamagedItem): RepairFinding {
  return {
    material: '',
    subject: `item ${key.partition} / ${key.sort} of the ${table === 'orders' ? 'Orders' : 'Ledger'} table`,
    problem: `cannot be read: ${reason}`,
    action: null,
    status: 'REPORTED',
  };
}

/**
 * What a second look finds again, plan by plan. A scan is no snapshot: what it saw half of, because
 * the market was not held, is not there the next time.
 */
async function readAgain(
  store: MarketStore,
  plans: readonly MaterialPlan[],
  now: number,
): Promise<readonly (MaterialPlan | undefined)[]> {
  if (plans.every(({ findings }) => findings.length === 0)) return plans;
  const second = planRepair(await readMarketItems(store), now);
  const byMaterial = new Map(second.map((plan) => [plan.material, plan]));
  return plans.map(({ material }) => byMaterial.get(material));
}

async function applyPlan(
  store: MarketStore,
  plan: MaterialPlan,
  certain: MaterialPlan | undefined,
): Promise<RepairFinding[]> {
  const results: RepairFinding[] = [];
  for (const finding of plan.findings) {
    const { fix } = finding;
    const isFoundAgain =
      plan.headVersion === certain?.headVersion &&
      certain.findings.some((each) => isSame(each, finding));
    if (fix === null) results.push(told(finding, 'REPORTED'));
    else if (!isFoundAgain) results.push(told(finding, 'CHANGED'));
    else results.push(await applyFix(store, plan, finding, fix));
  }
  return results;
}

async function applyFix(
  store: MarketStore,
  { material, headVersion }: MaterialPlan,
  finding: Finding,
  { writes }: Fix,
): Promise<RepairFinding> {
  // Whatever a matcher does moves the head.
  const fence: MarketWrite[] = writes.some(({ write }) => write === 'putHead')
    ? []
    : [{ write: 'checkHead', material, version: headVersion }];
  try {
    const rejected = await tryTransact(store, [...writes, ...fence]);
    return told(finding, rejected.length === 0 ? 'DONE' : 'CHANGED');
  } catch (error) {
    return { ...told(finding, 'FAILED'), error: messageOf(error) };
  }
}

async function match(
  { store, rules, now }: MarketToRepair,
  { material, toMatch }: MaterialPlan,
): Promise<RepairedMatching> {
  try {
    // Whatever becomes of this, the sweeper looks at the material.
    const note = activityNoteOf(material, now());
    await store.transact([{ write: 'putActivityNote', note }], { token: crypto.randomUUID() });
    if (rules === undefined) return left(material);
    const wakeUp = { material, named: toMatch, acceptedBefore: now() };
    const { trades } = await wakeMaterial({ store, rules, now }, wakeUp);
    return { material, status: 'DONE', trades };
  } catch (error) {
    return { material, status: 'FAILED', trades: 0, error: messageOf(error) };
  }
}

function needsMatching({ toMatch }: MaterialPlan): boolean {
  return toMatch.length > 0;
}

function left(material: string): RepairedMatching {
  return { material, status: 'LEFT', trades: 0 };
}

function told(
  { material, subject, problem, fix }: Finding,
  status: RepairFinding['status'],
): RepairFinding {
  return {
    material,
    subject,
    problem,
    action: fix?.action ?? null,
    status: fix ? status : 'REPORTED',
  };
}

/** They are made by the same code of items that are read alike, so their texts can be compared. */
function isSame(a: Finding, b: Finding): boolean {
  return textOf(a) === textOf(b);
}

function textOf(finding: Finding): string {
  return JSON.stringify(finding, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
