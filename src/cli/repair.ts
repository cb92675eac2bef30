import { repairMarket } from '../client/repair.js';
import type { RepairFinding, RepairReport } from '../engine/repair/repair.js';
import { parseRules, type Values } from './arguments.js';
import { withMarketTables } from './market-tables.js';

/** Ends with 0 when there is nothing left to put right, with 1 when there is. */
export async function repair(values: Values): Promise<number> {
  const { apply, json } = values;
  const rules = values.rules === undefined ? undefined : parseRules(values.rules);
  const report = await withMarketTables('repair', values, (market) =>
    repairMarket({ ...market, apply, rules }),
  );
  console.log(json ? JSON.stringify(report, null, 2) : describe(report));
  return report.ok ? 0 : 1;
}

function describe({ ok, applied, findings, matching, audit }: RepairReport): string {
  const lines = findings.flatMap(({ material, subject, problem, ...finding }) => [
    material === '' ? `${subject} ${problem}.` : `${material}: ${subject} ${problem}.`,
    `  ${outcomeOf(finding)}`,
  ]);
  for (const { material, status, trades, error } of matching) {
    if (status === 'DONE') lines.push(`${material}: matched its orders, ${trades} trades.`);
    else if (status === 'FAILED')
      lines.push(`${material}: its orders could not be matched: ${error}`);
    else lines.push(`${material}: orders are left to be matched, by the matcher or the sweeper.`);
  }
  if (findings.length === 0) lines.push('Nothing has to be put right.');
  else if (!applied) lines.push('', 'Nothing was written: --apply puts it right.');
  for (const { material, subject, expected, found } of audit?.differences ?? []) {
    lines.push(`${material}: the audit expects ${subject} to be ${expected}, and finds ${found}.`);
  }
  if (audit) lines.push('', `The audit ${audit.ok ? 'holds' : 'does not hold'}.`);
  if (applied && !ok) lines.push('Not all is put right.');
  return lines.join('\n');
}

function outcomeOf({ action, status, error }: Pick<RepairFinding, 'action' | 'status' | 'error'>) {
  switch (status) {
    case 'PLANNED':
      return `To do: ${action}.`;
    case 'DONE':
      return `Done: ${action}.`;
    case 'CHANGED':
      return 'Not done: the market was written to meanwhile. Hold it, and run this again.';
    case 'FAILED':
      return `Failed: ${error}`;
    case 'REPORTED':
      return 'Nothing is written for this: a person has to decide.';
  }
}
