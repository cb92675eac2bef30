/** The tests with one guard removed: that of the mutant in the environment. */
import { fileURLToPath } from 'node:url';
import { mergeConfig, type Plugin } from 'vitest/config';
import config from '../../vitest.config.js';
import { mutated } from './mutant.js';
import { mutants } from './mutants.js';

const mutant = mutants.find(({ name }) => name === process.env.MUTANT);
const file = mutant && fileURLToPath(new URL(`../../${mutant.file}`, import.meta.url));

const removeGuard: Plugin = {
  name: 'remove-guard',
  enforce: 'pre',
  transform: (_, id) => (mutant && id === file ? mutated(mutant) : undefined),
};

export default mergeConfig(config, {
  root: fileURLToPath(new URL('../../', import.meta.url)),
  plugins: [removeGuard],
});
