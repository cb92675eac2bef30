import { describe, expect, it } from 'vitest';
import { Progress } from './progress.js';

function read(progress: Progress, shardId: string, ...numbers: number[]) {
  return numbers.map((number) => progress.read({ shardId, sequenceNumber: String(number) }));
}

describe('Progress', () => {
  it('has no position before all that comes earlier is processed', () => {
    const progress = new Progress();
    const [first, second, third] = read(progress, 'a', 1, 2, 3);
    expect(progress.positions()).toEqual([]);
    second?.();
    expect(progress.positions()).toEqual([]);
    first?.();
    expect(progress.positions()).toEqual([{ shardId: 'a', sequenceNumber: '2' }]);
    third?.();
    expect(progress.positions()).toEqual([{ shardId: 'a', sequenceNumber: '3' }]);
    read(progress, 'a', 4);
    expect(progress.positions()).toEqual([{ shardId: 'a', sequenceNumber: '3' }]);
  });

  it('keeps shards apart', () => {
    const progress = new Progress();
    read(progress, 'a', 1);
    const [processed] = read(progress, 'b', 2);
    processed?.();
    expect(progress.positions()).toEqual([{ shardId: 'b', sequenceNumber: '2' }]);
  });

  it('waits for what was read by then, not for what is read later', async () => {
    const progress = new Progress();
    await progress.processed();
    const [first, second] = read(progress, 'a', 1, 2);
    let isDone = false;
    const done = progress.processed().then(() => {
      isDone = true;
    });
    read(progress, 'a', 3);
    second?.();
    await Promise.resolve();
    expect(isDone).toBe(false);
    first?.();
    await done;
  });

  it('keeps nobody waiting for what it has abandoned', async () => {
    const progress = new Progress();
    read(progress, 'a', 1);
    const processed = progress.processed();
    progress.abandon();
    await Promise.all([processed, progress.processed()]);
    expect(progress.positions()).toEqual([]);
  });
});
