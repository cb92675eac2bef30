import { OrderIdFactory } from '../model/order-id.js';
import { marketFromEnvironment } from '../store/environment.js';
import { createIntake } from './handler.js';

/** Entry point of the deployed intake function. */
export const handler = createIntake({
  market: marketFromEnvironment(),
  orderIds: new OrderIdFactory(),
  onFault: (error) => console.error(error),
});
