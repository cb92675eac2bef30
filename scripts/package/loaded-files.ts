import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of the build and the ones of the build that it loads, each once. */
export function loadedFiles(entry: string, found = new Set<string>()): readonly string[] {
  if (!found.has(entry)) {
    found.add(entry);
    const pattern = /(?:\bfrom|\bimport|\brequire\()\s*["'](\.{1,2}\/[^"']+)["']/g;
    for (const [, specifier] of readFileSync(entry, 'utf8').matchAll(pattern)) {
      loadedFiles(join(dirname(entry), specifier as string), found);
    }
  }
  return [...found];
}
