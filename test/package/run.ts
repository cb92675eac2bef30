/**
 * Uses the package as its consumers do: packed, and installed in new folders outside of this
 * repository. Takes `dist` as it is, or with `--build` makes it first.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkCdkApp } from './cdk-app.js';
import { run } from './commands.js';
import { checkAllExamplesAreKnown, checkExample } from './examples.js';
import { checkGameServer } from './game-server.js';
import { check, summary } from './report.js';
import { createWorkspace, repository, type Workspace } from './workspace.js';

const { values } = parseArgs({ options: { build: { type: 'boolean', default: false } } });

if (values.build || !existsSync(join(repository, 'dist'))) {
  await check(
    'npm run build',
    async () => void (await run(['npm', 'run', 'build'], { cwd: repository })),
  );
}
const workspace = await check('npm pack', createWorkspace);
if (workspace) {
  try {
    await checkAllExamplesAreKnown();
    // Two lanes of about the same length: most of the time goes into unpacking what npm installs.
    await Promise.all([gameServers(workspace), cdkApps(workspace)]);
  } finally {
    await workspace.remove();
  }
}
process.exitCode = summary();

async function gameServers(packed: Workspace): Promise<void> {
  await checkGameServer(packed);
  await checkExample(packed, 'game-server');
  await checkExample(packed, 'other-language');
}

async function cdkApps(packed: Workspace): Promise<void> {
  await checkCdkApp(packed);
  await checkExample(packed, 'cdk-app');
  await checkExample(packed, 'economy');
}
