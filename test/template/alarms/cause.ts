import type { WatchedRun } from './watched-run.js';

/** Something that goes wrong, and the alarm that has to go off. */
export interface Cause {
  readonly alarm: string;
  readonly cause: string;
  /** How long it goes on. */
  readonly minutes: number;
  readonly begin?: (run: WatchedRun) => void | Promise<void>;
  /** What happens in each of the minutes, or in the first ones of them. */
  readonly each?: (run: WatchedRun) => Promise<unknown>;
  readonly busyMinutes?: number;
  /** Takes the cause away, as an operator would. */
  readonly end?: (run: WatchedRun) => void | Promise<void>;
}
