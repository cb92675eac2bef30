import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataDir } from './data-dir.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-dir-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('lockDataDir', () => {
  it('makes the folder, and is for one market at a time', () => {
    const path = join(folder, 'deep', 'data');
    const first = lockDataDir(path);
    expect(first.file).toBe(join(path, 'market.db'));
    expect(() => lockDataDir(join(path, '.'))).toThrow(/in use by process/);
    first.unlock();
    lockDataDir(path).unlock();
    expect(existsSync(join(path, 'market.lock'))).toBe(false);
  });

  it.each([
    // Beyond what Linux gives out.
    ['a process that is gone', '4194305'],
    ['this process’s id, from another life', String(process.pid)],
    ['nothing that is an id', 'half-writ'],
  ])('takes over the lock of %s', (_, owner) => {
    writeFileSync(join(folder, 'market.lock'), owner);
    lockDataDir(folder).unlock();
  });

  it('says what is wrong with a folder that cannot be one', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) {
      expect(() => lockDataDir(path)).toThrow(
        expect.objectContaining({
          code: 'CONFIGURATION',
          message: expect.stringContaining(`${file} is a file, not a folder`),
        }),
      );
    }
    expect(() => lockDataDir(join(folder, 'null\0byte'))).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION' }),
    );
  });

  it.runIf(process.platform === 'linux')('comes to an end where no folder can be made', () => {
    // Node's own `mkdir` with `recursive` tries for ever here.
    expect(() => lockDataDir('/proc/nope/data')).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringMatching(/cannot keep data in \/proc\/nope\/data \(ENOENT\)/),
        cause: expect.objectContaining({ code: 'ENOENT' }),
      }),
    );
  });

  it('respects the lock of another process', () => {
    writeFileSync(join(folder, 'market.lock'), String(process.ppid));
    expect(() => lockDataDir(folder)).toThrow(`process ${process.ppid}`);
  });
});
