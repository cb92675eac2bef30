import { marketFromEnvironment } from '../store/environment.js';
import { createSweeper } from './handler.js';

/** Entry point of the deployed sweeper function. */
export const handler = createSweeper(marketFromEnvironment());
