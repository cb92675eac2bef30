import { parseArgs } from 'node:util';

const options = {
  port: { type: 'string', default: '4000' },
  host: { type: 'string' },
  data: { type: 'string' },
  rules: { type: 'string' },
  'orders-table': { type: 'string' },
  'ledger-table': { type: 'string' },
  region: { type: 'string' },
  apply: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

export type Values = ReturnType<typeof parse>['values'];

export class UsageError extends Error {}

export function parse() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    // The first sentence says it; the others explain how Node reads arguments.
    throw new UsageError((error as Error).message.split(/\. |\.$/)[0]);
  }
}

export function parseRules(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new UsageError(`--rules ${text} is not JSON`, { cause });
  }
}
