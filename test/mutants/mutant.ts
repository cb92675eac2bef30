import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One guard less. */
interface Mutant {
  readonly name: string;
  /** What is not done any more. */
  readonly without: string;
  /** Exact text, which stands once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Why nobody can notice it. */
  readonly lives?: string;
}

/** The guards of one file. */
export interface MutatedFile {
  readonly file: string;
  /** Where its own tests are, the quickest first. */
  readonly tests: readonly string[];
  /** Which of those tests, if not all: a pattern of their names. */
  readonly testNames?: string;
  /** False where the markets that are played, all of them in memory, do not come by. */
  readonly isPlayed?: false;
  readonly mutants: readonly Mutant[];
}

/** A mutant, and the file that it changes. */
export type PlacedMutant = Mutant & Omit<MutatedFile, 'mutants'>;

/** The source of the file with the guard removed. Throws when the list has not followed the code. */
export function mutated({ name, file, find, replace }: PlacedMutant): string {
  const source = readFileSync(root + file, 'utf8');
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  const times = parts.length - 1;
  throw new Error(
    `mutant "${name}": its text stands ${times} times in ${file}, not once:\n${find}`,
  );
}
