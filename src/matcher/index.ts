import { logMetrics } from '../deployment/function-log.js';
import { marketFromEnvironment } from '../store/dynamodb/environment.js';
import { createMatcher } from './handler.js';
import { metricsObserver } from './metrics.js';

/** Entry point of the deployed matcher function. */
export const handler = createMatcher({
  market: marketFromEnvironment(),
  onFailure: ({ material, sequenceNumber, error }) =>
    console.error(`matching ${material} failed at record ${sequenceNumber}`, error),
  onSetAside: ({ orderId, material }) =>
    console.error(
      `order ${orderId} of ${material} has no open record and was taken out of the book: run npx material-market repair`,
    ),
  observer: metricsObserver({ log: logMetrics }),
});
