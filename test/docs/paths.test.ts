import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readPage, root } from './markdown.js';

/** Made by a command, so not in a fresh checkout. */
const generated = ['docs/api'];

/** Files and folders that a page names in full, such as `src/engine/audit.ts`. */
function pathsIn(page: string): string[] {
  const paths = readPage(page).matchAll(
    /`((?:src|construct|test|scripts|docs|examples|\.ci)\/[\w./*<>-]+|src|construct)`/g,
  );
  return [...new Set([...paths].map(([, path = '']) => path))];
}

it.each(['CONTRIBUTING.md', 'docs/architecture.md'])('%s names only paths there are', (page) => {
  const paths = pathsIn(page).filter((path) => !generated.includes(path));
  expect(paths.length).toBeGreaterThan(10);
  // Of a name that is left open, as in `src/engine/<verb>.ts`, the folder is there.
  const isThere = (path: string) => existsSync(root + path.replace(/[^/]*[*<].*$/, ''));
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});
