type Cleanup = () => Promise<unknown> | unknown;

/** What has to be undone, latest first, once; a failure does not keep the others from it. */
export class Cleanups {
  readonly #cleanups: Cleanup[] = [];
  #run: Promise<void> | undefined;

  add(cleanup: Cleanup): void {
    this.#cleanups.push(cleanup);
  }

  run(): Promise<void> {
    this.#run ??= this.#runAll();
    return this.#run;
  }

  async #runAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const cleanup of this.#cleanups.reverse()) {
      try {
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
  }
}
