import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { mutated } from './mutant.js';
import { mutants } from './mutants.js';
import { readNoticed } from './noticed.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

it('follows the code: the text of every mutant stands once in its file', () => {
  const stale = mutants.filter((mutant) => {
    try {
      return mutated(mutant) === '';
    } catch {
      return true;
    }
  });
  expect(stale.map(({ name }) => name)).toEqual([]);
});

it('changes the code: no mutant is what it replaces', () => {
  const idle = mutants.filter(({ find, replace }) => find === replace);
  expect(idle.map(({ name }) => name)).toEqual([]);
});

it('calls each mutant by a name of its own, and names tests that there are', () => {
  const names = mutants.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const tests = new Set(mutants.flatMap((mutant) => mutant.tests));
  expect([...tests].filter((file) => !existsSync(root + file))).toEqual([]);
});

it('remembers only what noticed mutants that there are, and can be noticed', () => {
  const names = mutants.filter(({ lives }) => lives === undefined).map(({ name }) => name);
  expect(Object.keys(readNoticed()).filter((name) => !names.includes(name))).toEqual([]);
});
