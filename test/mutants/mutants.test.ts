import { expect, it } from 'vitest';
import { mutated } from './mutant.js';
import { mutants } from './mutants.js';

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
