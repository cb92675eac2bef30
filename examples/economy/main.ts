import { runCli } from './cli.js';

const interrupt = new AbortController();
// Once: whoever presses Ctrl-C again does not want to wait until the market has stopped.
process.once('SIGINT', () => interrupt.abort());

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
});
