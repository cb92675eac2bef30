import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.js';

const runtime = fileURLToPath(new URL('./lambda-runtime.mjs', import.meta.url));

/** What an invocation came to. */
export type InvocationResult =
  | { readonly payload: string }
  | { readonly error: { readonly errorType?: string; readonly errorMessage: string } };

export interface ExecutionEnvironmentOptions {
  readonly name: string;
  readonly arn: string;
  readonly folder: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Is given what the function prints. */
  readonly onOutput: (text: string) => void;
}

/** A process of its own for a function, which works on one event at a time. */
export class ExecutionEnvironment {
  readonly #options: ExecutionEnvironmentOptions;
  readonly #child: ChildProcess;

  constructor(options: ExecutionEnvironmentOptions) {
    this.#options = options;
    this.#child = fork(runtime, {
      cwd: options.folder,
      env: { ...options.variables },
      execArgv: [`--max-old-space-size=${options.memorySize}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', options.onOutput);
    this.#child.stderr?.setEncoding('utf8').on('data', options.onOutput);
  }

  get isAlive(): boolean {
    return this.#child.connected && this.#child.exitCode === null;
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    const { name, arn, memorySize, timeoutSeconds } = this.#options;
    const deadline = Date.now() + timeoutSeconds * 1000;
    const answered = new AbortController();
    const { signal } = answered;
    const context = {
      awsRequestId: randomUUID(),
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memorySize),
    };
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutSeconds * 1000);
    try {
      const answer = once(this.#child, 'message', { signal });
      const exit = once(this.#child, 'exit', { signal });
      this.#child.send({ event, context, deadline, clockAhead: this.#options.clock.ahead });
      return (await Promise.race([
        answer.then(([result]) => result as InvocationResult),
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

  #endedBy(deadline: number): string {
    if (Date.now() < deadline) return 'the process ended';
    return `Task timed out after ${this.#options.timeoutSeconds}.00 seconds`;
  }
}
