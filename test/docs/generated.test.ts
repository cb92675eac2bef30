import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { flowDiagrams } from '../../scripts/docs/flow-diagram.js';
import { generatedTables, withTables } from '../../scripts/docs/tables.js';
import { readPage, root } from './markdown.js';

/** What follows from the code is as the code has it: `npm run docs:generate` writes it. */

it.each(Object.entries(flowDiagrams()))('draws %s', (path, picture) => {
  expect(readPage(path)).toBe(picture);
});

it.each(Object.entries(generatedTables()))('has the tables of %s', (path, tables) => {
  const page = readPage(path);
  expect(withTables(page, tables)).toBe(page);
});

it('says what to do about every alarm', () => {
  const source = readFileSync(`${root}construct/alarms.ts`, 'utf8');
  const alarms = [...source.matchAll(/^ {4}(\w+): \{\n {6}metric:/gm)].map(([, name]) => name);
  const page = readPage('docs/guides/operating.md');
  const documented = [...page.matchAll(/^\| `([A-Z]\w+)` +\|/gm)].map(([, name]) => name);
  expect(alarms).not.toEqual([]);
  expect(documented).toEqual(alarms);
});
