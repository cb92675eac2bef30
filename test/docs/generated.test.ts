import { expect, it } from 'vitest';
import { flowDiagrams } from '../../scripts/docs/flow-diagram.js';
import { generatedTables, withTables } from '../../scripts/docs/tables.js';
import { readPage } from './markdown.js';

/** What follows from the code is as the code has it: `npm run docs:generate` writes it. */

it.each(Object.entries(flowDiagrams()))('draws %s', (path, picture) => {
  expect(readPage(path)).toBe(picture);
});

it.each(Object.entries(generatedTables()))('has the tables of %s', (path, tables) => {
  const page = readPage(path);
  expect(withTables(page, tables)).toBe(page);
});
