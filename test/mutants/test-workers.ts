import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestJob, TestReport } from './test-worker.js';

const program = fileURLToPath(new URL('test-worker.ts', import.meta.url));

/** Processes that run tests. One that does not come to an end is replaced. */
export class TestWorkers {
  readonly #idle: ChildProcess[] = [];

  /** The report, or that the tests did not end within this time. */
  async run(job: TestJob, limitMs: number): Promise<TestReport | 'late'> {
    const worker = this.#idle.pop() ?? fork(program, { stdio: 'ignore' });
    const report = await reportOf(worker, job, limitMs);
    if (report === 'late') worker.kill('SIGKILL');
    else this.#idle.push(worker);
    return report;
  }

  end(): void {
    for (const worker of this.#idle.splice(0)) worker.kill('SIGKILL');
  }
}

function reportOf(
  worker: ChildProcess,
  job: TestJob,
  limitMs: number,
): Promise<TestReport | 'late'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => resolve('late')), limitMs);
    const onMessage = (report: TestReport) => done(() => resolve(report));
    const onExit = (code: number | null, signal: string | null) =>
      done(() => reject(new Error(`the tests ended by themselves: ${signal ?? `code ${code}`}`)));
    const done = (settle: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('exit', onExit);
      settle();
    };
    worker.on('message', onMessage);
    worker.on('exit', onExit);
    worker.send(job);
  });
}
