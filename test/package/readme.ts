import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, runNode, withMarket } from './commands.js';

/** Runs the first trade out of the README that is in the package. */
export async function firstTrade(cwd: string): Promise<string> {
  const code = (await blocksOf(cwd, 'ts')).find((block) => block.includes('LocalMarket.start('));
  assert.ok(code, 'the README starts a LocalMarket in no code block');
  await writeFile(join(cwd, 'first-trade.mjs'), code);
  const output = await runNode(['first-trade.mjs'], { cwd });
  assert.match(output, /wheat: 30/);
  return `${code.trim().split('\n').length} lines`;
}

/** Starts the market that the README starts, and sends what it sends with curl. */
export async function developmentMarket(cwd: string): Promise<string> {
  const documented = 'http://127.0.0.1:4000';
  const lines = (await blocksOf(cwd, 'sh')).flatMap((block) => block.split('\n'));
  const commands = lines.filter((line) => line.startsWith(`curl ${documented}`));
  assert.ok(commands.length > 0, 'the README calls a local market with no curl command');
  const url = await withMarket(cwd, async (market) => {
    for (const command of commands) {
      const [shell, answer] = [command.replace(documented, market), { timeoutMs: 30_000, cwd }];
      assert.match(await run(['sh', '-c', `${shell} --silent --fail-with-body`], answer), /^\{/);
    }
    return market;
  });
  await assert.rejects(fetch(url), 'it still answers');
  return `${commands.length} curl commands of the README`;
}

/** Code blocks in a language, in the README as it is installed. */
async function blocksOf(cwd: string, language: string): Promise<readonly string[]> {
  const readme = await readFile(join(cwd, 'node_modules', 'material-market', 'README.md'), 'utf8');
  const blocks = readme.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, of, code = '']) => (of === language ? [code] : []));
}
