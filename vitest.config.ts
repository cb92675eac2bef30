import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Anchored, so that `material-market/local` is not taken for `material-market` plus a suffix.
    alias: [
      { find: /^material-market$/, replacement: source('./src/index.ts') },
      { find: /^material-market\/local$/, replacement: source('./src/local/index.ts') },
      { find: /^material-market\/construct$/, replacement: source('./construct/index.ts') },
      { find: /^material-market\/testing$/, replacement: source('./src/testing/index.ts') },
    ],
  },
  test: {
    include: [
      'src/**/*.test.ts',
      'construct/**/*.test.ts',
      'examples/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // Types are tested on their own: `npm run test:types`.
    typecheck: { include: ['src/**/*.test-d.ts'], tsconfig: './tsconfig.types.json' },
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The AWS SDK warns about Node 20 once per process, which buries the test report.
    env: { NODE_NO_WARNINGS: '1' },
  },
});
