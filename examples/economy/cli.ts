import { isMarketError } from 'material-market';
import { LocalMarket } from 'material-market/local';
import { TestMarket } from 'material-market/testing';
import type { ExampleMarket } from './market.js';
import { help, type Options, parseOptions, UsageError } from './options.js';
import { type OrdersFile, readOrdersFile } from './orders-file.js';
import { ProgressDisplay, type Terminal } from './progress.js';
import { auditInWords, problemsOf, summarize } from './report.js';
import { playGame, postFile } from './story.js';
import { styleFor } from './style.js';
import { emptyTapeFile } from './tape-file.js';

const exitCodes = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Where a run is started from. */
export interface Surroundings {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Ends the run, with its market stopped in good order. */
  readonly signal: AbortSignal;
}

/** Answers with the exit code. */
export async function runCli(args: readonly string[], around: Surroundings): Promise<number> {
  const { stdout, stderr, signal } = around;
  try {
    const options = parseOptions(args);
    if (options.help) {
      stdout.write(help);
      return exitCodes.fine;
    }
    // Read to its end before anything starts: of a file with a bad line, nothing is posted.
    const file = options.orders === undefined ? undefined : await readOrdersFile(options.orders);
    return await run(options, file, around);
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    stderr.write(`economy: ${describe(error)}\n`);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

async function run(
  { data, json, market: kind, players, rounds, seed, tape }: Options,
  file: OrdersFile | undefined,
  { stdout, stderr, signal }: Surroundings,
): Promise<number> {
  // With --json, standard output has the result and nothing else.
  const terminal = json ? stderr : stdout;
  const style = styleFor(terminal);
  const progress = new ProgressDisplay(terminal);
  const watched = { signal, onProgress: progress.show };
  const began = performance.now();
  if (tape !== undefined) await emptyTapeFile(tape);
  const market = await startMarket(kind, data);
  try {
    const story = file
      ? await postFile(market, file, { ...watched, tape }, style)
      : await playGame(market, { seed, players, rounds, ...watched }, style);
    const audit = await market.audit();
    const summary = summarize(audit, (performance.now() - began) / 1000);
    const problems = [...problemsOf(audit, story.ordersAccepted), ...story.problems(audit)];
    progress.end();
    const took = `Took ${summary.seconds.toFixed(1)} seconds.`;
    const sections = [...story.sections, auditInWords(audit, problems, style), took];
    terminal.write(`\n${sections.join('\n\n')}\n`);
    if (json) stdout.write(`${JSON.stringify(summary)}\n`);
    return problems.length === 0 ? exitCodes.fine : exitCodes.failed;
  } finally {
    progress.end();
    await market.stop();
  }
}

async function startMarket(
  kind: Options['market'],
  dataDir: string | undefined,
): Promise<ExampleMarket & { stop(): Promise<void> }> {
  if (kind === 'test') {
    const market = new TestMarket({ now: Date.now() });
    return Object.assign(market, { stop: async () => {} });
  }
  if (dataDir === undefined) return LocalMarket.start();
  try {
    return await LocalMarket.start({ dataDir });
  } catch (cause) {
    throw new UsageError(`cannot keep a market in ${dataDir}: ${describe(cause)}`, { cause });
  }
}

function describe(error: unknown): string {
  if (isMarketError(error) && error.code === 'CLIENT_ORDER_ID_CONFLICT') {
    return `${error.message}\nThe folder may hold a game of another version of this example.`;
  }
  return error instanceof Error ? error.message : String(error);
}
