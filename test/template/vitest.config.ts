import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.js';

/** Apart from `npm test`, since it runs what `npm run build` has made. */
export default mergeConfig(
  { resolve: shared.resolve },
  defineConfig({
    test: {
      root: fileURLToPath(new URL('../..', import.meta.url)),
      include: ['test/template/**/*.spec.ts'],
      // Each file has an engine and several processes of functions.
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 120_000,
      env: { NODE_NO_WARNINGS: '1' },
    },
  }),
);
