/** The clock of a run: that of the machine, and ahead of it by the hours that were skipped. */
export class Clock {
  readonly #skips: { readonly at: number; readonly ahead: number }[] = [];

  /** Milliseconds by which it is ahead by now. */
  get ahead(): number {
    return this.#skips.at(-1)?.ahead ?? 0;
  }

  now(): number {
    return Date.now() + this.ahead;
  }

  /** What it said at an instant of the machine's clock. */
  at(machineTime: number): number {
    return machineTime + (this.#skips.findLast(({ at }) => at <= machineTime)?.ahead ?? 0);
  }

  skip(milliseconds: number): void {
    this.#skips.push({ at: Date.now(), ahead: this.ahead + milliseconds });
  }
}
