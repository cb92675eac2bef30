import { damagedItemLog, logMetrics, logSetAside } from '../deployment/function-log.js';
import { marketFromEnvironment } from '../store/dynamodb/environment.js';
import { createSweeper } from './handler.js';
import { sweepMetrics } from './metrics.js';

/** Entry point of the deployed sweeper function. */
export const handler = createSweeper({
  market: marketFromEnvironment({ onDamagedItem: damagedItemLog() }),
  onFailure: ({ what, name, error }) => console.error(`sweeping failed for ${what} ${name}`, error),
  onSetAside: logSetAside,
  onSweep: (result) => logMetrics(sweepMetrics(result)),
});
