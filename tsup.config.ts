import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';
import { handlerNames } from './src/deployment/handlers.js';

const lambdaCredentials = fileURLToPath(
  new URL('./scripts/build/lambda-credentials.ts', import.meta.url),
);

export default defineConfig([
  {
    name: 'library',
    entry: {
      index: 'src/index.ts',
      local: 'src/local/index.ts',
      testing: 'src/testing/index.ts',
      construct: 'construct/index.ts',
    },
    format: ['esm', 'cjs'],
    outDir: 'dist',
    platform: 'node',
    target: 'node20',
    dts: true,
    shims: true,
    sourcemap: true,
    treeshake: true,
    // The handlers are built at the same time and clean their own folder.
    clean: ['!handlers/**', '!cli.js', '!openapi.json'],
    // ESM only: the CommonJS build could not require it before Node 20.19.
    noExternal: ['p-limit'],
  },
  {
    name: 'cli',
    entry: { cli: 'src/cli.ts' },
    format: ['esm'],
    outDir: 'dist',
    platform: 'node',
    target: 'node20',
    treeshake: true,
    noExternal: ['p-limit'],
  },
  {
    name: 'handlers',
    entry: Object.fromEntries(
      handlerNames.map((name) => [`${name}/index`, `src/${name}/index.ts`]),
    ),
    format: ['esm'],
    outExtension: () => ({ js: '.mjs' }),
    outDir: 'dist/handlers',
    platform: 'node',
    target: 'node22',
    splitting: false,
    minify: true,
    // A stack trace in a log then says byMaterial (src/matcher/handler.ts:98) where it would say
    // FR (index.mjs:27:68939), which nobody can look up.
    sourcemap: true,
    clean: true,
    // A consumer deploys these as they are, with neither bundler nor node_modules beside them.
    noExternal: [/.*/],
    esbuildPlugins: [
      {
        name: 'lambda-credentials',
        setup: (build) => {
          build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
            path: lambdaCredentials,
          }));
        },
      },
      {
        // The SDK reads its version from there, and esbuild would take all of the file.
        name: 'package-version',
        setup: (build) => {
          build.onLoad({ filter: /client-dynamodb\/package\.json$/ }, async ({ path }) => {
            const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
            return { contents: JSON.stringify({ version }), loader: 'json' };
          });
        },
      },
    ],
    esbuildOptions: (options) => {
      // The SDK's and zod's ESM builds, of which what is not used can be left out.
      options.mainFields = ['module', 'main'];
      // Stack traces need the places in the sources and not their text, two thirds of a map. Node reads
      // the map at every cold start.
      options.sourcesContent = false;
    },
    banner: {
      // Bundled CommonJS packages still call require for Node's own modules.
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  },
]);
