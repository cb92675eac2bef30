import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Give the output also of a command that ended with another code than 0. */
  readonly acceptFailure?: boolean;
}

/** Runs a command to its end, gives what it printed. Fails with all of that if it fails. */
export async function run(command: readonly string[], options: CommandOptions): Promise<string> {
  const child = start(command, options);
  const timeout = setTimeout(() => stop(child, 'SIGKILL'), options.timeoutMs ?? 180_000);
  const output = collectOutput(child);
  const closed = once(child, 'close').finally(() => clearTimeout(timeout));
  const [code, signal] = (await closed) as [number | null, string | null];
  if (code === 0 || (options.acceptFailure && code !== null)) return output();
  throw new Error(`${command.join(' ')}\nended with ${code ?? signal}:\n${output()}`);
}

/** Runs a file with this Node.js, or another one. */
export function runNode(
  args: readonly string[],
  options: CommandOptions & { readonly node?: string },
): Promise<string> {
  return run([options.node ?? process.execPath, ...args], options);
}

/** Installs packages as a consumer does. */
export async function install(cwd: string, packages: readonly string[]): Promise<void> {
  await run(
    ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'].concat(
      packages,
    ),
    { cwd, timeoutMs: 300_000 },
  );
}

/** Works with `npx material-market dev` of a folder, and interrupts it afterwards. */
export async function withMarket<Result>(
  cwd: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const market = start(['npx', 'material-market', 'dev', '--port', '0'], { cwd });
  const closed = once(market, 'close');
  try {
    const result = await work(await printed(market, /market on (http:\/\/127\.0\.0\.1:\d+)/));
    stop(market, 'SIGINT');
    await closed;
    return result;
  } finally {
    stop(market, 'SIGKILL');
  }
}

/** Leads a process group of its own, so that it can be stopped together with what it started. */
function start(command: readonly string[], { cwd, env }: CommandOptions): ChildProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { ...consumerEnvironment(), ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Signals a process and all that it started, as Ctrl+C in a terminal does. */
function stop(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    // It may have ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until a process prints something; gives what the pattern's first group matched. */
async function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  const output = collectOutput(child);
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = pattern.exec(output())?.[1];
    if (found !== undefined) return found;
    if (child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${pattern} was never printed:\n${output()}`);
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) stop(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

/** Without what `npm run` of this repository adds, which tells npm that it runs in here. */
function consumerEnvironment(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !/^(npm_(package|lifecycle)_|INIT_CWD$|NODE_OPTIONS$)/.test(entry[0]),
  );
  return { ...Object.fromEntries(inherited), NODE_NO_WARNINGS: '1' };
}
