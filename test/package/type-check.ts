import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './commands.js';

const strictest = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  // What the package declares is checked too.
  skipLibCheck: false,
  noEmit: true,
};

/** How consumers set the module system, with the files that their `types.ts` is compiled as. */
const settings = {
  node16: { module: 'Node16', moduleResolution: 'Node16', files: ['types.mts', 'types.cts'] },
  bundler: { module: 'ESNext', moduleResolution: 'Bundler', files: ['types.mts'] },
} as const;

export type ModuleSetting = keyof typeof settings;

interface TypeCheckOptions {
  /** Packages with errors in their own declarations, under settings as strict as these. */
  readonly lenientOn?: readonly string[];
  /** Compiler options that differ from the strictest. */
  readonly overrides?: object;
}

/** Compiles a consumer's `types.ts`, in a folder that has TypeScript and Node's types. */
export async function typeCheck(
  cwd: string,
  setting: ModuleSetting,
  { lenientOn = [], overrides = {} }: TypeCheckOptions = {},
): Promise<void> {
  const { files, ...module } = settings[setting];
  for (const file of files) await copyFile(join(cwd, 'types.ts'), join(cwd, file));
  const config = `tsconfig.${setting}.json`;
  const compilerOptions = { ...strictest, ...module, ...overrides };
  await writeFile(join(cwd, config), JSON.stringify({ compilerOptions, files }));
  const tsc = ['npx', '--no-install', 'tsc', '--pretty', 'false', '--project', config];
  const output = await run(tsc, { cwd, acceptFailure: lenientOn.length > 0 });
  const errors = output
    .split('\n')
    .filter((line) => line.includes(': error TS') || line.startsWith('error TS'))
    .filter((line) => !lenientOn.some((name) => line.startsWith(`node_modules/${name}/`)));
  if (errors.length > 0) throw new Error(errors.join('\n'));
}
