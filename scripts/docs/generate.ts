/** Writes the generated parts of the documentation. A test compares them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { flowDiagrams } from './flow-diagram.js';
import { generatedTables, withTables } from './tables.js';

const root = new URL('../../', import.meta.url);

for (const [path, content] of Object.entries(flowDiagrams())) {
  writeFileSync(new URL(path, root), content);
}
for (const [path, tables] of Object.entries(generatedTables())) {
  const url = new URL(path, root);
  writeFileSync(url, withTables(readFileSync(url, 'utf8'), tables));
}
