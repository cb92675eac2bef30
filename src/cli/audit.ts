import { auditMarket } from '../client/audit.js';
import { UsageError, type Values } from './arguments.js';

export async function audit(values: Values): Promise<number> {
  const { 'orders-table': orders, 'ledger-table': ledger } = values;
  if (!orders || !ledger) throw new UsageError('audit needs --orders-table and --ledger-table');
  const report = await auditMarket({ tables: { orders, ledger } });
  console.log(JSON.stringify(report, null, 2));
  return report.ok ? 0 : 1;
}
