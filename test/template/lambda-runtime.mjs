/**
 * One execution environment of a function: loads the handler that the environment variables name,
 * and answers one event after the other, with what Lambda's own runtime for Node.js does around it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { env } = process;
let requestId = '';
/** Milliseconds by which the clock of this run is ahead. */
let ahead = 0;
const realNow = Date.now;
Date.now = () => realNow() + ahead;

if (env.AWS_LAMBDA_LOG_FORMAT === 'JSON') {
  for (const level of ['debug', 'info', 'warn', 'error']) {
    console[level] = (...parts) => {
      const [message, ...others] = parts.map((part) => (part instanceof Error ? part.stack : part));
      const line = { timestamp: new Date().toISOString(), level, requestId, message, others };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    };
  }
  console.log = console.info;
}

const [file, name] = env._HANDLER.split('.');
const path = ['.mjs', '.js', '.cjs']
  .map((extension) => join(env.LAMBDA_TASK_ROOT, `${file}${extension}`))
  .find((candidate) => existsSync(candidate));
const loading = import(pathToFileURL(path).href);

process.on('message', async ({ event, context, deadline, clockAhead }) => {
  ahead = clockAhead;
  requestId = context.awsRequestId;
  try {
    const { [name]: handler } = await loading;
    const getRemainingTimeInMillis = () => Math.max(deadline - realNow(), 0);
    const result = await handler(event, { ...context, getRemainingTimeInMillis });
    answer({ payload: JSON.stringify(result ?? null) });
  } catch (error) {
    answer({ error: { errorType: error?.name, errorMessage: String(error?.message) } });
  }
});

/** Lambda ends the log of an invocation with a report, by which the log is known to be whole. */
function answer(result) {
  process.stdout.write(`${JSON.stringify({ type: 'platform.report', record: { requestId } })}\n`);
  process.send(result);
}

process.on('disconnect', () => process.exit());
