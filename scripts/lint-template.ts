/**
 * Checks the templates of the construct with cfn-lint. Needs Python 3.10 or later with venv;
 * cfn-lint comes from PyPI.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createApp, createMarket, variants } from '../test/construct/market-stack.js';

const version = '1.58.0';
/** Findings about what the CDK writes, which a market cannot change. Both are harmless. */
const ignored = [
  // Functions depend on their role by name as well as by reference.
  'W3005',
  // ARNs are put together with Fn::Join.
  'I1022',
];
const environment = resolve('node_modules/.cache/cfn-lint', version);

const folder = mkdtempSync(join(tmpdir(), 'material-market-templates-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const templates = Object.entries(variants).map(([name, props]) => {
  const app = createApp({ outdir: join(folder, name) });
  const { stack } = createMarket(props, app);
  app.synth();
  return join(folder, name, stack.templateFile);
});
const cfnLint = installCfnLint();
run(cfnLint, [
  ...['--include-checks', 'I', '--ignore-checks', ...ignored],
  ...['--regions', 'us-east-1', '--', ...templates],
]);
console.log(`cfn-lint ${version}: ${templates.length} templates are clean`);

function installCfnLint(): string {
  const program = join(environment, 'bin', 'cfn-lint');
  if (!existsSync(program)) {
    // An interrupted installation leaves no program, and is done again.
    run('python3', ['-m', 'venv', '--clear', environment]);
    const pip = join(environment, 'bin', 'pip');
    run(pip, ['install', '--quiet', '--disable-pip-version-check', `cfn-lint==${version}`]);
  }
  return program;
}

function run(command: string, commandArguments: readonly string[]): void {
  const { status, error } = spawnSync(command, commandArguments, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
