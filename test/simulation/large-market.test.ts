import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { bundle } from '../support/bundle.js';

/** Of records, orders and trades, a million needs more than 300 MB when they are kept. */
const orders = 600_000;

it('audits many orders in memory that does not grow with them', async () => {
  const { file, remove } = await bundle('test/simulation/large-market-worker.ts');
  try {
    const worker = new Worker(file, {
      workerData: { orders },
      resourceLimits: { maxOldGenerationSizeMb: 48 },
    });
    const [report] = await once(worker, 'message');
    expect(report).toEqual({ ok: true, orders, trades: orders / 2 });
    await worker.terminate();
  } finally {
    await remove();
  }
}, 120_000);
