import { marketFromEnvironment } from '../store/dynamodb/environment.js';
import { createSweeper } from './handler.js';

/** Entry point of the deployed sweeper function. */
export const handler = createSweeper(marketFromEnvironment());
