import { expect, it } from 'vitest';
import { flowDiagrams } from '../../scripts/docs/flow-diagram.js';
import { generatedTables, withTables } from '../../scripts/docs/tables.js';
import { readPage } from './markdown.js';

/** The generated parts of the pages match the code: `npm run docs:generate` writes them. */

it.each(Object.entries(flowDiagrams()))('draws %s', (path, picture) => {
  expect(readPage(path)).toBe(picture);
});

it.each(Object.entries(generatedTables()))('has the tables of %s', (path, tables) => {
  const page = readPage(path);
  expect(withTables(page, tables)).toBe(page);
});
