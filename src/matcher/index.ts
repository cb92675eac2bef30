import { marketFromEnvironment } from '../store/environment.js';
import { createMatcher } from './handler.js';

/** Entry point of the deployed matcher function. */
export const handler = createMatcher({
  market: marketFromEnvironment(),
  onFailure: ({ material, sequenceNumber, error }) =>
    console.error(`matching ${material} failed at record ${sequenceNumber}`, error),
});
