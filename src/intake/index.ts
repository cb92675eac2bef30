import { marketMetrics, metricsLine } from '../deployment/metrics.js';
import { OrderIdFactory } from '../model/order-id.js';
import { marketFromEnvironment } from '../store/dynamodb/environment.js';
import { createIntake } from './handler.js';

const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';
const aFault = [{ metric: marketMetrics.faults, values: 1 }];

/** Entry point of the deployed intake function. */
export const handler = createIntake({
  market: marketFromEnvironment(),
  orderIds: new OrderIdFactory(),
  onFault: (error) => {
    console.error(error);
    process.stdout.write(`${metricsLine(functionName, Date.now(), aFault)}\n`);
  },
});
