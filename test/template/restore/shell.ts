import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBody, startServer } from '../loopback-server.js';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** Hands a command to the test, prints its answer, and ends with its exit code. */
const forwarder = `
const { RUNBOOK_URL: url, RUNBOOK_STEP: step } = process.env;
const body = JSON.stringify([step, ...process.argv.slice(2)]);
fetch(url, { method: 'POST', body }).then(async (response) => {
  const text = await response.text();
  if (response.ok) process.stdout.write(text);
  else { process.stderr.write(text); process.exitCode = 255; }
});
`;

/** What bash printed, and how it ended. */
export interface ShellRun {
  readonly exitCode: number | null;
  readonly output: string;
}

/**
 * Runs a script in an empty folder, where `npx material-market` is the command line of the build,
 * and other `npx` and `aws` commands are given to the test.
 */
export async function runShell(
  script: string,
  environment: Readonly<Record<string, string>>,
  answer: (command: readonly string[], folder: string) => Promise<string>,
): Promise<ShellRun> {
  const folder = mkdtempSync(join(tmpdir(), 'material-market-runbook-'));
  const server = await startServer(async (request, response) => {
    const command = JSON.parse((await readBody(request)).toString('utf8')) as string[];
    try {
      response.end(await answer(command, folder));
    } catch (error) {
      response.writeHead(400).end(`${command.join(' ')}: ${error}\n`);
    }
  });
  try {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'forward.cjs'), forwarder);
    const forward = `exec "${process.execPath}" "${bin}/forward.cjs"`;
    const ours = `if [ "$1" = material-market ]; then shift; exec "${process.execPath}" "${cli}" "$@"; fi`;
    writeFileSync(join(bin, 'aws'), `#!/bin/sh\n${forward} aws "$@"\n`);
    writeFileSync(join(bin, 'npx'), `#!/bin/sh\n${ours}\n${forward} "$@"\n`);
    for (const name of ['aws', 'npx']) chmodSync(join(bin, name), 0o755);
    return await run(script, folder, {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      RUNBOOK_URL: server.url,
      NODE_NO_WARNINGS: '1',
      ...environment,
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(script: string, cwd: string, env: Record<string, string>): Promise<ShellRun> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
      });
    }
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, output }));
  });
}
