import type {
  Context as LambdaContext,
  LambdaFunctionURLEvent,
  LambdaFunctionURLResult,
} from 'aws-lambda';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { type ApiOptions, createApi } from '../api/api.js';
import { withRetries } from '../store/retries.js';

/** Handler of a Lambda function URL, payload format 2.0; takes the same events by Invoke. */
export type IntakeHandler = (
  event: LambdaFunctionURLEvent,
  context: LambdaContext,
) => Promise<LambdaFunctionURLResult>;

/** The market's front door: answers a post only when the order has landed. */
export function createIntake(options: ApiOptions): IntakeHandler {
  const { market } = options;
  const answer = handle(
    createApi({ ...options, market: { ...market, store: withRetries(market.store) } }),
  );
  return async (event, context) =>
    (await answer(event as unknown as LambdaEvent, context)) as LambdaFunctionURLResult;
}
