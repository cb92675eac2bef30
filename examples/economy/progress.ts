import type { Progress } from './market.js';
import { count, things } from './text.js';

/** Where a program tells what it does: standard output, or standard error. */
export type Terminal = Pick<NodeJS.WriteStream, 'write'> & {
  readonly isTTY?: boolean | undefined;
};

const barWidth = 30;
const clearLine = '\r\u001b[K';
/** Lines that a run leaves in a log. */
const lines = 12;

/** Shows how far a run is: a bar on a terminal, a line now and then elsewhere. */
export class ProgressDisplay {
  readonly #terminal: Terminal;
  #lastLine = 0;
  #showsBar = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly show = (progress: Progress): void => {
    this.#showsBar = this.#terminal.isTTY === true;
    if (this.#showsBar) this.#terminal.write(`${clearLine}${bar(progress)}`);
    else this.#showLine(progress);
  };

  /** Leaves the line to others. */
  end(): void {
    if (this.#showsBar) this.#terminal.write(clearLine);
    this.#showsBar = false;
  }

  #showLine(progress: Progress): void {
    const line = Math.floor((progress.done / progress.of) * lines);
    if (line === this.#lastLine) return;
    this.#lastLine = line;
    this.#terminal.write(`${describe(progress)}\n`);
  }
}

function bar(progress: Progress): string {
  const filled = Math.round((progress.done / progress.of) * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${describe(progress)}`;
}

function describe({ unit, done, of, orders, trades }: Progress): string {
  const tallies = [
    ...(orders === undefined ? [] : [things(orders, 'order')]),
    ...(trades === undefined ? [] : [things(trades, 'trade')]),
  ];
  const place = `${unit} ${count(done).padStart(count(of).length)} of ${count(of)}`;
  return [place, ...tallies].join(', ');
}
