import { auditMarket } from '../client/audit.js';
import type { AuditProgress } from '../engine/audit.js';
import type { Values } from './arguments.js';
import { withMarketTables } from './market-tables.js';

export async function audit(values: Values): Promise<number> {
  const report = await withMarketTables('audit', values, (market) =>
    auditMarket({ ...market, onProgress: sayProgress }),
  );
  console.log(JSON.stringify(report, null, 2));
  return report.ok ? 0 : 1;
}

const itemsPerLine = 1_000_000;

/** On the other stream, so that the report can be read by a program. */
function sayProgress({ reading, items }: AuditProgress): void {
  if (items === 0 || items % itemsPerLine !== 0) return;
  console.error(`reading ${reading}: ${items.toLocaleString('en-US')} items`);
}
