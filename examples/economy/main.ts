import { runCli } from './cli.js';

// What the AWS SDK has to say of Node 20 is of no use to who watches an economy.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const interrupt = new AbortController();
// Once: whoever presses Ctrl-C again does not want to wait until the market has stopped.
process.once('SIGINT', () => interrupt.abort());

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
});
