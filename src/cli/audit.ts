import { auditMarket } from '../client/audit.js';
import type { Values } from './arguments.js';
import { withMarketTables } from './market-tables.js';

export async function audit(values: Values): Promise<number> {
  const report = await withMarketTables('audit', values, auditMarket);
  console.log(JSON.stringify(report, null, 2));
  return report.ok ? 0 : 1;
}
