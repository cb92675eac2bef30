/**
 * Makes clients in Go and Java of the OpenAPI document, by the recipes of the guide on the HTTP API,
 * compiles them, and has each trade for 10^13 coins with a local market.
 */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalMarket } from 'material-market/local';
import { openApiDocument } from '../../src/api/openapi.js';
import { blocksOf, readPage } from '../docs/markdown.js';
import { run } from '../package/commands.js';
import { check, summary } from '../package/report.js';

const sources = fileURLToPath(new URL('.', import.meta.url));
const folder = fileURLToPath(
  new URL('../../node_modules/.cache/generated-clients/', import.meta.url),
);
const page = 'docs/guides/http-api.md';
const timeoutMs = 600_000;

async function missingTools(tools: readonly (readonly [string, string])[]): Promise<string[]> {
  const found = await Promise.all(
    tools.map(async ([tool, version]) =>
      run([tool, version], { cwd: sources }).then(
        () => [],
        () => [tool],
      ),
    ),
  );
  return found.flat();
}

/** Without its tools a language is skipped, but not in CI. */
async function language(
  name: string,
  tools: readonly (readonly [string, string])[],
  trade: () => Promise<void>,
): Promise<void> {
  const missing = await missingTools(tools);
  if (missing.length === 0) return trade();
  const reason = `${missing.join(' and ')} cannot be run`;
  if (process.env.CI === 'true') {
    await check(name, () => Promise.reject(new Error(reason)));
  } else {
    console.log(`SKIPPED: the client in ${name}, since ${reason}`);
  }
}

/** A new folder with the OpenAPI document, and in it the client that the guide's recipe makes. */
async function generate(name: 'go' | 'java'): Promise<string> {
  const cwd = join(folder, name);
  await rm(cwd, { recursive: true, force: true });
  await mkdir(join(cwd, 'market'), { recursive: true });
  await writeFile(join(cwd, 'openapi.json'), JSON.stringify(openApiDocument('0.0.0')));
  const recipe = blocksOf(readPage(page), page).find(
    ({ info: [language, client] }) => language === 'sh' && client === name,
  );
  if (!recipe) throw new Error(`${page} has no recipe for ${name}`);
  await run(['bash', '-euc', recipe.code], { cwd, timeoutMs });
  return cwd;
}

async function tradeInGo(url: string): Promise<void> {
  const cwd = await check('Go: generate the client', () => generate('go'));
  if (!cwd) return;
  const compiled = await check('Go: compile it with the program', async () => {
    await cp(join(sources, 'go'), cwd, { recursive: true });
    await run(['go', 'build', '-o', 'trade', '.'], { cwd, timeoutMs });
    return 'go build';
  });
  if (compiled) await check('Go: trade', () => run(['./trade', url], { cwd }));
}

async function tradeInJava(url: string): Promise<void> {
  const folder = await check('Java: generate the client', () => generate('java'));
  if (!folder) return;
  const cwd = join(folder, 'market-client');
  const compiled = await check('Java: compile it with the program', async () => {
    await cp(join(sources, 'java', 'Trade.java'), join(cwd, 'src/main/java/Trade.java'));
    const goals = ['compile', 'dependency:copy-dependencies', '-DoutputDirectory=target/jars'];
    await run(['mvn', '--batch-mode', '--quiet', ...goals], { cwd, timeoutMs });
    return 'mvn compile';
  });
  if (!compiled) return;
  const classPath = ['target/classes', 'target/jars/*'].join(':');
  await check('Java: trade', () => run(['java', '-cp', classPath, 'Trade', url], { cwd }));
}

const local = await LocalMarket.start();
try {
  await language('Go', [['go', 'version']], () => tradeInGo(local.url));
  await language(
    'Java',
    [
      ['java', '-version'],
      ['mvn', '--version'],
    ],
    () => tradeInJava(local.url),
  );
  await check('the audit of the market', async () => {
    const { ok, differences } = await local.audit();
    if (!ok) throw new Error(JSON.stringify(differences));
  });
} finally {
  await local.stop();
}
process.exitCode = summary();
