import { damagedItemLog } from '../deployment/function-log.js';
import { createEnrichment } from './handler.js';

/** Entry point of the deployed function that turns changes of the Ledger into events. */
export const handler = createEnrichment({ onDamagedItem: damagedItemLog() });
