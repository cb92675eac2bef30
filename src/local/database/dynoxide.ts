import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MarketError } from '../../model/errors.js';
import { prepareEngineFile } from './engine-file.js';

const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'];
const startTimeoutMs = 15_000;
const maxPortAttempts = 5;

/**
 * Runs between this process and the engine, so that neither the engine nor its temporary files can
 * outlive us: the operating system closes our end of the pipe however we die, SIGKILL included,
 * and the watchdog sees that.
 */
const watchdog = `
const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');
const [scratch, binary, ...args] = process.argv.slice(1);
const engine = spawn(binary, args, { stdio: ['ignore', 'ignore', 'inherit'], windowsHide: true });
engine.on('error', (error) => { console.error(error.message); process.exit(127); });
engine.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
process.on('exit', () => { if (scratch) rmSync(scratch, { recursive: true, force: true }); });
const stop = () => { engine.kill(); setTimeout(() => engine.kill('SIGKILL'), 2000); };
process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
`;

export interface DynoxideOptions {
  /**
   * SQLite file that keeps the data over restarts.
   * @default a temporary one, removed with the engine
   */
  readonly dataFile?: string | undefined;
  /**
   * Port on the loopback interface.
   * @default a free one
   */
  readonly port?: number | undefined;
}

export interface Dynoxide {
  /** URL that the AWS SDK takes as `endpoint`. */
  readonly endpoint: string;
  readonly port: number;
  /** Resolves once the engine's process is gone and its port is free. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded DynamoDB-compatible engine in a child process. The engine ends with this
 * process, however that ends, and does not by itself keep this process running.
 *
 * @example
 * ```ts
 * const engine = await startDynoxide({ dataFile: 'market.db' });
 * const client = new DynamoDBClient(localClientConfig(engine.endpoint));
 * await engine.stop();
 * ```
 */
export async function startDynoxide(options: DynoxideOptions = {}): Promise<Dynoxide> {
  const binary = dynoxideBinary();
  if (options.port !== undefined) return launch(binary, options.port, options.dataFile);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(binary, await freePort(), options.dataFile);
    } catch (error) {
      // Another process can take the free port before the engine binds it.
      if (!(error instanceof PortTaken) || attempt === maxPortAttempts) throw error;
    }
  }
}

/** AWS SDK client configuration for a local endpoint, which asks for credentials but checks none. */
export function localClientConfig(endpoint: string) {
  return {
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

/** Path of the engine's binary for this platform, from the optional package that carries it. */
export function dynoxideBinary(platform = `${process.platform}-${process.arch}`): string {
  const file = platform.startsWith('win32') ? 'dynoxide.exe' : 'dynoxide';
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve(`@dynoxide/${platform}/package.json`)), file);
  } catch (cause) {
    const advice = platforms.includes(platform)
      ? `install the optional dependency @dynoxide/${platform}`
      : `it exists for ${platforms.join(', ')}`;
    throw new MarketError(
      'CONFIGURATION',
      `The embedded DynamoDB engine was not found for ${platform}: ${advice}, ` +
        'or give the endpoint of any other DynamoDB, such as DynamoDB Local.',
      { cause },
    );
  }
}

class PortTaken extends MarketError {}

async function launch(binary: string, port: number, dataFile?: string): Promise<Dynoxide> {
  // A file even for what is not kept, since only a file can be given an index beforehand.
  const scratch = dataFile === undefined ? mkdtempSync(join(tmpdir(), 'material-market-')) : '';
  const file = dataFile ?? join(scratch, 'market.db');
  prepareEngineFile(file);
  const args = ['--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  // Options meant for our own process (loaders, inspectors) must not reach the watchdog.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['-e', watchdog, scratch, binary, ...args], {
    // A process group of its own: Ctrl-C is for us to handle, and must not take the data away.
    detached: true,
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
    windowsHide: true,
  });
  // The watchdog may be gone before we close the pipe.
  child.stdin.on('error', () => {});
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-4096);
  });
  // The engine shares this stderr, so `close` means that both processes are gone.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let failure: MarketError | undefined;
  child.once('error', (cause) => {
    failure = startError(port, cause.message, cause);
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  });
  child.once('close', () => {
    failure ??= startError(port, log.trim() || `exit code ${child.exitCode}`);
  });

  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + startTimeoutMs;
  // Waiting for the engine's own line too: the port may be another server's that answers for it.
  while (!failure && !(log.includes('listening on') && (await answers(endpoint)))) {
    if (Date.now() > deadline) {
      failure = new MarketError('TIMEOUT', `${endpoint} did not answer in ${startTimeoutMs} ms`);
      child.stdin.end();
    } else {
      await delay(10);
    }
  }
  if (failure) {
    await closed;
    throw failure;
  }
  keepAlive(child, false);
  return {
    endpoint,
    port,
    stop: async () => {
      keepAlive(child, true);
      child.stdin.end();
      await closed;
    },
  };
}

function startError(port: number, reason: string, cause?: unknown): MarketError {
  const ErrorClass = /already in use|address in use/i.test(reason) ? PortTaken : MarketError;
  return new ErrorClass(
    'CONFIGURATION',
    `The embedded DynamoDB engine did not start on port ${port}: ${reason}`,
    { cause },
  );
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** Whether a running engine keeps our process from ending. */
function keepAlive(child: ChildProcess, yes: boolean): void {
  for (const handle of [child, child.stdin, child.stderr] as { ref(): void; unref(): void }[]) {
    if (yes) handle.ref();
    else handle.unref();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
