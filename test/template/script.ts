import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a TypeScript file with no other environment than the given one; gives what it prints. */
export async function runScript(
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path], {
    env: { ...environment, NODE_NO_WARNINGS: '1' },
    timeout: 90_000,
  });
  return stdout;
}
