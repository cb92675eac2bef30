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
  context: Pick<LambdaContext, 'getRemainingTimeInMillis'> &
    Partial<Pick<LambdaContext, 'awsRequestId'>>,
) => Promise<LambdaFunctionURLResult>;

/**
 * The market's front door: answers a post only when the order has landed, and whatever it waits for
 * in time: an invocation that Lambda ends says nothing to who has called.
 */
export function createIntake(options: ApiOptions): IntakeHandler {
  const { market } = options;
  const answer = handle(
    createApi(options, (bindings) => {
      const { lambdaContext } = bindings as { lambdaContext: Parameters<IntakeHandler>[1] };
      const remainingTime = () => lambdaContext.getRemainingTimeInMillis();
      return {
        market: { ...market, store: withRetries(market.store, { remainingTime }) },
        requestId: lambdaContext.awsRequestId,
      };
    }),
  );
  return async (event, context) =>
    (await answer(
      event as unknown as LambdaEvent,
      context as LambdaContext,
    )) as LambdaFunctionURLResult;
}
