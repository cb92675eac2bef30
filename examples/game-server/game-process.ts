import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** The game in a process of its own, which can be killed and started again. */
export class GameProcess {
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #url = '';

  constructor(environment: { readonly DATA: string; readonly MATERIAL_MARKET_URL: string }) {
    this.#environment = { ...process.env, ...environment, PORT: '0' };
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--import', 'tsx', main], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.#url = /^game on (\S+),/.exec(line)?.[1] ?? '';
      if (this.#url) return;
    }
    throw new Error(`the game ended with code ${child.exitCode}`);
  }

  /** No goodbye: the process is gone wherever it is. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Asks as a player's client does: with one key, until there is a final answer. */
  async ask<Answer>(method: string, path: string, key: string, body: object = {}): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        ...(method === 'POST' && { body: JSON.stringify(body) }),
      }).catch(() => undefined);
      const answer = await response?.json().catch(() => undefined);
      if (response && answer && response.status !== 202 && response.status < 500) {
        return answer as Answer;
      }
      if (attempt === 600) throw new Error(`${method} ${path}: no answer`);
      await sleep(50);
    }
  }
}
