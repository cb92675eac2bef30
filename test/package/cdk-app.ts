import assert from 'node:assert/strict';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { peerDependencies } from '../../package.json';
import { type HandlerName, handlerNames } from '../../src/deployment/handlers.js';
import { install, runNode } from './commands.js';
import { check } from './report.js';
import { typeCheck } from './type-check.js';
import type { Workspace } from './workspace.js';

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: { readonly Code?: { readonly S3Key?: string } };
      }
    >
  >;
}

/** A CDK app installs the package beside the CDK, and no bundler. */
export async function checkCdkApp(workspace: Workspace): Promise<void> {
  const cwd = await workspace.createProject('cdk-app');
  const name = (what: string) => `CDK app: ${what}`;

  await check(name('npm install of the tarball, aws-cdk-lib and constructs'), () =>
    install(cwd, [
      workspace.tarball,
      ...Object.entries(peerDependencies).map(([peer, range]) => `${peer}@${range}`),
    ]),
  );
  await check(name('no bundler came with it'), () =>
    assert.rejects(access(join(cwd, 'node_modules', 'esbuild')), 'esbuild is installed'),
  );
  for (const [kind, file] of [
    ['ESM', 'esm'],
    ['CommonJS', 'commonjs'],
  ] as const) {
    const extension = kind === 'ESM' ? 'mjs' : 'cjs';
    await check(name(`${kind} synthesises`), () => runNode([`${file}.${extension}`], { cwd }));
    await check(name(`${kind} assembly has every handler`), () =>
      assertHandlers(join(cwd, `cdk.out.${file}`), cwd),
    );
  }
  await check(name('npm install of TypeScript beside it'), () =>
    install(cwd, ['typescript@~5.9.3', '@types/node@^20.19.0']),
  );
  await check(name('types, module resolution node16'), () =>
    typeCheck(cwd, 'node16', { lenientOn: ['aws-cdk-lib', 'constructs'] }),
  );
}

/** Every function of the template has one of these handlers as its asset, each one once. */
export async function assertHandlers(
  assembly: string,
  project: string,
  handlers: readonly HandlerName[] = handlerNames,
): Promise<void> {
  const [file] = (await readdir(assembly)).filter((entry) => entry.endsWith('.template.json'));
  assert.ok(file, 'the cloud assembly has no template');
  const template = JSON.parse(await readFile(join(assembly, file), 'utf8')) as Template;
  const assets = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? [Properties?.Code?.S3Key?.replace('.zip', '') ?? ''] : [],
  );
  const deployed = await Promise.all(
    assets.map((asset) => readFile(join(assembly, `asset.${asset}`, 'index.mjs'), 'utf8')),
  );
  const dist = join(project, 'node_modules', 'material-market', 'dist');
  const shipped = await Promise.all(
    handlers.map((handler) => readFile(join(dist, 'handlers', handler, 'index.mjs'), 'utf8')),
  );
  assert.deepEqual([...deployed].sort(), [...shipped].sort());
}
