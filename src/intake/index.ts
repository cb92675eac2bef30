import { damagedItemLog, logMetrics } from '../deployment/function-log.js';
import { marketMetrics } from '../deployment/metrics.js';
import { OrderIdFactory } from '../model/order-id.js';
import { marketFromEnvironment } from '../store/dynamodb/environment.js';
import { createIntake } from './handler.js';

const aFault = [{ metric: marketMetrics.faults, values: 1 }];

/** Entry point of the deployed intake function. */
export const handler = createIntake({
  market: marketFromEnvironment({ onDamagedItem: damagedItemLog() }),
  orderIds: new OrderIdFactory(),
  // Lambda itself puts the id of the request on every line of the log.
  onFault: (error) => {
    console.error(error);
    logMetrics(aFault);
  },
});
