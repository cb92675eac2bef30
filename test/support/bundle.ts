import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A program in one file for Node, and another file for its lazily loaded parts. */
export interface Bundle {
  readonly file: string;
  readonly remove: () => Promise<void>;
}

/**
 * Bundles a program of this repository, given by its path in it. Faster than having each of its
 * files transformed as it is loaded, and the functions in it run faster too.
 */
export async function bundle(entry: string, plugins: Plugin[] = []): Promise<Bundle> {
  // Below node_modules, so that the packages that it imports are found from there.
  const folder = `${root}node_modules/.cache/material-market/${randomUUID()}`;
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins,
  });
  return {
    file: `${folder}/${basename(entry, '.ts')}.mjs`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
