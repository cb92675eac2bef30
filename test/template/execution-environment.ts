import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.js';

const runtime = fileURLToPath(new URL('./lambda-runtime.mjs', import.meta.url));

/** What an invocation came to. */
export type InvocationResult =
  | { readonly payload: string }
  | { readonly error: { readonly errorType?: string; readonly errorMessage: string } };

/** An invocation that crashes the process, such as one that runs out of memory. */
export interface InvokeOptions {
  readonly crashes?: boolean;
}

export interface ExecutionEnvironmentOptions {
  readonly name: string;
  readonly arn: string;
  readonly folder: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Is given what the function prints, line by line. */
  readonly onLine: (line: string) => void;
}

/** A process of its own for a function, which works on one event at a time. */
export class ExecutionEnvironment {
  readonly #options: ExecutionEnvironmentOptions;
  readonly #child: ChildProcess;
  /** Told of the ends of logs, by the ids of their requests. */
  readonly #reports = new EventEmitter();

  constructor(options: ExecutionEnvironmentOptions) {
    this.#options = options;
    this.#child = fork(runtime, {
      cwd: options.folder,
      env: { ...options.variables },
      execArgv: [`--max-old-space-size=${options.memorySize}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#read(line));
    }
  }

  get isAlive(): boolean {
    return this.#child.connected && this.#child.exitCode === null;
  }

  async invoke(event: unknown, { crashes = false }: InvokeOptions = {}): Promise<InvocationResult> {
    const { name, arn, memorySize, timeoutSeconds } = this.#options;
    const deadline = Date.now() + timeoutSeconds * 1000;
    const answered = new AbortController();
    const { signal } = answered;
    const awsRequestId = randomUUID();
    const context = {
      awsRequestId,
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memorySize),
    };
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutSeconds * 1000);
    try {
      const answer = once(this.#child, 'message', { signal });
      const report = once(this.#reports, awsRequestId, { signal });
      const exit = once(this.#child, 'close', { signal });
      this.#child.send({ event, context, deadline, clockAhead: this.#options.clock.ahead });
      if (crashes) this.#child.kill('SIGKILL');
      return (await Promise.race([
        Promise.all([answer, report]).then(([[result]]) => result as InvocationResult),
        exit.then(() => ({ error: { errorMessage: this.#endedBy(deadline) } })),
      ])) as InvocationResult;
    } finally {
      clearTimeout(timer);
      answered.abort();
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  #read(line: string): void {
    const requestId = /^\{"type":"platform.report","record":\{"requestId":"([^"]+)"/.exec(
      line,
    )?.[1];
    if (requestId === undefined) this.#options.onLine(line);
    else this.#reports.emit(requestId);
  }

  #endedBy(deadline: number): string {
    if (Date.now() < deadline) return 'the process ended';
    return `Task timed out after ${this.#options.timeoutSeconds}.00 seconds`;
  }
}
