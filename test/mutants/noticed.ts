import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What noticed a mutant. */
export interface Notice {
  readonly stage: 'tests' | 'crashes' | 'scenarios';
  /** The test, or what was wrong. */
  readonly what: string;
  /** Tests, plays of crash scripts or scenarios up to then. */
  readonly after: number;
  /** How to have it noticed again, without all that came before. */
  readonly again?: Again;
}

/** One test, a file that cannot be run, or one random scenario. */
export type Again =
  | { readonly file: string; readonly test?: string }
  | { readonly seed: number; readonly path: string };

const file = fileURLToPath(new URL('noticed.json', import.meta.url));

/** What noticed each mutant when it was last put through the suite, by its name. */
export function readNoticed(): Record<string, Notice> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Notice>;
}

export function writeNoticed(noticed: Record<string, Notice>): void {
  writeFileSync(file, `${JSON.stringify(noticed, null, 2)}\n`);
}
