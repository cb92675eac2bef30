import { type Amounts, amountNames } from '../engine/entities.js';

export function negated(amounts: Amounts): Amounts {
  const result: Record<keyof Amounts, bigint> = { ...amounts };
  for (const name of amountNames) result[name] = -amounts[name];
  return result;
}
