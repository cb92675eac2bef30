import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../../.changeset/', import.meta.url);
const changesets = readdirSync(folder).filter(
  (name) => name.endsWith('.md') && name !== 'README.md',
);

// A release stops at a changeset that it cannot read.
it.each(changesets)('changeset %s says how the version rises, and why', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  expect(text).toMatch(/^---\n"material-market": (patch|minor|major)\n---\n\n\S/);
});
