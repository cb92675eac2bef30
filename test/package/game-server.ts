import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../package.json';
import { install, run, runNode } from './commands.js';
import { developmentMarket, firstTrade } from './readme.js';
import { check } from './report.js';
import { typeCheck } from './type-check.js';
import type { Workspace } from './workspace.js';

const scripts = {
  ESM: 'esm.mjs',
  CommonJS: 'commonjs.cjs',
  'ESM and CommonJS in one process': 'both.mjs',
} as const;

/** A game server installs the package, and nothing else. */
export async function checkGameServer(workspace: Workspace): Promise<void> {
  const cwd = await workspace.createProject('game-server');
  const name = (what: string) => `game server: ${what}`;

  await check(name('npm install of the tarball alone'), () => install(cwd, [workspace.tarball]));
  await check(name('no CDK came with it'), () =>
    Promise.all(['aws-cdk-lib', 'constructs'].map((dependency) => assertAbsent(cwd, dependency))),
  );
  for (const [kind, file] of Object.entries(scripts)) {
    await check(name(`${kind} on Node ${process.versions.node}`), () => runNode([file], { cwd }));
  }
  await check(name('first trade, as the README has it'), () => firstTrade(cwd));
  await check(name('npx material-market --version'), async () => {
    const printedVersion = await run(['npx', 'material-market', '--version'], { cwd });
    assert.equal(printedVersion.trim().split('\n').at(-1), version);
  });
  await check(name('npx material-market dev'), () => developmentMarket(cwd));
  for (const { node, version: release } of (await installNodes(workspace)) ?? []) {
    for (const [kind, file] of Object.entries(scripts)) {
      await check(name(`${kind} on Node ${release}`), () => runNode([file], { cwd, node }));
    }
    await check(name(`command line on Node ${release}`), async () => {
      const cli = join('node_modules', 'material-market', 'dist', 'cli.js');
      assert.equal((await runNode([cli, '--version'], { cwd, node })).trim(), version);
    });
  }

  await check(name('npm install of TypeScript beside it'), () =>
    install(cwd, ['typescript@~5.9.3', '@types/node@^20.19.0']),
  );
  await check(name('types, module resolution node16'), () => typeCheck(cwd, 'node16'));
  await check(name('types, module resolution bundler'), () =>
    // The declarations are those that were checked just now.
    typeCheck(cwd, 'bundler', { overrides: { skipLibCheck: true } }),
  );
}

interface InstalledNode {
  readonly version: string;
  /** Path of the program. */
  readonly node: string;
}

/** The Node.js versions that the package supports, besides the one that this runs on. */
async function installNodes(workspace: Workspace): Promise<readonly InstalledNode[] | undefined> {
  const current = process.versions.node.split('.')[0];
  const majors = ['20', '22', '24'].filter((major) => major !== current);
  const cwd = await workspace.createProject('nodes');
  return check(`Node ${majors.join(' and ')} installed from the registry`, async () => {
    await install(
      cwd,
      majors.map((major) => `node${major}@npm:node@${major}`),
    );
    return Promise.all(
      majors.map(async (major) => {
        const node = join(cwd, 'node_modules', `node${major}`, 'bin', 'node');
        const release = (await runNode(['--version'], { cwd, node })).trim().replace('v', '');
        assert.ok(release.startsWith(`${major}.`), `${release} is not Node ${major}`);
        return { node, version: release };
      }),
    );
  });
}

async function assertAbsent(cwd: string, dependency: string): Promise<void> {
  await assert.rejects(access(join(cwd, 'node_modules', dependency)), `${dependency} is installed`);
}
