/**
 * Checks the handlers as they ship: how large they are, which packages are in them, that they need
 * nothing beside them, and that they load with the environment that the construct gives them.
 * Also how much code the entry points of the library load. Run after `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environmentVariables } from '../../src/deployment/environment.js';
import type { HandlerName } from '../../src/deployment/handlers.js';
import { packageOf, sourcesOf } from './bundle-sources.js';
import { loadedFiles } from './loaded-files.js';

interface HandlerLimits {
  readonly maxBytes: number;
  /** Packages that this handler has and the others need not. */
  readonly packages: readonly string[];
}

const handlers: Readonly<Record<HandlerName, HandlerLimits>> = {
  intake: { maxBytes: 312_000, packages: ['hono'] },
  matcher: { maxBytes: 450_000, packages: ['p-limit', 'yocto-queue'] },
  sweeper: { maxBytes: 450_000, packages: ['p-limit', 'yocto-queue'] },
  enrichment: { maxBytes: 60_000, packages: [] },
};

/** What every handler may hold: the DynamoDB client, and zod for the rules. */
const commonPackages = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/core',
  '@aws-sdk/credential-provider-env',
  '@aws-sdk/dynamodb-codec',
  '@aws-sdk/endpoint-cache',
  '@aws-sdk/middleware-endpoint-discovery',
  '@aws/lambda-invoke-store',
  '@smithy/core',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  '@smithy/types',
  'mnemonist',
  'obliterator',
  'zod',
];

/** Parts of allowed packages that would come in by an import written the wrong way. */
const forbiddenSources: Readonly<Record<string, RegExp>> = {
  'all of zod; import from zod/mini': /\/zod\/(v3|v4\/classic|v4\/locales)\//,
  'the local market, the client or the construct':
    /(^|\/)(src\/(local|client|testing)|construct)\//,
};

/**
 * Maximum bytes of JavaScript that an entry point loads, without other packages. In CommonJS, audit and
 * repair are loaded with the client; in ESM when they are called.
 */
const entryPoints: Readonly<Record<string, number>> = {
  'index.js': 180_000,
  'index.cjs': 265_000,
  'local.js': 290_000,
  'local.cjs': 290_000,
  'testing.js': 240_000,
  'testing.cjs': 240_000,
  'construct.js': 80_000,
  'construct.cjs': 80_000,
};

const dist = resolve('dist');
const failures: string[] = [];

for (const [name, limits] of Object.entries(handlers)) checkHandler(name, limits);
for (const [entry, maxBytes] of Object.entries(entryPoints)) {
  const bytes = loadedFiles(join(dist, entry)).reduce((sum, file) => sum + sizeOf(file), 0);
  report(entry, bytes, maxBytes);
}
for (const failure of failures) console.error(`FAIL  ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

function checkHandler(name: string, { maxBytes, packages }: HandlerLimits): void {
  const file = join(dist, 'handlers', name, 'index.mjs');
  const code = readFileSync(file, 'utf8');
  const fail = (message: string) => failures.push(`${name}: ${message}`);

  const sources = sourcesOf(file, code);
  if (sources === undefined) return void fail('has no source map, or does not refer to it');
  const found = [...new Set(sources.flatMap((source) => packageOf(source) ?? []))].sort();
  report(`handlers/${name}`, Buffer.byteLength(code), maxBytes, `${found.length} packages`);

  const allowed = new Set([...commonPackages, ...packages]);
  const strangers = found.filter((dependency) => !allowed.has(dependency));
  if (strangers.length > 0) fail(`holds ${strangers.join(', ')}`);
  for (const [what, pattern] of Object.entries(forbiddenSources)) {
    const source = sources.find((candidate) => pattern.test(candidate));
    if (source) fail(`holds ${what} (${source})`);
  }
  const outside = importsOf(code).filter((specifier) => !isBuiltin(specifier));
  if (outside.length > 0) fail(`imports ${outside.join(', ')} from outside of the bundle`);
  if (!isMinified(code)) fail('is not minified');
  const problem = loadAlone(file);
  if (problem) fail(`does not load by itself: ${problem}`);
}

function report(name: string, bytes: number, maxBytes: number, note = ''): void {
  const figures = `${format(bytes)} of ${format(maxBytes)} bytes`;
  console.log(`${name.padEnd(20)} ${figures.padStart(28)}  ${note}`.trimEnd());
  if (bytes > maxBytes) failures.push(`${name} has ${figures}`);
}

function format(bytes: number): string {
  return bytes.toLocaleString('en-US');
}

function sizeOf(file: string): number {
  return readFileSync(file).byteLength;
}

function importsOf(code: string): readonly string[] {
  const pattern = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([@\w][^"'\s]*)["']/g;
  return [...new Set([...code.matchAll(pattern)].map(([, specifier]) => specifier as string))];
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** Minified code stands in a few long lines; what is left of line breaks is in texts. */
function isMinified(code: string): boolean {
  return code.length / code.split('\n').length > 2_000;
}

/**
 * Loads a handler from an empty folder, as Lambda does: with no packages beside it, and no other
 * variables than those of the construct and of Lambda itself.
 */
function loadAlone(file: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'material-market-handler-'));
  try {
    copyFileSync(file, join(folder, 'index.mjs'));
    const script = `import { handler } from './index.mjs';
      if (typeof handler !== 'function') throw new Error('handler is not a function');`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '--input-type=module', '--eval', script],
      { cwd: folder, encoding: 'utf8', env: lambdaEnvironment() },
    );
    if (status === 0) return undefined;
    // Node quotes the line, and a line of minified code has no end.
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => line.slice(0, 200));
    return lines.slice(0, 8).join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lambdaEnvironment(): Record<string, string> {
  return {
    [environmentVariables.ordersTable]: 'orders',
    [environmentVariables.ledgerTable]: 'ledger',
    [environmentVariables.rules]: '{}',
    AWS_LAMBDA_FUNCTION_NAME: 'market',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
  };
}
