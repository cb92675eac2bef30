/** The clock of a run: that of the machine, and ahead of it by the hours that were skipped. */
export class Clock {
  ahead = 0;

  now(): number {
    return Date.now() + this.ahead;
  }

  skip(milliseconds: number): void {
    this.ahead += milliseconds;
  }
}
