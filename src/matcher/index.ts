import { damagedItemLog, logMetrics, logSetAside } from '../deployment/function-log.js';
import { marketFromEnvironment } from '../store/dynamodb/environment.js';
import { createMatcher } from './handler.js';
import { metricsObserver } from './metrics.js';

/** Entry point of the deployed matcher function. */
export const handler = createMatcher({
  market: marketFromEnvironment({ onDamagedItem: damagedItemLog() }),
  onFailure: ({ material, sequenceNumber, error }) =>
    console.error(`matching ${material} failed at record ${sequenceNumber}`, error),
  onSetAside: logSetAside,
  observer: metricsObserver({ log: logMetrics }),
});
