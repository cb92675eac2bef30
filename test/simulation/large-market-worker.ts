import { parentPort, workerData } from 'node:worker_threads';
import { auditOfLargeMarket } from './large-market.js';

const { ok, orders, trades } = await auditOfLargeMarket(workerData.orders);
parentPort?.postMessage({ ok, orders, trades });
