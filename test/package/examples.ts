import assert from 'node:assert/strict';
import { access, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { handlerNames } from '../../src/deployment/handlers.js';
import { assertHandlers } from './cdk-app.js';
import { install, run, withMarket } from './commands.js';
import { check } from './report.js';
import { repository, type Workspace } from './workspace.js';

interface Example {
  /** Packages of an example that has no package.json of its own. */
  readonly packages?: readonly string[];
  /** Runs what its README tells to run, in a copy of its folder. */
  readonly run: (cwd: string) => Promise<unknown>;
}

const examples: Readonly<Record<string, Example>> = {
  economy: { packages: ['tsx', 'p-limit@~7.3.3'], run: economy },
  'cdk-app': { run: cdkApp },
  'game-server': { run: gameServer },
  'other-language': { run: otherLanguage },
};

export async function checkAllExamplesAreKnown(): Promise<void> {
  const folders = await readdir(join(repository, 'examples'));
  await check('every folder of examples has a check', () =>
    assert.deepEqual(folders.sort(), Object.keys(examples).sort()),
  );
}

/** The example works with the packed package: nothing of it leans on the repository. */
export async function checkExample(workspace: Workspace, name: string): Promise<void> {
  const example = examples[name];
  if (!example) throw new Error(`there is no check for the example ${name}`);
  await check(`example ${name}`, async () => {
    const cwd = await copyExample(workspace, name, example);
    return example.run(cwd);
  });
}

async function copyExample(
  workspace: Workspace,
  name: string,
  { packages = [] }: Example,
): Promise<string> {
  const cwd = await workspace.createProject(`example-${name}`, { type: 'module' });
  await cp(join(repository, 'examples', name), cwd, {
    recursive: true,
    filter: (source) => !/(node_modules|cdk\.out|market-data)$/.test(source),
  });
  await install(cwd, [workspace.tarball, ...packages]);
  await access(join(cwd, 'node_modules', 'material-market', 'dist', 'index.js'));
  return cwd;
}

async function economy(cwd: string): Promise<string> {
  const command = ['npx', 'tsx', 'main.ts', '--players', '10', '--rounds', '3', '--json'];
  const output = await run(command, { cwd });
  const line = output.split('\n').find((text) => text.startsWith('{'));
  const { audit, trades } = JSON.parse(line ?? '{}') as {
    audit?: { ok: boolean };
    trades?: number;
  };
  assert.equal(audit?.ok, true, output);
  return `${trades} trades, audit ok`;
}

async function cdkApp(cwd: string): Promise<void> {
  await run(['npx', 'cdk', 'synth', '--quiet', '--no-notices'], {
    cwd,
    env: { CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  // It has no events.
  const handlers = handlerNames.filter((name) => name !== 'enrichment');
  await assertHandlers(join(cwd, 'cdk.out'), cwd, handlers);
}

/** Its tests play with a game that is killed again and again. */
async function gameServer(cwd: string): Promise<string> {
  const output = await run(['npm', 'test', '--', '--no-color'], { cwd });
  const passed = /Tests\s+(\d+) passed/.exec(output)?.[1];
  assert.ok(passed, output);
  return `${passed} tests`;
}

async function otherLanguage(cwd: string): Promise<string> {
  const python = await run(['python3', '--version'], { cwd }).catch(() => undefined);
  if (python === undefined) return 'SKIPPED, it needs python3';
  await withMarket(cwd, async (url) => {
    const output = await run(['python3', 'trade.py'], { cwd, env: { MARKET_URL: url } });
    assert.match(output, /ben collects 60 coins and 30 wheat/);
  });
  return 'trades over HTTP';
}
