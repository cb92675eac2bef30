import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isMarketError, MarketError } from '../../model/errors.js';

/** Folders that this process has locked; its own id in a lock file alone says nothing. */
const locked = new Set<string>();

export interface DataDir {
  /** The engine's database. */
  readonly file: string;
  unlock(): void;
}

/**
 * Makes a folder if need be, and takes it for this process: two markets on one database would
 * each match what the other has matched. A lock whose process is gone, killed perhaps, is taken over.
 */
export function lockDataDir(path: string): DataDir {
  const folder = resolve(path);
  usable(folder, () => makeFolder(folder));
  const lock = join(folder, 'market.lock');
  const owner = ownerOf(lock);
  if (owner === process.pid ? locked.has(folder) : owner !== undefined && isRunning(owner)) {
    throw new MarketError(
      'CONFIGURATION',
      `${folder} is in use by process ${owner}: stop that local market, or choose another dataDir. ` +
        `If no such market is running, delete ${lock}.`,
    );
  }
  usable(folder, () => writeFileSync(lock, String(process.pid)));
  locked.add(folder);
  return {
    file: join(folder, 'market.db'),
    unlock: () => {
      rmSync(lock, { force: true });
      locked.delete(folder);
    },
  };
}

/** Does what makes a folder usable, or says why it is not. */
function usable(folder: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    if (isMarketError(cause)) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new MarketError(
      'CONFIGURATION',
      `cannot keep data in ${folder} (${code ?? message}): choose a folder that can be written to`,
      { cause },
    );
  }
}

/** Not `recursive`: Node tries for ever where the parent is there and refuses, as in /proc. */
function makeFolder(folder: string): void {
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found) {
    throw new MarketError(
      'CONFIGURATION',
      `${folder} is a file, not a folder: choose a folder to keep data in`,
    );
  }
  mkdirSync(folder);
}

function ownerOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process that may not be signalled is there all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
